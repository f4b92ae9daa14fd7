// A statement: what it comes to, how far its approval has come, its dispute, and what of it was paid when.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api, must, saveAs } from "../../api/client";
import { useNames } from "../../api/names";
import { duesQuery, statementQuery } from "../../api/paying";
import type { Statement } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Card, Facts, PageHead, Section, Tiles } from "../../ui/page";
import { Empty, Loaded, ProblemBox } from "../../ui/state";
import { href, type Desk } from "./desk";
import { DisputeCard } from "./dispute";
import { DuesTable } from "./dues";
import { Deed, OneDocument, PayChip } from "./parts";

export function StatementScreen({ desk, statement }: { desk: Desk; statement: string }) {
  const { t } = useText();
  const found = useQuery(statementQuery(statement));
  return (
    <Loaded from={found} lines={8}>
      {(data) => (data ? <Detail desk={desk} statement={data} /> : <PageHead title={t("paying.no_statement")} />)}
    </Loaded>
  );
}

function Detail({ desk, statement }: { desk: Desk; statement: Statement }) {
  const { t } = useText();
  const names = useNames();
  const { exact, month, count } = useFigures();
  const key = String(statement.statement);
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: href(desk, "statements"), title: t("paying.tab_statements") }]}
        title={t("paying.statement_of", {
          site: names.site(statement.site),
          month: statement.month ? month(statement.month) : "–",
        })}
        lead={
          <span className="row">
            {statement.programme ? names.programme(statement.programme) : t("statements.companies")}
            <StatementChips statement={statement} />
          </span>
        }
        actions={<Paper statement={key} />}
      />
      <Tiles
        tiles={[
          { name: t("statements.total"), figure: exact(statement.total, statement.unit) },
          { name: t("paying.in_flight"), figure: exact(statement.in_flight, statement.unit) },
          { name: t("paying.paid"), figure: exact(statement.paid, statement.unit) },
        ]}
      />
      <Deeds desk={desk} statement={statement} />
      {statement.dispute !== "" && <DisputeCard desk={desk} statement={statement} />}
      <Dues desk={desk} statement={statement} />
      <Card title={t("paying.about")}>
        <Facts
          rows={[
            [t("paying.statement"), key],
            [t("statements.lines"), statement.lines === null ? "–" : count(statement.lines)],
            [t("statements.charged"), exact(statement.charged, statement.unit)],
            [t("statements.refunded"), exact(statement.refunded, statement.unit)],
            [
              t("rules.digest"),
              <code key="digest" className="small">
                {statement.digest?.slice(0, 24)}
              </code>,
            ],
          ]}
        />
      </Card>
    </div>
  );
}

export function StatementChips({ statement }: { statement: Statement }) {
  return (
    <>
      {statement.status && <PayChip status={statement.status} />}
      {statement.dispute === "filed" && <PayChip status="disputed" />}
    </>
  );
}

function Paper({ statement }: { statement: string }) {
  const { t } = useText();
  const [error, setError] = useState<Error | undefined>(undefined);
  const save = () => {
    setError(undefined);
    saveAs(`/api/v1/statements/${statement}/document`, `statement-${statement}.pdf`, "application/pdf").catch(
      (cause: Error) => setError(cause),
    );
  };
  return (
    <>
      <Button onClick={save} aria-label={t("statements.paper_of", { statement })}>
        PDF
      </Button>
      {error && <ProblemBox error={error} />}
    </>
  );
}

function Deeds({ desk, statement }: { desk: Desk; statement: Statement }) {
  const { t } = useText();
  const { exact } = useFigures();
  const isDisputed = statement.dispute === "filed";
  const path = { statement: String(statement.statement) };
  const total = statement.total ?? "0";
  const figure = exact(total, statement.unit);
  if (desk === "site" && !isDisputed && statement.programme) return <DisputeDeed statement={path.statement} />;
  if (isDisputed) return null;
  if (desk === "officer" && statement.status === "open")
    return (
      <div>
        <Deed
          label={t("paying.propose")}
          look="primary"
          title={t("paying.ask_propose_statement", { amount: figure })}
          done={t("paying.proposed")}
          run={(_, header) => must(api.POST("/api/v1/statements/{statement}/propose", { params: { path, header } }))}
        >
          <p>{t("paying.ask_propose_lead")}</p>
        </Deed>
      </div>
    );
  if (desk !== "approver" || statement.status !== "proposed") return null;
  return (
    <div className="row">
      <Deed
        label={t("action.approve")}
        look="primary"
        title={t("paying.ask_approve_statement", { amount: figure })}
        done={t("paying.approved")}
        run={(_, header) =>
          must(api.POST("/api/v1/statements/{statement}/approve", { params: { path, header }, body: { total } }))
        }
      >
        <p>{t("paying.ask_approve_lead")}</p>
      </Deed>
      <Deed
        label={t("action.reject")}
        title={t("paying.ask_reject")}
        reason
        done={t("paying.sent_back")}
        run={(reason, header) =>
          must(api.POST("/api/v1/statements/{statement}/reject", { params: { path, header }, body: { reason } }))
        }
      />
    </div>
  );
}

function DisputeDeed({ statement }: { statement: string }) {
  const { t } = useText();
  const [document, setDocument] = useState("");
  return (
    <div>
      <Deed
        label={t("paying.dispute")}
        title={t("paying.ask_dispute")}
        reason
        done={t("paying.disputed")}
        fields={{ document }}
        run={(reason, header) =>
          must(
            api.POST("/api/v1/statements/{statement}/dispute", {
              params: { path: { statement }, header },
              body: { reason, ...(document ? { document } : {}) },
            }),
          )
        }
      >
        <p>{t("paying.ask_dispute_lead")}</p>
        <OneDocument label={t("paying.evidence")} hash={document} onHash={setDocument} />
      </Deed>
    </div>
  );
}

function Dues({ desk, statement }: { desk: Desk; statement: Statement }) {
  const { t } = useText();
  const dues = useQuery(duesQuery({ programme: statement.programme, site: statement.site }));
  const key = `statement:${statement.statement}`;
  if (!statement.programme) return <p className="soft">{t("paying.companies_pay")}</p>;
  return (
    <Section title={t("paying.paid_how")}>
      <Loaded from={dues}>
        {(all) => {
          const mine = all.filter(({ due }) => due === key || due.startsWith(`${key}/`));
          return mine.length > 0 ? (
            <DuesTable label={t("paying.paid_how")} desk={desk} dues={mine} />
          ) : (
            <Empty title={t("paying.no_money")}>
              {desk === "auditor" && <Link href={href(desk, "dues")}>{t("paying.tab_dues")}</Link>}
            </Empty>
          );
        }}
      </Loaded>
    </Section>
  );
}
