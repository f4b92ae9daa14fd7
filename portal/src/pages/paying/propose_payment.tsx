// Paying one payee: which of its dues, what that comes to, and where to.
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import { duesQuery, nextKeyQuery, type Due } from "../../api/paying";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { sum } from "../../lib/format";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Select, TextField } from "../../ui/field";
import { Card, PageHead } from "../../ui/page";
import { Empty, Loaded, ProblemBox } from "../../ui/state";
import { DataTable } from "../../ui/table";
import { useToast } from "../../ui/toast";
import { href } from "./desk";
import { DueName, Tabs } from "./parts";

export function ProposePayment() {
  const { t } = useText();
  const names = useNames();
  const [chosen, setChosen] = useState("");
  const dues = useQuery(duesQuery({}));
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: href("officer", "payments"), title: t("paying.tab_payments") }]}
        title={t("paying.propose_payment")}
        lead={t("paying.propose_payment_lead")}
      />
      <Tabs desk="officer" />
      <Loaded from={dues} lines={6}>
        {(all) => {
          const payable = all.filter((each) => each.status === "payable");
          const payees = [...new Set(payable.map((each) => each.organisation))];
          const payee = payees.includes(chosen) ? chosen : payees[0];
          if (!payee) return <Empty title={t("paying.none_payable")}>{t("paying.none_payable_lead")}</Empty>;
          return (
            <>
              <Select
                label={t("paying.payee")}
                value={payee}
                onValue={setChosen}
                choices={payees.map((each) => ({ value: each, label: names.organisation(each) }))}
              />
              <Propose key={payee} payee={payee} dues={payable.filter((each) => each.organisation === payee)} />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

// What of a due is to be paid: less what was set off against it.
function left(due: Due): string {
  const setOff = due.set_off ?? "0";
  return sum([due.amount ?? "0", setOff.startsWith("-") ? setOff.slice(1) : `-${setOff}`]);
}

function Propose({ payee, dues }: { payee: string; dues: readonly Due[] }) {
  const { t } = useText();
  const names = useNames();
  const { exact } = useFigures();
  const toast = useToast();
  const [, go] = useLocation();
  const next = useQuery(nextKeyQuery("P"));
  const [key, setKey] = useState<string | undefined>(undefined);
  const [without, setWithout] = useState<readonly string[]>([]);
  const [account, setAccount] = useState("");
  const [tried, setTried] = useState(false);
  const payment = (key ?? next.data ?? "").trim();
  const picked = dues.filter(({ due }) => !without.includes(due));
  const total = sum(picked.map(left));
  const propose = useWrite(
    (body: { payment: string; payee: string; dues: string[]; bank_account: string }, header) =>
      must(api.POST("/api/v1/payments", { params: { header }, body })),
    (_, body) => {
      toast(t("paying.proposed"));
      go(href("officer", "payments", body.payment));
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!payment || !account.trim() || picked.length === 0 || propose.isPending) return;
    propose.mutate({ payment, payee, dues: picked.map(({ due }) => due), bank_account: account.trim() });
  };
  const toggle = (due: string) =>
    setWithout(without.includes(due) ? without.filter((each) => each !== due) : [...without, due]);
  return (
    <form className="stack loose" onSubmit={submit} noValidate>
      <DataTable
        label={t("paying.payable_dues")}
        items={dues}
        rowKey={(each) => each.due}
        columns={[
          {
            title: t("paying.pay_it"),
            deed: true,
            cell: (each) => (
              <input
                type="checkbox"
                className="tick"
                aria-label={t("paying.pay_due", { due: each.due })}
                checked={!without.includes(each.due)}
                onChange={() => toggle(each.due)}
              />
            ),
          },
          {
            title: t("paying.due"),
            cell: (each) => <DueName desk="officer" due={each.due} />,
            value: (each) => each.due,
          },
          { title: t("programme.title"), cell: (each) => names.programme(each.programme) },
          { title: t("paying.set_off"), cell: (each) => exact(each.set_off), figure: true },
          { title: t("propose.amount"), cell: (each) => exact(left(each)), value: left, figure: true },
        ]}
      />
      <Card title={t("paying.to_pay")}>
        <div className="stack">
          <p>
            <span className="figure-large">{exact(total)}</span>{" "}
            <span className="soft">{t("paying.for_dues", { n: picked.length })}</span>
          </p>
          {tried && picked.length === 0 && <p className="wrong">{t("paying.pick_one")}</p>}
          <TextField
            label={t("paying.bank_account")}
            hint={t("paying.bank_account_hint")}
            autoComplete="off"
            value={account}
            onValue={setAccount}
            wrong={tried && !account.trim() ? t("field.missing") : undefined}
          />
          <TextField
            label={t("paying.payment_key")}
            hint={t("paying.key_hint")}
            autoComplete="off"
            value={key ?? next.data ?? ""}
            onValue={setKey}
            wrong={tried && !payment ? t("field.missing") : undefined}
          />
          {propose.error && <ProblemBox error={propose.error} />}
          <div>
            <Button type="submit" look="primary" off={propose.isPending}>
              {t("paying.propose")}
            </Button>
          </div>
        </div>
      </Card>
    </form>
  );
}
