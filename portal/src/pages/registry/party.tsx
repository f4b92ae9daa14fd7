// A party of the stakes by name: an organisation with the way to its own page, a person, or what else can hold a stake.
import { createContext, useContext, useMemo, type ReactNode } from "react";
import { Link } from "wouter";
import { useNames } from "../../api/names";
import type { Control } from "../../api/types";
import { useText } from "../../text/text";
import { Chip } from "../../ui/chip";
import { PersonName } from "../../ui/person";

interface Known {
  name: string;
  kind: string;
}

interface Around {
  path: string;
  of: string; // whose page it is
  parties: ReadonlyMap<string, Known>;
}

const NOBODY: Around = { path: "", of: "", parties: new Map() };
const Context = createContext(NOBODY);

// Paths name parties by key only: the lists beside them have the names.
export function PartyNames(props: { control: Control; path: string; children: ReactNode }) {
  const { control, path } = props;
  const value = useMemo(() => {
    const parties = new Map<string, Known>();
    const keep = (key: string, name: string, kind: string) => {
      if (!parties.has(key)) parties.set(key, { name, kind });
    };
    for (const each of control.look_through) keep(each.holder, each.holder_name, each.holder_kind);
    for (const each of control.controllers) keep(each.controller, each.controller_name, each.controller_kind);
    for (const each of control.affiliates) keep(each.affiliate, each.affiliate_name, "organisation");
    return { path, of: control.organisation, parties };
  }, [control, path]);
  return <Context value={value}>{props.children}</Context>;
}

interface PartyProps {
  party: string;
  kind?: string;
  plain?: boolean; // within a path: no way to each of its pages
}

export function Party({ party, kind, plain = false }: PartyProps) {
  const { name } = useText();
  const names = useNames();
  const { path, of, parties } = useContext(Context);
  const known = parties.get(party);
  const is = kind ?? known?.kind ?? "organisation";
  if (is === "person")
    return (
      <>
        <PersonName person={party} /> {!plain && <span className="small soft">{name("party", is)}</span>}
      </>
    );
  const registered = names.organisation(party);
  const shown = registered === party ? known?.name || party : registered;
  if (is === "organisation" && !plain && party !== of)
    return <Link href={`${path}/${encodeURIComponent(party)}`}>{shown}</Link>;
  return (
    <span title={party}>
      {shown} {is !== "organisation" && !plain && <span className="small soft">{name("party", is)}</span>}
    </span>
  );
}

// Certain control needs no word; what only some values of the ranges give does.
export function Certainty(props: { certainty: "certain" | "possible" }) {
  const { t } = useText();
  return props.certainty === "possible" ? <Chip tone="warn">{t("control.possible")}</Chip> : null;
}
