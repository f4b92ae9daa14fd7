// All applications, by status and by words.
import { useState } from "react";
import { Link, useSearch } from "wouter";
import { useNames } from "../../api/names";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { StatusChip } from "../../ui/chip";
import { Select, TextField } from "../../ui/field";
import { PageHead } from "../../ui/page";
import { Empty } from "../../ui/state";
import { ListTable } from "../../ui/table";

const STATUSES = [
  "submitted",
  "complete",
  "assessed",
  "allocated",
  "proposed",
  "awarded",
  "refused",
  "returned",
  "appealed",
  "draft",
  "withdrawn",
] as const;

export function Applications() {
  const { t, name } = useText();
  const names = useNames();
  const { amount, instant } = useFigures();
  const award = new URLSearchParams(useSearch()).get("award");
  const [status, setStatus] = useState("");
  const [organisation, setOrganisation] = useState("");
  const filter = [
    ...(status ? [`status=${status}`] : []),
    ...(organisation.trim() ? [`organisation~${organisation.trim()}`] : []),
    ...(award ? [`award=${award}`] : []),
  ];
  const list = useList(["applications", "all", filter], (cursor) =>
    must(
      api.GET("/api/v1/applications", {
        params: { query: { filter, sort: "-submitted_at", ...(cursor ? { cursor } : {}) } },
      }),
    ),
  );
  return (
    <div className="stack loose">
      <PageHead title={t("nav.applications")} />
      <div className="row no-print" role="search">
        <Select
          label={t("application.status")}
          value={status}
          onValue={setStatus}
          choices={[
            { value: "", label: t("list.all") },
            ...STATUSES.map((each) => ({ value: each, label: name("status", each) })),
          ]}
        />
        <TextField label={t("application.organisation")} type="search" value={organisation} onValue={setOrganisation} />
      </div>
      <ListTable
        label={t("nav.applications")}
        list={list}
        empty={<Empty title={t("list.none_match")}>{t("list.none_match_lead")}</Empty>}
        rowKey={(each) => each.application}
        file={{ path: "/api/v1/applications", query: { filter, sort: "-submitted_at" }, name: "applications" }}
        columns={[
          {
            title: t("application.title"),
            cell: (each) => (
              <Link href={`/officer/applications/${encodeURIComponent(each.application)}`}>{each.application}</Link>
            ),
          },
          { title: t("application.organisation"), cell: (each) => names.organisation(each.organisation) },
          { title: t("programme.title"), cell: (each) => names.programme(each.programme) },
          { title: t("application.status"), cell: (each) => <StatusChip status={each.status} /> },
          {
            title: t("application.submitted"),
            cell: (each) => (each.submitted_at ? instant(each.submitted_at) : "–"),
          },
          {
            title: t("application.result"),
            cell: (each) => amount(each.awarded ?? each.result, each.unit),
            figure: true,
          },
        ]}
      />
    </div>
  );
}
