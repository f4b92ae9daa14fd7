// A payment: what it pays to whom, who proposed and approved it, and what the bank answered.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import { duesQuery, paymentQuery, type Payment } from "../../api/paying";
import { useFigures, useToday } from "../../app/figures";
import { useText } from "../../text/text";
import { TextField } from "../../ui/field";
import { Card, Facts, PageHead, Section } from "../../ui/page";
import { Loaded } from "../../ui/state";
import { PersonName } from "../../ui/person";
import { href, type Desk } from "./desk";
import { DuesTable } from "./dues";
import { Deed, PayChip } from "./parts";

export function PaymentScreen({ desk, payment }: { desk: Desk; payment: string }) {
  const { t } = useText();
  const found = useQuery(paymentQuery(payment));
  return (
    <Loaded from={found} lines={8}>
      {(data) => (data ? <Detail desk={desk} payment={data} /> : <PageHead title={t("paying.no_payment")} />)}
    </Loaded>
  );
}

function Detail({ desk, payment }: { desk: Desk; payment: Payment }) {
  const { t } = useText();
  const names = useNames();
  const { exact, date, instant } = useFigures();
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: href(desk, "payments"), title: t("paying.tab_payments") }]}
        title={t("paying.payment_of", { payment: payment.payment })}
        lead={
          <span className="row">
            {names.organisation(payment.organisation)}
            <PayChip status={payment.status} />
          </span>
        }
      />
      <Card title={t("paying.about")}>
        <Facts
          rows={[
            [
              t("propose.amount"),
              <span key="amount" className="figure-large">
                {exact(payment.amount)}
              </span>,
            ],
            [t("paying.payee"), names.organisation(payment.organisation)],
            [t("programme.title"), payment.programme ? names.programme(payment.programme) : t("paying.several")],
            [
              t("application.proposer"),
              <span key="by">
                <PersonName person={payment.proposed_by} />
                {payment.proposed_at && ` · ${instant(payment.proposed_at)}`}
              </span>,
            ],
            [t("paying.decided_by"), payment.decided_by && <PersonName key="decided" person={payment.decided_by} />],
            [t("paying.paid_on"), payment.paid_on ? date(payment.paid_on) : ""],
            [t("paying.bank_reference"), payment.bank_reference && <code key="bank">{payment.bank_reference}</code>],
            [t("field.reason"), payment.reason],
          ]}
        />
      </Card>
      <Deeds desk={desk} payment={payment} />
      <Paid desk={desk} payment={payment} />
    </div>
  );
}

function Paid({ desk, payment }: { desk: Desk; payment: Payment }) {
  const { t } = useText();
  const dues = useQuery(duesQuery({ organisation: payment.organisation }));
  const keys = payment.dues.split(";");
  return (
    <Section title={t("paying.pays_what")}>
      <Loaded from={dues}>
        {(all) => (
          <DuesTable label={t("paying.pays_what")} desk={desk} dues={all.filter(({ due }) => keys.includes(due))} />
        )}
      </Loaded>
    </Section>
  );
}

function Deeds({ desk, payment }: { desk: Desk; payment: Payment }) {
  const { t } = useText();
  const { exact } = useFigures();
  const names = useNames();
  const path = { payment: payment.payment };
  const amount = payment.amount ?? "0";
  if (desk === "officer" && payment.status === "in_flight") return <BankAnswer payment={payment} />;
  if (desk !== "approver" || payment.status !== "proposed") return null;
  return (
    <div className="row">
      <Deed
        label={t("action.approve")}
        look="primary"
        title={t("paying.ask_approve_payment", {
          amount: exact(amount),
          payee: names.organisation(payment.organisation),
        })}
        done={t("paying.payment_approved")}
        run={(_, header) =>
          must(api.POST("/api/v1/payments/{payment}/approve", { params: { path, header }, body: { amount } }))
        }
      >
        <p>{t("paying.ask_approve_payment_lead")}</p>
      </Deed>
      <Deed
        label={t("action.reject")}
        title={t("paying.ask_reject")}
        reason
        done={t("paying.sent_back")}
        run={(reason, header) =>
          must(api.POST("/api/v1/payments/{payment}/reject", { params: { path, header }, body: { reason } }))
        }
      />
    </div>
  );
}

function BankAnswer({ payment }: { payment: Payment }) {
  const { t } = useText();
  const { exact } = useFigures();
  const today = useToday();
  const [paidOn, setPaidOn] = useState(today);
  const [reference, setReference] = useState("");
  const [tried, setTried] = useState(false);
  const path = { payment: payment.payment };
  return (
    <div className="row">
      <Deed
        label={t("paying.record_paid")}
        look="primary"
        title={t("paying.ask_paid", { amount: exact(payment.amount) })}
        done={t("paying.recorded_paid")}
        fields={{ paidOn, reference }}
        check={() => {
          setTried(true);
          return reference.trim() !== "" && paidOn !== "";
        }}
        run={(_, header) =>
          must(
            api.POST("/api/v1/payments/{payment}/record", {
              params: { path, header },
              body: { paid_on: paidOn, bank_reference: reference.trim() },
            }),
          )
        }
      >
        <TextField
          label={t("paying.paid_on")}
          type="date"
          max={today}
          value={paidOn}
          onValue={setPaidOn}
          wrong={tried && !paidOn ? t("field.missing") : undefined}
        />
        <TextField
          label={t("paying.bank_reference")}
          autoComplete="off"
          value={reference}
          onValue={setReference}
          wrong={tried && !reference.trim() ? t("field.missing") : undefined}
        />
      </Deed>
      <Deed
        label={t("paying.record_rejected")}
        title={t("paying.ask_bank_rejected")}
        reason
        done={t("paying.recorded_rejected")}
        run={(reason, header) =>
          must(
            api.POST("/api/v1/payments/{payment}/record", { params: { path, header }, body: { rejected_for: reason } }),
          )
        }
      >
        <p>{t("paying.ask_bank_rejected_lead")}</p>
      </Deed>
    </div>
  );
}
