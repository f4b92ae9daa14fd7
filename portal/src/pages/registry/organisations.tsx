// Organisations by name; each leads to whose it is and whom it controls.
import { useState } from "react";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useText } from "../../text/text";
import { TextField } from "../../ui/field";
import { PageHead } from "../../ui/page";
import { Empty } from "../../ui/state";
import { ListTable } from "../../ui/table";

// `path`: where the role's own pages of organisations lie.
export function Organisations({ path }: { path: string }) {
  const { t, name } = useText();
  const [words, setWords] = useState("");
  const filter = words.trim() ? [`name~${words.trim()}`] : [];
  const query = { filter, sort: "name" };
  const list = useList(["organisations", filter], (cursor) =>
    must(api.GET("/api/v1/organisations", { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <div className="stack loose">
      <PageHead title={t("nav.organisations")} lead={t("control.list_lead")} />
      <div className="row no-print" role="search">
        <TextField label={t("people.name")} type="search" value={words} onValue={setWords} />
      </div>
      <ListTable
        label={t("nav.organisations")}
        list={list}
        empty={<Empty title={t("list.none_match")}>{t("list.none_match_lead")}</Empty>}
        rowKey={(each) => each.organisation}
        file={{ path: "/api/v1/organisations", query, name: "organisations" }}
        columns={[
          {
            title: t("people.name"),
            cell: (each) => <Link href={`${path}/${encodeURIComponent(each.organisation)}`}>{each.name}</Link>,
          },
          { title: t("control.key"), cell: (each) => <code>{each.organisation}</code> },
          { title: t("control.scheme"), cell: (each) => name("scheme", each.identifier_scheme) },
          { title: t("control.identifier"), cell: (each) => <code>{each.identifier}</code> },
        ]}
      />
    </div>
  );
}
