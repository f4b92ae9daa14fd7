// Everyone who may sign in, and what for.
import { useState } from "react";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import type { Person } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { TextField } from "../../ui/field";
import { PageHead } from "../../ui/page";
import { Empty } from "../../ui/state";
import { ListTable } from "../../ui/table";
import { AddPerson } from "./add_person";

export function People() {
  const { t } = useText();
  const { dayOf } = useFigures();
  const [adds, setAdds] = useState(false);
  const [wanted, setWanted] = useState("");
  const list = useList(["people"], (cursor) =>
    must(api.GET("/api/v1/people", { params: { query: { limit: 1000, ...(cursor ? { cursor } : {}) } } })),
  );
  const found = list.items?.filter((each) => matches(each, wanted.trim().toLowerCase()));
  return (
    <div className="stack loose">
      <PageHead
        title={t("nav.people")}
        lead={t("people.lead")}
        actions={
          <Button look="primary" onClick={() => setAdds(true)}>
            {t("people.add")}
          </Button>
        }
      />
      {adds && <AddPerson onClose={() => setAdds(false)} />}
      <div className="no-print" role="search">
        <TextField label={t("people.find")} type="search" value={wanted} onValue={setWanted} />
      </div>
      <ListTable
        label={t("nav.people")}
        list={{ ...list, items: found }}
        empty={<Empty title={t("list.none_match")}>{t("list.none_match_lead")}</Empty>}
        rowKey={(each) => each.person}
        columns={[
          {
            title: t("people.person"),
            cell: (each) => (
              <Link href={`/admin/people/${encodeURIComponent(each.person)}`}>{each.name || each.person}</Link>
            ),
          },
          { title: t("people.id"), cell: (each) => <code>{each.person}</code> },
          { title: t("account.roles"), cell: (each) => <RoleNames person={each} /> },
          {
            title: t("account.second"),
            cell: (each) => (
              <Chip tone={each.second_factor ? "good" : "calm"}>
                {t(each.second_factor ? "account.is_on" : "account.is_off")}
              </Chip>
            ),
          },
          { title: t("people.since"), cell: (each) => dayOf(each.created_at) },
          { title: t("application.status"), cell: (each) => <Locked person={each} /> },
        ]}
      />
    </div>
  );
}

function matches(person: Person, wanted: string): boolean {
  const roles = person.roles.map((each) => `${each.role} ${each.scope.key ?? ""}`);
  return [person.person, person.name, person.email, ...roles].some((each) => each.toLowerCase().includes(wanted));
}

function RoleNames({ person }: { person: Person }) {
  const { t, name } = useText();
  if (person.roles.length === 0) return <span className="soft">{t("people.no_role")}</span>;
  return (
    <>
      {person.roles
        .map((each) => name("role", each.role) + (each.scope.key === null ? "" : ` (${each.scope.key})`))
        .join(", ")}
    </>
  );
}

// After too many wrong passwords a person waits.
export function Locked({ person }: { person: Person }) {
  const { t } = useText();
  const { instant } = useFigures();
  const locked = person.locked_until !== null && Date.parse(person.locked_until) > Date.now();
  if (!locked) return <Chip tone="good">{t("people.may_sign_in")}</Chip>;
  return <Chip tone="warn">{t("people.locked_until", { at: instant(person.locked_until ?? "") })}</Chip>;
}
