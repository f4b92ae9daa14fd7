// The waiting line as tables: a company's own places, all of them for who runs programmes, and how long it takes for anyone.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useNames } from "../../api/names";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { StatusChip } from "../../ui/chip";
import { useChipNames } from "../../ui/resources";
import { Empty, Loaded } from "../../ui/state";
import { DataTable, ListTable } from "../../ui/table";
import { useWorkloadText } from "../company/book/workload_line";

interface LineProps {
  organisation?: string; // one's own places; without it everybody's
  link?: (wait: string) => string;
  empty?: ReactNode;
}

export function LineTable({ organisation, link, empty }: LineProps) {
  const { t } = useText();
  const { count, instant } = useFigures();
  const names = useNames();
  const workload = useWorkloadText();
  const query = organisation ? { organisation } : {};
  const list = useList(["waiting", organisation], (cursor) =>
    must(api.GET("/api/v1/waiting-line", { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <ListTable
      label={t("nav.waiting")}
      list={list}
      empty={empty ?? <Empty title={t("waiting.none")}>{t("waiting.none_lead")}</Empty>}
      rowKey={(each) => each.wait}
      file={{ path: "/api/v1/waiting-line", query, name: "waiting-line" }}
      columns={[
        {
          title: t("quote.for"),
          cell: (each) =>
            link ? (
              <Link href={link(each.wait)}>{workload.listed(each.workload)}</Link>
            ) : (
              workload.listed(each.workload)
            ),
          value: (each) => each.workload,
        },
        ...(organisation
          ? []
          : [
              {
                title: t("reservation.organisation"),
                cell: (each: { organisation: string }) => names.organisation(each.organisation),
              },
            ]),
        { title: t("programme.title"), cell: (each) => names.programme(each.programme) },
        { title: t("application.status"), cell: (each) => <StatusChip status={each.status} /> },
        {
          title: t("waiting.place"),
          cell: (each) => (each.line_place === null ? "–" : count(each.line_place)),
          figure: true,
        },
        {
          title: t("waiting.start"),
          cell: (each) => (each.estimated_start ? instant(each.estimated_start) : t("waiting.no_start")),
        },
      ]}
    />
  );
}

// Names nobody: how many wait for each chip model, how long it took, and how far estimates were off.
export function WaitingRecords() {
  const { t } = useText();
  const { count, hours } = useFigures();
  const chips = useChipNames();
  const records = useQuery({
    queryKey: ["waiting-records"],
    queryFn: () => must(api.GET("/api/v1/waiting-records", { params: { query: { limit: 1000 } } })),
  });
  const length = (value: string | null) => (value === null ? "–" : t("reservation.hours", { hours: hours(value) }));
  return (
    <Loaded from={records} lines={3}>
      {(page) =>
        page.items.length === 0 ? (
          <p className="soft">{t("waiting.nobody")}</p>
        ) : (
          <DataTable
            label={t("waiting.records")}
            items={page.items}
            rowKey={(each) => each.resource}
            columns={[
              { title: t("catalogue.chip"), cell: (each) => (each.resource ? chips.chip(each.resource) : "–") },
              { title: t("waiting.in_line"), cell: (each) => count(each.in_line ?? 0), figure: true },
              { title: t("waiting.served"), cell: (each) => count(each.served ?? 0), figure: true },
              { title: t("waiting.not_served"), cell: (each) => count(each.not_served ?? 0), figure: true },
              { title: t("waiting.median"), cell: (each) => length(each.median_wait_hours), figure: true },
              { title: t("waiting.error"), cell: (each) => length(each.median_error_hours), figure: true },
            ]}
          />
        )
      }
    </Loaded>
  );
}
