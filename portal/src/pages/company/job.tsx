// One job's bill, and how it came about.
import { useQuery } from "@tanstack/react-query";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import type { Charge } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { StatusChip } from "../../ui/chip";
import { Card, PageHead, Section } from "../../ui/page";
import { PrintButton } from "../../ui/print";
import { useChipNames } from "../../ui/resources";
import { Loaded } from "../../ui/state";
import { DataTable } from "../../ui/table";

// Ids of jobs are long hashes; their first letters tell them apart.
const JOB_LETTERS = 24;

const SECONDS_OF_HOUR = 3600;

export function JobPage(props: { site: string; job: string }) {
  const { t, language } = useText();
  const { exact, count, date } = useFigures();
  const used = (each: Charge) => {
    if (each.device_hours) return t("unit.device_hours", { amount: count(each.device_hours) });
    if (each.quantity_unit === "tokens") return t("unit.tokens", { amount: count(each.quantity ?? "0") });
    return t("unit.core_hours", { amount: count(Number(each.quantity ?? "0") / SECONDS_OF_HOUR) });
  };
  const { site, job } = props;
  const names = useNames();
  const { chip } = useChipNames();
  const explanation = useQuery({
    queryKey: ["explanation", site, job, language],
    queryFn: () => must(api.GET("/api/v1/sites/{site}/jobs/{job}/explanation", { params: { path: { site, job } } })),
  });
  return (
    <Loaded from={explanation} lines={8}>
      {(data) => (
        <div className="stack loose">
          <PageHead
            crumbs={[{ href: "/company/usage", title: t("nav.usage") }]}
            title={t("usage.job_title", { job: data.job.slice(0, JOB_LETTERS) })}
            lead={names.site(data.site)}
            actions={<PrintButton />}
          />
          <Section title={t("usage.charges")}>
            <DataTable
              label={t("usage.charges")}
              items={data.charges}
              rowKey={(each) => `${each.day}:${each.resource}:${each.gross}:${each.vouchers}`}
              columns={[
                { title: t("usage.day"), cell: (each) => (each.day ? date(each.day) : (each.month ?? "–")) },
                { title: t("rates.resource"), cell: (each) => (each.resource ? chip(each.resource) : "–") },
                {
                  title: t("usage.quantity"),
                  cell: (each) => used(each),
                  figure: true,
                },
                { title: t("usage.gross"), cell: (each) => exact(each.gross), figure: true },
                { title: t("spending.covered"), cell: (each) => exact(each.covered_money), figure: true },
                { title: t("usage.own"), cell: (each) => exact(each.own_share), figure: true },
                { title: t("application.status"), cell: (each) => <StatusChip status={each.status} /> },
              ]}
            />
          </Section>
          <Card title={t("usage.how")}>
            <pre className="words">{data.text || data.lines.join("\n")}</pre>
          </Card>
        </div>
      )}
    </Loaded>
  );
}
