// A company's statements: each month, and one month by job, ready to be printed.
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { sumsByMonth } from "../../api/charges";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useNames } from "../../api/names";
import { useFigures } from "../../app/figures";
import { useSession } from "../../app/session";
import { sum } from "../../lib/format";
import { useText } from "../../text/text";
import { Chip } from "../../ui/chip";
import { PageHead, Tiles } from "../../ui/page";
import { PrintButton } from "../../ui/print";
import { useChipNames } from "../../ui/resources";
import { Empty, Loaded } from "../../ui/state";
import { DataTable, ListTable } from "../../ui/table";
import { useOrganisation } from "./organisation";

// Months before the first open one are final.
function useIsFinal(): (month: string) => boolean {
  const open = useSession()?.authority.first_open_month;
  return (month) => open != null && month < open;
}

export function Statements() {
  const { t } = useText();
  const { amount, month } = useFigures();
  const isFinal = useIsFinal();
  const organisation = useOrganisation().current.key;
  const list = useList(["charges", "months", organisation], (cursor) =>
    sumsByMonth({ organisation, sort: "-month", ...(cursor ? { cursor } : {}) }),
  );
  return (
    <div className="stack loose">
      <PageHead title={t("nav.statements")} lead={t("statements.lead_company")} />
      <ListTable
        label={t("nav.statements")}
        list={list}
        empty={<Empty title={t("statements.none")}>{t("usage.none_lead")}</Empty>}
        rowKey={(each) => each.month}
        file={{ path: "/api/v1/charges/summary", query: { by: "month", organisation }, name: "statements" }}
        columns={[
          {
            title: t("statements.month"),
            cell: (each) => <Link href={`/company/statements/${each.month}`}>{month(each.month)}</Link>,
          },
          {
            title: t("application.status"),
            cell: (each) => <FinalChip isFinal={isFinal(each.month)} />,
          },
          { title: t("usage.gross"), cell: (each) => amount(each.gross), figure: true },
          { title: t("spending.covered"), cell: (each) => amount(each.covered_money), figure: true },
          { title: t("usage.own"), cell: (each) => amount(each.own_share), figure: true },
        ]}
      />
    </div>
  );
}

function FinalChip(props: { isFinal: boolean }) {
  const { t } = useText();
  return (
    <Chip tone={props.isFinal ? "good" : "busy"}>{t(props.isFinal ? "statements.final" : "statements.open")}</Chip>
  );
}

export function StatementPage(props: { month: string }) {
  const { t } = useText();
  const { amount, month, date } = useFigures();
  const names = useNames();
  const { chip } = useChipNames();
  const isFinal = useIsFinal();
  const { current } = useOrganisation();
  const organisation = current.key;
  const sums = useQuery({
    queryKey: ["charges", "month", organisation, props.month],
    queryFn: () => sumsByMonth({ organisation, month: props.month }),
  });
  const charges = useQuery({
    queryKey: ["charges", "statement", organisation, props.month],
    queryFn: () =>
      must(api.GET("/api/v1/charges", { params: { query: { organisation, month: props.month, limit: 1000 } } })),
  });
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: "/company/statements", title: t("nav.statements") }]}
        title={t("statements.of", { month: month(props.month) })}
        lead={
          <span className="row">
            {current.name} <FinalChip isFinal={isFinal(props.month)} />
          </span>
        }
        actions={<PrintButton />}
      />
      <Loaded from={sums}>
        {(page) => (
          <Tiles
            tiles={[
              { name: t("usage.gross"), figure: amount(sum(page.items.map((each) => each.gross))) },
              { name: t("spending.covered"), figure: amount(sum(page.items.map((each) => each.covered_money))) },
              { name: t("usage.own"), figure: amount(sum(page.items.map((each) => each.own_share))) },
            ]}
          />
        )}
      </Loaded>
      <Loaded from={charges} lines={8}>
        {(page) => (
          <>
            {page.next !== null && <p className="soft">{t("statements.first_only", { n: page.items.length })}</p>}
            <DataTable
              label={t("usage.charges")}
              items={page.items}
              file={{
                path: "/api/v1/charges",
                query: { organisation, month: props.month },
                name: `statement-${props.month}`,
              }}
              rowKey={(each) =>
                `${each.day}:${each.site}:${each.job_id}:${each.resource}:${each.gross}:${each.vouchers}`
              }
              columns={[
                { title: t("usage.day"), cell: (each) => (each.day ? date(each.day) : "–") },
                { title: t("spending.site"), cell: (each) => names.site(each.site) },
                {
                  title: t("usage.job"),
                  cell: (each) => (
                    <Link href={`/company/usage/${encodeURIComponent(each.site)}/${each.job_id}`}>
                      <code>{each.job_id?.slice(0, 8)}</code>
                    </Link>
                  ),
                },
                { title: t("rates.resource"), cell: (each) => (each.resource ? chip(each.resource) : "–") },
                { title: t("usage.gross"), cell: (each) => amount(each.gross), figure: true },
                { title: t("spending.covered"), cell: (each) => amount(each.covered_money), figure: true },
                { title: t("usage.own"), cell: (each) => amount(each.own_share), figure: true },
              ]}
            />
          </>
        )}
      </Loaded>
    </div>
  );
}
