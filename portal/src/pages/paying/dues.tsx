// What is owed to whom, and how each due was paid.
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useNames } from "../../api/names";
import type { Due } from "../../api/paying";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { LinkButton } from "../../ui/button";
import { PageHead } from "../../ui/page";
import { Empty } from "../../ui/state";
import { DataTable, ListTable, type Column } from "../../ui/table";
import { href, scopeOf, type Desk, type Place } from "./desk";
import { DueName, PayChip, Tabs } from "./parts";

export function useDueColumns(desk: Desk): Column<Due>[] {
  const { t } = useText();
  const names = useNames();
  const { exact, date } = useFigures();
  const columns: (Column<Due> | false)[] = [
    { title: t("paying.due"), cell: (each) => <DueName desk={desk} due={each.due} />, value: (each) => each.due },
    (desk === "officer" || desk === "approver" || desk === "auditor") && {
      title: t("paying.payee"),
      cell: (each) => names.organisation(each.organisation),
    },
    { title: t("programme.title"), cell: (each) => names.programme(each.programme) },
    { title: t("application.status"), cell: (each) => <PayChip status={each.status} /> },
    {
      title: t("paying.payment"),
      cell: (each) =>
        !each.payment ? (
          "–"
        ) : desk === "site" ? (
          each.payment
        ) : (
          <Link href={href(desk, "payments", each.payment)}>{each.payment}</Link>
        ),
    },
    { title: t("paying.paid_on"), cell: (each) => (each.paid_on ? date(each.paid_on) : "–") },
    {
      title: t("paying.bank_reference"),
      cell: (each) => (each.bank_reference ? <code>{each.bank_reference}</code> : "–"),
    },
    {
      title: t("propose.amount"),
      cell: (each) => exact(each.amount),
      value: (each) => each.amount ?? "",
      figure: true,
    },
  ];
  return columns.filter((each) => each !== false);
}

export function DuesTable(props: { label: string; desk: Desk; dues: readonly Due[] }) {
  const columns = useDueColumns(props.desk);
  return <DataTable label={props.label} items={props.dues} rowKey={(each) => each.due} columns={columns} />;
}

export function Dues({ place }: { place: Place }) {
  const { t } = useText();
  const { desk } = place;
  const query = scopeOf(place);
  const columns = useDueColumns(desk);
  const list = useList(["paying", "dues", "list", query], (cursor) =>
    must(api.GET("/api/v1/dues", { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <div className="stack loose">
      <PageHead
        title={t("nav.paying")}
        lead={t(desk === "site" || desk === "company" ? "paying.dues_lead_mine" : "paying.dues_lead")}
        actions={
          desk === "officer" && (
            <LinkButton href={href(desk, "propose")} look="primary">
              {t("paying.propose_payment")}
            </LinkButton>
          )
        }
      />
      <Tabs desk={desk} tab="dues" />
      <ListTable
        label={t("paying.tab_dues")}
        list={list}
        empty={<Empty title={t("paying.no_dues")}>{t("paying.no_dues_lead")}</Empty>}
        rowKey={(each) => each.due}
        file={{ path: "/api/v1/dues", query, name: "dues" }}
        columns={columns}
      />
    </div>
  );
}
