// The journal as it is: every entry, who made it, and what happened in it.
import { useState } from "react";
import { Link, useSearch } from "wouter";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import type { Entry } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { TextField } from "../../ui/field";
import { PageHead } from "../../ui/page";
import { PersonName } from "../../ui/person";
import { Empty } from "../../ui/state";
import { ListTable } from "../../ui/table";

export function Journal() {
  const { t } = useText();
  const { instant } = useFigures();
  const [about, setAbout] = useState(new URLSearchParams(useSearch()).get("about") ?? "");
  const wanted = about.trim();
  const list = useList(["entries", wanted], (cursor) =>
    must(
      api.GET("/api/v1/journal/entries", {
        params: { query: { ...(wanted ? { about: wanted } : {}), ...(cursor ? { cursor } : {}) } },
      }),
    ),
  );
  return (
    <div className="stack loose">
      <PageHead title={t("nav.journal")} lead={t("journal.lead")} />
      <div className="no-print" role="search">
        <TextField
          label={t("journal.about")}
          hint={t("journal.about_hint")}
          type="search"
          value={about}
          onValue={setAbout}
        />
      </div>
      <ListTable
        label={t("nav.journal")}
        list={list}
        empty={<Empty title={t("list.none_match")}>{t("list.none_match_lead")}</Empty>}
        rowKey={(each) => String(each.sequence)}
        columns={[
          {
            title: t("journal.entry"),
            cell: (each) => <Link href={`/auditor/journal/${each.sequence}`}>{each.sequence}</Link>,
            figure: true,
          },
          { title: t("journal.time"), cell: (each) => instant(each.time) },
          { title: t("journal.actor"), cell: (each) => <PersonName person={each.actor} /> },
          { title: t("journal.what"), cell: (each) => <What entry={each} /> },
        ]}
      />
    </div>
  );
}

export function What({ entry }: { entry: Entry }) {
  const { t, name } = useText();
  const { count } = useFigures();
  if (entry.usage)
    return (
      <>
        {t("journal.usage", {
          records: count(entry.usage.records),
          jobs: count(entry.usage.jobs),
          site: entry.usage.site,
        })}
      </>
    );
  return <>{entry.events.map((event) => name("event", event.event)).join(", ")}</>;
}
