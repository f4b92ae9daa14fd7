// The lists of money out: statements, payments, clawbacks.
import { useState } from "react";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useNames } from "../../api/names";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { LinkButton } from "../../ui/button";
import { Select } from "../../ui/field";
import { PageHead } from "../../ui/page";
import { Empty } from "../../ui/state";
import { ListTable } from "../../ui/table";
import { href, type Place } from "./desk";
import { PayChip, Tabs } from "./parts";
import { StatementChips } from "./statement";

const STATEMENT_STATUS = ["open", "proposed", "approved"] as const;
const PAYMENT_STATUS = ["proposed", "in_flight", "paid", "rejected", "withdrawn"] as const;

// Rows of one status, or all.
function useStatus(all: readonly string[]) {
  const { t, name } = useText();
  const [status, setStatus] = useState("");
  const filter = status ? { filter: [`status=${status}`] } : {};
  const select = (
    <Select
      label={t("application.status")}
      value={status}
      onValue={setStatus}
      choices={[
        { value: "", label: t("list.all") },
        ...all.map((each) => ({ value: each, label: name("pay_status", each) })),
      ]}
    />
  );
  return { status, filter, select };
}

export function Statements({ place }: { place: Place }) {
  const { t } = useText();
  const names = useNames();
  const { exact, month } = useFigures();
  const { status, filter, select } = useStatus(STATEMENT_STATUS);
  const { desk, site } = place;
  const query = { ...(site ? { site } : {}), ...filter, sort: "-month" };
  const list = useList(["paying", "statements", site, status], (cursor) =>
    must(api.GET("/api/v1/statements", { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <div className="stack loose">
      <PageHead title={t("nav.paying")} lead={t("paying.statements_lead")} />
      <Tabs desk={desk} tab="statements" />
      <div className="row">{select}</div>
      <ListTable
        label={t("paying.tab_statements")}
        list={list}
        empty={
          status ? (
            <Empty title={t("list.none_match")} />
          ) : (
            <Empty title={t("statements.none")}>{t("statements.none_lead")}</Empty>
          )
        }
        rowKey={(each) => String(each.statement)}
        file={{ path: "/api/v1/statements", query, name: "statements" }}
        columns={[
          {
            title: t("paying.statement"),
            cell: (each) => (
              <Link href={href(desk, "statements", each.statement ?? 0)}>
                {names.site(each.site)} · {each.month ? month(each.month) : "–"}
              </Link>
            ),
          },
          {
            title: t("programme.title"),
            cell: (each) => (each.programme ? names.programme(each.programme) : t("statements.companies")),
          },
          {
            title: t("application.status"),
            cell: (each) => (
              <span className="row">
                <StatementChips statement={each} />
              </span>
            ),
          },
          { title: t("statements.total"), cell: (each) => exact(each.total, each.unit), figure: true },
          { title: t("paying.in_flight"), cell: (each) => exact(each.in_flight, each.unit), figure: true },
          { title: t("paying.paid"), cell: (each) => exact(each.paid, each.unit), figure: true },
        ]}
      />
    </div>
  );
}

export function Payments({ place }: { place: Place }) {
  const { t } = useText();
  const names = useNames();
  const { exact, date } = useFigures();
  const { status, filter, select } = useStatus(PAYMENT_STATUS);
  const { desk, organisation } = place;
  const query = { ...(organisation ? { organisation } : {}), ...filter };
  const list = useList(["paying", "payments", organisation, status], (cursor) =>
    must(api.GET("/api/v1/payments", { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <div className="stack loose">
      <PageHead
        title={t("nav.paying")}
        lead={t("paying.payments_lead")}
        actions={
          desk === "officer" && (
            <LinkButton href={href(desk, "propose")} look="primary">
              {t("paying.propose_payment")}
            </LinkButton>
          )
        }
      />
      <Tabs desk={desk} tab="payments" />
      <div className="row">{select}</div>
      <ListTable
        label={t("paying.tab_payments")}
        list={list}
        empty={
          status ? (
            <Empty title={t("list.none_match")} />
          ) : (
            <Empty title={t("paying.no_payments")}>{t("paying.no_payments_lead")}</Empty>
          )
        }
        rowKey={(each) => each.payment}
        file={{ path: "/api/v1/payments", query, name: "payments" }}
        columns={[
          {
            title: t("paying.payment"),
            cell: (each) => <Link href={href(desk, "payments", each.payment)}>{each.payment}</Link>,
          },
          { title: t("paying.payee"), cell: (each) => names.organisation(each.organisation) },
          { title: t("application.status"), cell: (each) => <PayChip status={each.status} /> },
          { title: t("paying.paid_on"), cell: (each) => (each.paid_on ? date(each.paid_on) : "–") },
          {
            title: t("paying.bank_reference"),
            cell: (each) => (each.bank_reference ? <code>{each.bank_reference}</code> : "–"),
          },
          { title: t("propose.amount"), cell: (each) => exact(each.amount), figure: true },
        ]}
      />
    </div>
  );
}

export function Clawbacks({ place }: { place: Place }) {
  const { t } = useText();
  const names = useNames();
  const { exact } = useFigures();
  const { desk, organisation } = place;
  const query = organisation ? { organisation } : {};
  const list = useList(["paying", "clawbacks", organisation], (cursor) =>
    must(api.GET("/api/v1/clawbacks", { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <div className="stack loose">
      <PageHead title={t("nav.paying")} lead={t("paying.clawbacks_lead")} />
      <Tabs desk={desk} tab="clawbacks" />
      <ListTable
        label={t("paying.tab_clawbacks")}
        list={list}
        empty={<Empty title={t("paying.no_clawbacks")}>{t("paying.no_clawbacks_lead")}</Empty>}
        rowKey={(each) => each.clawback}
        file={{ path: "/api/v1/clawbacks", query, name: "clawbacks" }}
        columns={[
          {
            title: t("paying.clawback"),
            cell: (each) => <Link href={href(desk, "clawbacks", each.clawback)}>{each.clawback}</Link>,
          },
          {
            title: t("paying.grant"),
            cell: (each) => <Link href={href(desk, "grants", each.award)}>{each.award}</Link>,
          },
          { title: t("application.organisation"), cell: (each) => names.organisation(each.organisation) },
          { title: t("application.status"), cell: (each) => <PayChip status={each.status} /> },
          { title: t("propose.amount"), cell: (each) => exact(each.amount), figure: true },
          { title: t("paying.left"), cell: (each) => exact(each.left), figure: true },
        ]}
      />
    </div>
  );
}
