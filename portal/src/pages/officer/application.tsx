// The officer's page of an application: what was stated and proved beside what the rules say of it, and the next step.
import { Link } from "wouter";
import type { ApplicationDetail } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { ApplicationScreen, AssessmentCard, StatedCard } from "../../ui/application_parts";
import { Journey } from "../../ui/journey";
import { Card, Facts } from "../../ui/page";
import { PersonName, PersonNames } from "../../ui/person";
import { Actions } from "./actions";

export function ApplicationPage(props: { application: string }) {
  const { t } = useText();
  return (
    <ApplicationScreen
      application={props.application}
      heading="organisation"
      crumbs={[
        { href: "/officer", title: t("nav.inbox") },
        { href: "/officer/applications", title: t("nav.applications") },
      ]}
    >
      {(application) => (
        <>
          <div className="columns even">
            <StatedCard application={application} />
            <AssessmentCard application={application} />
          </div>
          <Actions application={application} />
          <div className="columns even">
            <Card title={t("journey.title")}>
              <Journey application={application} />
            </Card>
            <People application={application} />
          </div>
        </>
      )}
    </ApplicationScreen>
  );
}

function People({ application }: { application: ApplicationDetail }) {
  const { t } = useText();
  const { applicants, assessor_list: assessors, score_list: scores } = application;
  const proposer = application.proposal?.proposer ?? application.proposer;
  return (
    <Card title={t("application.who")}>
      <Facts
        rows={[
          [
            t("application.organisation"),
            <Link key="organisation" href={`/officer/organisations/${encodeURIComponent(application.organisation)}`}>
              {application.organisation_name || application.organisation}
            </Link>,
          ],
          [t("application.call"), application.call],
          [t("application.contract"), application.contract],
          [t("application.applicants"), applicants.length > 0 && <PersonNames key="applicants" persons={applicants} />],
          [
            t("application.assessors"),
            assessors.length > 0 && <PersonNames key="assessors" persons={assessors.map((each) => each.person)} />,
          ],
          [t("application.scores"), scores.map((score) => <Score key={score.person} score={score} />)],
          [t("application.proposer"), proposer && <PersonName key="proposer" person={proposer} />],
          [
            t("application.approver"),
            application.approver && <PersonName key="approver" person={application.approver} />,
          ],
          [t("application.award"), application.award],
        ]}
      />
    </Card>
  );
}

// One assessor's points, criterion by criterion, in the words of the rules.
function Score({ score }: { score: ApplicationDetail["score_list"][number] }) {
  const { t, pick } = useText();
  const { count } = useFigures();
  return (
    <div>
      <strong>
        <PersonName person={score.person} />
      </strong>
      <ul className="plain-list small">
        {score.criteria.map((each) => (
          <li key={each.criterion}>
            {pick(each.label) || each.criterion}{" "}
            <span className="number">
              {each.out_of === null
                ? count(each.points)
                : t("application.points", { points: count(each.points), of: count(each.out_of) })}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
