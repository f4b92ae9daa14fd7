// The officer's page of an application: what was stated and proved beside what the rules say of it, and the next step.
import type { ApplicationDetail } from "../../api/types";
import { useText } from "../../text/text";
import { ApplicationScreen, AssessmentCard, StatedCard } from "../../ui/application_parts";
import { Journey } from "../../ui/journey";
import { Card, Facts } from "../../ui/page";
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
  return (
    <Card title={t("application.who")}>
      <Facts
        rows={[
          [t("application.call"), application.call],
          [t("application.contract"), application.contract],
          [t("application.applicants"), application.applicants.join(", ")],
          [t("application.assessors"), application.assessor_list.map((each) => each.person).join(", ")],
          [
            t("application.scores"),
            application.score_list
              .flatMap((score) => score.criteria.map((each) => `${score.person}: ${each.criterion} ${each.points}`))
              .join(", "),
          ],
          [t("application.proposer"), application.proposal?.proposer ?? application.proposer],
          [t("application.approver"), application.approver],
          [t("application.award"), application.award],
        ]}
      />
    </Card>
  );
}
