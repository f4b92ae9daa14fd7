// A proposal before the approver: what is proposed, what the rules made of it, where the two differ, and what was stated.
import { useState } from "react";
import { useLocation } from "wouter";
import { doStep, type Deed } from "../../api/application";
import { api, must } from "../../api/client";
import type { ApplicationDetail } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { ratio } from "../../lib/format";
import { useText, type Key } from "../../text/text";
import { ApplicationScreen, AssessmentCard, StatedCard } from "../../ui/application_parts";
import { Button } from "../../ui/button";
import { Ask } from "../../ui/dialog";
import { Alert, Info } from "../../ui/icons";
import { Card, Facts } from "../../ui/page";
import { PersonName } from "../../ui/person";
import { useToast } from "../../ui/toast";

export function DecisionPage(props: { application: string }) {
  const { t } = useText();
  return (
    <ApplicationScreen
      application={props.application}
      heading="organisation"
      crumbs={[{ href: "/approver", title: t("nav.approvals") }]}
    >
      {(application) => (
        <>
          <Proposal application={application} />
          <div className="columns even">
            <AssessmentCard application={application} />
            <StatedCard application={application} />
          </div>
        </>
      )}
    </ApplicationScreen>
  );
}

function Proposal({ application }: { application: ApplicationDetail }) {
  const { t, pick } = useText();
  const { amount } = useFigures();
  const { proposal, unit, currency, actions } = application;
  if (!proposal)
    return (
      <div className="message">
        <Info />
        <p>{t("approver.no_proposal")}</p>
        <AppealButtons application={application} />
      </div>
    );
  const { decision, proposer } = proposal;
  return (
    <Card title={t("approver.proposal")}>
      <div className="stack">
        <Facts
          rows={[
            [t("propose.outcome"), <strong key="outcome">{t(`decision.${decision.outcome}`)}</strong>],
            [
              t("propose.amount"),
              decision.outcome === "award" && (
                <span className="figure-large">{amount(decision.amount, unit, currency)}</span>
              ),
            ],
            [t("application.proposer"), <PersonName key="proposer" person={proposer} />],
            [t("field.reason"), pick(decision.reason)],
          ]}
        />
        <Difference application={application} />
        {actions.includes("approve") || actions.includes("reject") ? (
          <Answer application={application} />
        ) : (
          <p className="soft">{t("approver.not_yours")}</p>
        )}
      </div>
    </Card>
  );
}

// Where what is proposed is not what the rules gave, the approver is told so.
function Difference({ application }: { application: ApplicationDetail }) {
  const { t } = useText();
  const { amount, percent } = useFigures();
  const { assessment, proposal, unit, currency } = application;
  if (!assessment || !proposal) return null;
  const awards = proposal.decision.outcome === "award";
  const same = awards === assessment.eligible && (!awards || ratio(proposal.decision.amount, assessment.amount) === 1);
  if (same) return <p className="soft">{t("approver.as_assessed")}</p>;
  return (
    <div className="message warn">
      <Alert />
      <strong>{t("approver.differs")}</strong>
      <p>
        {assessment.eligible
          ? t("approver.assessed_amount", {
              amount: amount(assessment.amount, unit, currency),
              share: percent(awards ? ratio(proposal.decision.amount, assessment.amount) : 0),
            })
          : t("approver.assessed_refuse")}
      </p>
    </div>
  );
}

function Answer({ application }: { application: ApplicationDetail }) {
  const { t } = useText();
  const { amount } = useFigures();
  const toast = useToast();
  const [, go] = useLocation();
  const [asked, setAsked] = useState<"approve" | "reject" | undefined>(undefined);
  const { proposal, application: key, unit, currency } = application;
  const done = (text: Key) => {
    toast(t(text));
    go("/approver");
  };
  const approve = useWrite(
    (body: { outcome: "award" | "refuse"; amount?: string }, header) =>
      must(
        api.POST("/api/v1/applications/{application}/approve", {
          params: { path: { application: key }, header },
          body,
        }),
      ),
    () => done("done.approve"),
  );
  const reject = useWrite(
    (reason: string, header) => doStep(key, "reject", header, { reason, until: "" }),
    () => done("done.reject"),
  );
  if (!proposal) return null;
  const { outcome, amount: proposed } = proposal.decision;
  return (
    <div className="row no-print">
      <Button look="primary" onClick={() => setAsked("approve")}>
        {t("action.approve")}
      </Button>
      <Button onClick={() => setAsked("reject")}>{t("action.reject")}</Button>
      {asked === "approve" && (
        <Ask
          title={t(outcome === "award" ? "ask.approve_award" : "ask.approve_refuse", {
            amount: amount(proposed, unit, currency),
          })}
          confirm={t("action.approve")}
          busy={approve.isPending}
          error={approve.error}
          onConfirm={() => approve.mutate(outcome === "award" ? { outcome, amount: proposed } : { outcome })}
          onClose={() => setAsked(undefined)}
        >
          <p>{t("ask.approve_lead")}</p>
        </Ask>
      )}
      {asked === "reject" && (
        <Ask
          title={t("ask.reject")}
          reason={t("field.reason")}
          confirm={t("action.reject")}
          busy={reject.isPending}
          error={reject.error}
          onConfirm={(reason) => reject.mutate(reason)}
          onClose={() => setAsked(undefined)}
        >
          <p>{t("ask.reject_lead")}</p>
        </Ask>
      )}
    </div>
  );
}

const APPEAL = ["uphold", "dismiss"] as const satisfies readonly Deed[];

function AppealButtons({ application }: { application: ApplicationDetail }) {
  const { t } = useText();
  const toast = useToast();
  const [asked, setAsked] = useState<(typeof APPEAL)[number] | undefined>(undefined);
  const act = useWrite(
    (input: { deed: Deed; reason: string }, header) =>
      doStep(application.application, input.deed, header, { reason: input.reason, until: "" }),
    (_, input) => {
      setAsked(undefined);
      toast(t(`done.${input.deed}`));
    },
  );
  return (
    <div className="row">
      {APPEAL.filter((deed) => application.actions.includes(deed)).map((deed) => (
        <Button key={deed} onClick={() => setAsked(deed)}>
          {t(`action.${deed}`)}
        </Button>
      ))}
      {asked && (
        <Ask
          title={t(`ask.${asked}`)}
          reason={t("field.reason")}
          confirm={t(`action.${asked}`)}
          busy={act.isPending}
          error={act.error}
          onConfirm={(reason) => act.mutate({ deed: asked, reason })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}
