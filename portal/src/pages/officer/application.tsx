// The officer's page of an application: what was stated and proved beside what the rules say of it, and the next step.
import type { ApplicationDetail } from "../../api/types";
import { useText } from "../../text/text";
import { ApplicationLoaded, AssessmentCard, Notices, StatedCard } from "../../ui/application_parts";
import { StatusChip } from "../../ui/chip";
import { Journey } from "../../ui/journey";
import { Card, Facts, PageHead } from "../../ui/page";
import { Actions } from "./actions";

export function ApplicationPage(props: { application: string }) {
  return (
    <ApplicationLoaded application={props.application}>
      {(application) => <Detail application={application} />}
    </ApplicationLoaded>
  );
}

function Detail({ application }: { application: ApplicationDetail }) {
  const { t } = useText();
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[
          { href: "/officer", title: t("nav.inbox") },
          { href: "/officer/applications", title: t("nav.applications") },
        ]}
        title={application.organisation_name || application.organisation}
        lead={
          <span className="row">
            {application.programme_name || application.programme}
            <code>{application.application}</code>
            <StatusChip status={application.status} />
          </span>
        }
      />
      <Notices application={application} />
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
    </div>
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
