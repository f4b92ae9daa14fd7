// One's own application: where it stands, what was decided and why, and what one can do.
import { useState } from "react";
import { doStep, type Deed } from "../../api/application";
import type { ApplicationDetail } from "../../api/types";
import { useWrite } from "../../api/write";
import { useText } from "../../text/text";
import { ApplicationScreen, AssessmentCard, StatedCard } from "../../ui/application_parts";
import { Button, LinkButton } from "../../ui/button";
import { Ask } from "../../ui/dialog";
import { Journey } from "../../ui/journey";
import { Card } from "../../ui/page";
import { ApplicationClaims } from "./application_claims";
import { useToast } from "../../ui/toast";

export function ApplicationPage(props: { application: string }) {
  const { t } = useText();
  return (
    <ApplicationScreen
      application={props.application}
      heading="programme"
      crumbs={[{ href: "/company", title: t("nav.company") }]}
      actions={(application) => <Actions application={application} />}
    >
      {(application) => (
        <div className="columns">
          <div className="stack loose">
            {application.assessment && <AssessmentCard application={application} />}
            <StatedCard application={application} />
            {application.gives === "grant" && application.status !== "draft" && (
              <ApplicationClaims application={application} />
            )}
          </div>
          <Card title={t("journey.title")}>
            <Journey application={application} />
          </Card>
        </div>
      )}
    </ApplicationScreen>
  );
}

const ASKED = ["withdraw", "appeal"] as const satisfies readonly Deed[];

function Actions({ application }: { application: ApplicationDetail }) {
  const { t } = useText();
  const toast = useToast();
  const [asked, setAsked] = useState<(typeof ASKED)[number] | undefined>(undefined);
  const { application: key, call, actions } = application;
  const act = useWrite(
    (input: { deed: Deed; reason: string }, header) =>
      doStep(key, input.deed, header, { reason: input.reason, until: "" }),
    (_, input) => {
      setAsked(undefined);
      toast(t(`done.${input.deed}`));
    },
  );
  return (
    <>
      {actions.includes("edit") && (
        <LinkButton look="primary" href={`/company/apply/${encodeURIComponent(call)}/${encodeURIComponent(key)}`}>
          {t("action.go_on")}
        </LinkButton>
      )}
      {ASKED.filter((deed) => actions.includes(deed)).map((deed) => (
        <Button key={deed} look={deed === "withdraw" ? "danger" : "plain"} onClick={() => setAsked(deed)}>
          {t(`action.${deed}`)}
        </Button>
      ))}
      {asked && (
        <Ask
          title={t(`ask.${asked}`)}
          reason={t("field.reason")}
          confirm={t(`action.${asked}`)}
          look={asked === "withdraw" ? "danger" : "primary"}
          busy={act.isPending}
          error={act.error}
          onConfirm={(reason) => act.mutate({ deed: asked, reason })}
          onClose={() => setAsked(undefined)}
        >
          <p>{t(`ask.${asked}_lead`)}</p>
        </Ask>
      )}
    </>
  );
}
