// What was used and what it cost: month by month, and job by job.
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { sumsByMonth } from "../../api/charges";
import { useNames } from "../../api/names";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useFigures } from "../../app/figures";
import { Columns } from "../../charts/columns";
import { useText } from "../../text/text";
import { Chip } from "../../ui/chip";
import { Card, PageHead, Section } from "../../ui/page";
import { Empty, Loaded } from "../../ui/state";
import { ListTable } from "../../ui/table";
import { useOrganisation } from "./organisation";

export function Usage() {
  const { t } = useText();
  const organisation = useOrganisation().current.key;
  return (
    <div className="stack loose">
      <PageHead title={t("nav.usage")} lead={t("usage.lead")} />
      <Months organisation={organisation} />
      <Jobs organisation={organisation} />
    </div>
  );
}

function Months({ organisation }: { organisation: string }) {
  const { t } = useText();
  const { short, month } = useFigures();
  const sums = useQuery({
    queryKey: ["charges", "month", organisation],
    queryFn: () => sumsByMonth({ organisation, sort: "month" }),
  });
  return (
    <Loaded from={sums}>
      {(page) => {
        const rows = page.items;
        if (rows.length === 0) return <Empty title={t("usage.none")}>{t("usage.none_lead")}</Empty>;
        return (
          <Card title={t("spending.by_month")}>
            <Columns
              title={t("spending.by_month")}
              labels={rows.map((each) => month(each.month))}
              series={[
                { name: t("spending.covered"), values: rows.map((each) => Number(each.covered_money)) },
                { name: t("usage.own"), values: rows.map((each) => Number(each.own_share)) },
              ]}
              show={(value) => short(value.toFixed(2))}
            />
          </Card>
        );
      }}
    </Loaded>
  );
}

function Jobs({ organisation }: { organisation: string }) {
  const { t, name } = useText();
  const names = useNames();
  const { amount, instant } = useFigures();
  const list = useList(["jobs", organisation], (cursor) =>
    must(
      api.GET("/api/v1/jobs", {
        params: { query: { organisation, sort: "-first_start", ...(cursor ? { cursor } : {}) } },
      }),
    ),
  );
  return (
    <Section title={t("usage.jobs")}>
      <ListTable
        label={t("usage.jobs")}
        list={list}
        empty={<Empty title={t("usage.no_jobs")} />}
        rowKey={(each) => `${each.site}:${each.job_id}`}
        file={{ path: "/api/v1/jobs", query: { organisation }, name: "jobs" }}
        columns={[
          {
            title: t("usage.job"),
            cell: (each) => (
              <Link href={`/company/usage/${encodeURIComponent(each.site)}/${encodeURIComponent(each.job_id ?? "")}`}>
                {t("usage.explain")} <code>{each.job_id?.slice(0, 8)}</code>
              </Link>
            ),
          },
          { title: t("spending.site"), cell: (each) => names.site(each.site) },
          { title: t("spending.use"), cell: (each) => name("use", each.use || "none") },
          { title: t("usage.start"), cell: (each) => (each.first_start ? instant(each.first_start) : "–") },
          {
            title: t("application.status"),
            cell: (each) => (
              <Chip tone={each.ended ? "calm" : "busy"}>{t(each.ended ? "usage.ended" : "usage.running")}</Chip>
            ),
          },
          { title: t("usage.gross"), cell: (each) => amount(each.gross), figure: true },
          { title: t("spending.covered"), cell: (each) => amount(each.covered_money), figure: true },
          { title: t("usage.own"), cell: (each) => amount(each.own_share), figure: true },
        ]}
      />
    </Section>
  );
}
