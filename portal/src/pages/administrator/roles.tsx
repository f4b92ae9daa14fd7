// The roles that a person holds: each is an entry in the journal, given and taken back.
import { useState, type FormEvent } from "react";
import { useNames } from "../../api/names";
import { api, must } from "../../api/client";
import type { Person, Role } from "../../api/types";
import { useWrite } from "../../api/write";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Select, TextField } from "../../ui/field";
import { Section } from "../../ui/page";
import { Empty, ProblemBox } from "../../ui/state";
import { DataTable } from "../../ui/table";
import { useToast } from "../../ui/toast";

type Held = Pick<Person["roles"][number], "role" | "scope">;
type ScopeKind = Held["scope"]["kind"];

// What each role is held for.
const SCOPES: Record<Role, ScopeKind[]> = {
  officer: ["authority", "programme"],
  approver: ["authority", "programme"],
  company_member: ["organisation"],
  site_operator: ["site"],
  auditor: ["authority"],
  administrator: ["authority"],
};

const ROLES = Object.keys(SCOPES) as Role[];

export function Roles({ person }: { person: Person }) {
  const { t, name } = useText();
  const names = useNames();
  const toast = useToast();
  const grant = useWrite(
    (held: Held, header) =>
      must(api.POST("/api/v1/roles", { params: { header }, body: { person: person.person, ...held } })),
    () => toast(t("people.granted")),
  );
  const revoke = useWrite(
    (held: Held, header) =>
      must(api.POST("/api/v1/roles/revoke", { params: { header }, body: { person: person.person, ...held } })),
    (_, held) => toast(t("people.revoked"), () => grant.mutate(held)),
  );
  const scope = ({ kind, key }: Held["scope"]) => {
    if (key === null) return t("account.whole_authority");
    return kind === "site" ? names.site(key) : kind === "programme" ? names.programme(key) : key;
  };
  return (
    <Section title={t("account.roles")}>
      {person.roles.length === 0 ? (
        <Empty title={t("people.no_role")}>{t("people.no_role_lead")}</Empty>
      ) : (
        <DataTable
          label={t("account.roles")}
          items={person.roles}
          rowKey={(each) => `${each.role}:${each.scope.kind}:${each.scope.key}`}
          columns={[
            { title: t("people.role"), cell: (each) => name("role", each.role) },
            { title: t("people.scope"), cell: (each) => scope(each.scope) },
            {
              title: t("people.change"),
              deed: true,
              cell: (each) => (
                <Button
                  small
                  look="danger"
                  off={revoke.isPending}
                  aria-label={t("people.revoke_role", { role: name("role", each.role), scope: scope(each.scope) })}
                  onClick={() => revoke.mutate({ role: each.role, scope: each.scope })}
                >
                  {t("people.revoke")}
                </Button>
              ),
            },
          ]}
        />
      )}
      {revoke.error && <ProblemBox error={revoke.error} />}
      <GrantForm busy={grant.isPending} error={grant.error} onGrant={grant.mutate} />
    </Section>
  );
}

function GrantForm(props: { busy: boolean; error: Error | null; onGrant: (held: Held) => void }) {
  const { t, name } = useText();
  const [role, setRole] = useState<Role>("officer");
  const [kind, setKind] = useState<ScopeKind>("authority");
  const [key, setKey] = useState("");
  const kinds = SCOPES[role];
  const chosen = kinds.includes(kind) ? kind : (kinds[0] ?? "authority");
  const choose = (next: Role) => {
    setRole(next);
    setKey("");
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen === "authority") props.onGrant({ role, scope: { kind: chosen, key: null } });
    else if (key.trim() !== "") props.onGrant({ role, scope: { kind: chosen, key: key.trim() } });
  };
  return (
    <form className="card stack no-print" onSubmit={submit}>
      <h3>{t("people.grant")}</h3>
      <div className="columns even">
        <Select
          label={t("people.role")}
          value={role}
          onValue={(value) => choose(ROLES.find((each) => each === value) ?? "officer")}
          choices={ROLES.map((each) => ({ value: each, label: name("role", each) }))}
        />
        {kinds.length > 1 && (
          <Select
            label={t("people.scope")}
            value={chosen}
            onValue={(value) => setKind(kinds.find((each) => each === value) ?? "authority")}
            choices={kinds.map((each) => ({ value: each, label: name("scope", each) }))}
          />
        )}
        {chosen !== "authority" && <ScopeKey kind={chosen} value={key} onValue={setKey} />}
      </div>
      {props.error && <ProblemBox error={props.error} />}
      <div>
        <Button type="submit" off={props.busy || (chosen !== "authority" && key.trim() === "")}>
          {t("people.grant_do")}
        </Button>
      </div>
    </form>
  );
}

// Programmes and sites are public lists; organisations are not for an administrator to read, so their key is typed.
function ScopeKey(props: { kind: ScopeKind; value: string; onValue: (key: string) => void }) {
  const { t, name } = useText();
  const names = useNames();
  const label = name("scope", props.kind);
  const all = { programme: names.programmes, site: names.sites }[props.kind as "programme" | "site"];
  if (!all)
    return (
      <TextField
        label={label}
        hint={t("people.organisation_hint")}
        value={props.value}
        onValue={props.onValue}
        autoCapitalize="none"
      />
    );
  return (
    <Select
      label={label}
      value={props.value}
      onValue={props.onValue}
      choices={[{ value: "", label: t("people.choose") }, ...all]}
    />
  );
}
