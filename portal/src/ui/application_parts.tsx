// Parts of an application's page that company, officer, approver and auditor all see.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { applicationQuery } from "../api/application";
import { api, must } from "../api/client";
import type { ApplicationDetail, PolicyTerms } from "../api/types";
import { useFigures } from "../app/figures";
import { useText } from "../text/text";
import { Chip, StatusChip } from "./chip";
import { Alert, CheckCircle } from "./icons";
import { Card, Facts, PageHead } from "./page";
import { RuleResults } from "./rules";
import { Empty, Loaded } from "./state";
import { StatedFacts } from "./stated";

// The rules of a programme in force; nothing until they are there, and where none are published.
export function usePolicy(programme: string): PolicyTerms | undefined {
  const detail = useQuery({
    queryKey: ["programme", programme],
    queryFn: () => must(api.GET("/api/v1/programmes/{programme}", { params: { path: { programme } } })),
  });
  return detail.data?.policy ?? undefined;
}

interface ScreenProps {
  application: string;
  crumbs: { href: string; title: string }[];
  // What the heading names: who decides looks for the applicant, the applicant for the programme.
  heading: "organisation" | "programme";
  actions?: (application: ApplicationDetail) => ReactNode;
  children: (application: ApplicationDetail) => ReactNode;
}

// The page of one application, once it is there: its heading with its status, what asks for an answer, and the rest.
export function ApplicationScreen({ application: key, crumbs, heading, actions, children }: ScreenProps) {
  const { pick } = useText();
  const detail = useQuery(applicationQuery(key));
  return (
    <Loaded from={detail} lines={10}>
      {(application) => {
        const programme = pick(application.programme_names) || application.programme;
        const organisation = application.organisation_name || application.organisation;
        return (
          <div className="stack loose">
            <PageHead
              crumbs={crumbs}
              title={heading === "organisation" ? organisation : programme}
              lead={
                <span className="row">
                  {heading === "organisation" && programme}
                  <code>{application.application}</code>
                  <StatusChip status={application.status} />
                </span>
              }
              actions={actions?.(application)}
            />
            <Notices application={application} />
            {children(application)}
          </div>
        );
      }}
    </Loaded>
  );
}

export function StatedCard({ application }: { application: ApplicationDetail }) {
  const { t } = useText();
  const facts = usePolicy(application.programme)?.facts ?? []; // for their labels
  return (
    <Card title={t("apply.stated")}>
      {application.facts_given ? (
        <StatedFacts
          facts={facts}
          stated={application.facts_given.facts}
          documents={application.document_list}
          application={application.application}
        />
      ) : (
        <p className="soft">{t("application.no_facts")}</p>
      )}
    </Card>
  );
}

export function AssessmentCard({ application }: { application: ApplicationDetail }) {
  const { t, pick } = useText();
  const { amount, date } = useFigures();
  const { assessment, unit, currency } = application;
  if (!assessment) return <Empty title={t("assessment.none")}>{t("assessment.none_lead")}</Empty>;
  return (
    <Card
      title={t("assessment.title")}
      aside={
        <Chip tone={assessment.eligible ? "good" : "bad"}>
          {t(assessment.eligible ? "assessment.eligible" : "assessment.not_eligible")}
        </Chip>
      }
    >
      <div className="stack">
        <Facts
          rows={[
            [
              t("assessment.amount"),
              <strong key="amount" className="number">
                {amount(assessment.amount, unit, currency)}
              </strong>,
            ],
            [t("assessment.rate"), assessment.rate],
            [
              t("assessment.caps"),
              assessment.caps.map((cap) => (
                <div key={cap.id}>
                  {amount(cap.limit, unit, currency)} <span className="soft">{pick(cap.reason) || cap.id}</span>
                </div>
              )),
            ],
            [t("assessment.policy"), assessment.policy],
            [t("assessment.on"), date(assessment.assessed_on)],
          ]}
        />
        <RuleResults rules={assessment.rules} />
        {assessment.explained && (
          <details>
            <summary>{t("assessment.in_words")}</summary>
            <pre className="words">{pick(assessment.explained)}</pre>
          </details>
        )}
      </div>
    </Card>
  );
}

// What stands out and asks for an answer: a return with its reason, an appeal.
function Notices({ application }: { application: ApplicationDetail }) {
  const { t, name } = useText();
  const { instant } = useFigures();
  const { status, complete_until: until, appeal_filed: appeal } = application;
  return (
    <>
      {status === "returned" && (
        <div className="message warn">
          <Alert />
          <strong>{t("application.returned")}</strong>
          {application.returned_for && <p>{application.returned_for}</p>}
          {until && <p>{t("application.returned_until", { at: instant(until) })}</p>}
        </div>
      )}
      {appeal && (
        <div className={`message ${appeal.status === "upheld" ? "good" : "warn"}`}>
          {appeal.status === "upheld" ? <CheckCircle /> : <Alert />}
          <strong>{t("appeal.title", { status: name("appeal_status", appeal.status) })}</strong>
          <p>{appeal.reason}</p>
          {appeal.answer && <p>{t("appeal.answer", { answer: appeal.answer })}</p>}
        </div>
      )}
    </>
  );
}
