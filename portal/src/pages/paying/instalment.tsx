// One instalment: its condition and what of it is still missing, how far its approval has come, and its payment.
import { useState } from "react";
import { Link } from "wouter";
import { useQuery } from "@tanstack/react-query";
import { api, must } from "../../api/client";
import { programmeQuery, type GrantInstalment } from "../../api/paying";
import type { Award, Fact } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { Card, Facts } from "../../ui/page";
import { PersonName } from "../../ui/person";
import { href, type Desk } from "./desk";
import { Deed, PayChip } from "./parts";
import { ProposeInstalment } from "./propose_instalment";

interface Props {
  desk: Desk;
  award: Award;
  instalment: GrantInstalment;
  currency: string;
}

export function InstalmentCard({ desk, award, instalment, currency }: Props) {
  const { t } = useText();
  const { exact, date } = useFigures();
  const policy = useQuery(programmeQuery(award.programme)).data?.policy;
  const [opens, setOpens] = useState(false);
  const { status, condition, payment } = instalment;
  const isDecided = status === "approved" || status === "proposed";
  const path = { award: award.award, instalment: instalment.instalment };
  const amount = instalment.amount ?? "0";
  return (
    <Card
      title={t("paying.instalment_of", { instalment: instalment.instalment, share: instalment.share })}
      aside={<State instalment={instalment} />}
    >
      <div className="stack">
        <p>{instalment.reason}</p>
        {!isDecided && <Condition instalment={instalment} facts={policy?.facts ?? []} />}
        <Facts
          rows={[
            [t("propose.amount"), instalment.amount !== null && exact(instalment.amount, "money", currency)],
            [
              t("application.proposer"),
              instalment.proposed_by && <PersonName key="by" person={instalment.proposed_by} />,
            ],
            [t("paying.sent_back_for"), instalment.rejected_for],
            [t("paying.payment"), payment && <PaymentName desk={desk} payment={payment.payment ?? ""} />],
            [t("paying.paid_on"), payment?.paid_on && date(payment.paid_on)],
            [t("paying.bank_reference"), payment?.bank_reference && <code key="bank">{payment.bank_reference}</code>],
          ]}
        />
        {desk === "approver" && status === "proposed" && (
          <div className="row">
            <Deed
              label={t("action.approve")}
              look="primary"
              title={t("paying.ask_approve_instalment", { amount: exact(amount, "money", currency) })}
              done={t("paying.approved")}
              run={(_, header) =>
                must(
                  api.POST("/api/v1/awards/{award}/instalments/{instalment}/approve", {
                    params: { path, header },
                    body: { amount },
                  }),
                )
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
                must(
                  api.POST("/api/v1/awards/{award}/instalments/{instalment}/reject", {
                    params: { path, header },
                    body: { reason },
                  }),
                )
              }
            />
          </div>
        )}
        {desk === "officer" && !isDecided && policy && (
          <>
            <div>
              <Button
                look={condition.holds ? "primary" : "plain"}
                aria-expanded={opens}
                onClick={() => setOpens(!opens)}
              >
                {t("paying.propose_instalment", { instalment: instalment.instalment })}
              </Button>
            </div>
            {opens && (
              <ProposeInstalment
                award={award.award}
                instalment={instalment}
                facts={policy.facts}
                currency={currency}
                onDone={() => setOpens(false)}
              />
            )}
          </>
        )}
      </div>
    </Card>
  );
}

function State({ instalment }: { instalment: GrantInstalment }) {
  const { t } = useText();
  const { status, payment } = instalment;
  if (payment) return <PayChip status={payment.status ?? ""} />;
  if (status !== null) return <PayChip status={status} />;
  return <Chip tone="calm">{t("paying.not_yet")}</Chip>;
}

function PaymentName({ desk, payment }: { desk: Desk; payment: string }) {
  return <Link href={href(desk, "payments", payment)}>{payment}</Link>;
}

// What the condition still misses, in the words in which the programme asks for it.
function Condition({ instalment, facts }: { instalment: GrantInstalment; facts: readonly Fact[] }) {
  const { t, pick } = useText();
  const { condition } = instalment;
  if (condition.holds)
    return (
      <span className="row">
        <Chip tone="good">{t("paying.condition_holds")}</Chip>
      </span>
    );
  return (
    <div className="stack tight">
      <span className="row">
        <Chip tone="warn">{t("paying.condition_open")}</Chip>
      </span>
      {condition.missing.length > 0 ? (
        <>
          <strong className="small">{t("paying.still_missing")}</strong>
          <ul>
            {condition.missing.map((id) => (
              <li key={id}>{pick(facts.find((fact) => fact.id === id)?.ask) || id}</li>
            ))}
          </ul>
        </>
      ) : (
        <Explained text={condition.explained} facts={facts} />
      )}
    </div>
  );
}

// The server's lines "  utilisation = 0.25" as the questions of the programme with what is known; the rest as it is.
function Explained({ text, facts }: { text: string; facts: readonly Fact[] }) {
  const { pick } = useText();
  const known = [...text.matchAll(/^ {2}([a-z0-9_]+) = (.*)$/gm)];
  if (known.length === 0) return <p className="words">{text}</p>;
  const asked = (id: string) => pick(facts.find((fact) => fact.id === id)?.ask) || id;
  return (
    <div className="stack tight">
      <code className="small soft">{text.split("\n")[0]}</code>
      <Facts rows={known.map(([, id = "", value = ""]) => [asked(id), <strong key={id}>{value}</strong>] as const)} />
    </div>
  );
}
