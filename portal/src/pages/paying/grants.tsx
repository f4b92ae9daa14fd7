// Grants: awards of programmes that pay in instalments.
import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useNames } from "../../api/names";
import { programmeQuery } from "../../api/paying";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { StatusChip } from "../../ui/chip";
import { Select } from "../../ui/field";
import { PageHead } from "../../ui/page";
import { Empty, ProblemBox, Skeleton } from "../../ui/state";
import { ListTable } from "../../ui/table";
import { href, type Place } from "./desk";
import { Tabs } from "./parts";

// The programmes whose rules give grants.
function useGrantProgrammes() {
  const names = useNames();
  const details = useQueries({ queries: names.programmes.map(({ value }) => programmeQuery(value)) });
  return {
    ready: names.programmes.length > 0 && details.every((each) => !each.isPending),
    error: details.find((each) => each.error)?.error ?? null,
    choices: names.programmes.filter((_, index) => details[index]?.data?.policy?.gives === "grant"),
  };
}

export function Grants({ place }: { place: Place }) {
  const { t } = useText();
  return (
    <div className="stack loose">
      <PageHead
        title={t("nav.paying")}
        lead={t(place.desk === "company" ? "paying.grants_lead_mine" : "paying.grants_lead")}
      />
      <Tabs desk={place.desk} tab="grants" />
      <GrantList place={place} link={(award) => href(place.desk, "grants", award)} />
    </div>
  );
}

interface GrantListProps {
  place: Place;
  link: (award: string) => string;
}

// Of one programme at a time: which gives grants, its rules say.
export function GrantList({ place, link }: GrantListProps) {
  const { t } = useText();
  const { ready, error, choices } = useGrantProgrammes();
  const [chosen, setChosen] = useState("");
  const programme = chosen || choices[0]?.value;
  return (
    <div className="stack">
      {error && <ProblemBox error={error} />}
      {!ready && <Skeleton lines={4} />}
      {ready && !programme && <Empty title={t("paying.no_grants")}>{t("paying.no_grants_lead")}</Empty>}
      {ready && programme && (
        <>
          {choices.length > 1 && (
            <Select label={t("programme.title")} value={programme} onValue={setChosen} choices={choices} />
          )}
          <OfProgramme key={programme} place={place} link={link} programme={programme} />
        </>
      )}
    </div>
  );
}

function OfProgramme({ place, link, programme }: GrantListProps & { programme: string }) {
  const { t } = useText();
  const names = useNames();
  const { exact, dayOf } = useFigures();
  const { organisation } = place;
  const query = { programme, ...(organisation ? { organisation } : {}) };
  const list = useList(["paying", "grants", query], (cursor) =>
    must(api.GET("/api/v1/awards", { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <ListTable
      label={t("paying.tab_grants")}
      list={list}
      empty={<Empty title={t("paying.no_grants")}>{t("paying.no_grants_lead")}</Empty>}
      rowKey={(each) => each.award}
      file={{ path: "/api/v1/awards", query, name: "grants" }}
      columns={[
        { title: t("paying.grant"), cell: (each) => <Link href={link(each.award)}>{each.award}</Link> },
        { title: t("application.organisation"), cell: (each) => names.organisation(each.organisation) },
        { title: t("programme.title"), cell: (each) => names.programme(each.programme) },
        { title: t("application.status"), cell: (each) => <StatusChip status={each.status} /> },
        { title: t("awards.approved"), cell: (each) => (each.approved_at ? dayOf(each.approved_at) : "–") },
        { title: t("propose.amount"), cell: (each) => exact(each.amount, each.unit), figure: true },
      ]}
    />
  );
}
