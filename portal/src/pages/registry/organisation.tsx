// An organisation on a day: who controls it and by which path, whose it is in the end, its affiliates, and the stakes
// that all of that follows from.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import type { Control } from "../../api/types";
import { useFigures, useToday } from "../../app/figures";
import { useText } from "../../text/text";
import { Chip } from "../../ui/chip";
import { TextField } from "../../ui/field";
import { Card, Facts, PageHead, Section } from "../../ui/page";
import { Empty, Loaded } from "../../ui/state";
import { ListTable } from "../../ui/table";
import { Affiliates } from "./affiliates";
import { LookThrough } from "./look_through";
import { Certainty, Party, PartyNames } from "./party";
import { ControlPath } from "./path";

const HALF = "50";

export function OrganisationPage({ organisation, path }: { organisation: string; path: string }) {
  const { t } = useText();
  const today = useToday();
  const [on, setOn] = useState("");
  const [threshold, setThreshold] = useState(HALF);
  const day = on || today;
  const goodThreshold = /^\d{1,2}(\.\d+)?$/.test(threshold.trim());
  const asked = goodThreshold ? `${threshold.trim()}%` : `${HALF}%`;
  const control = useQuery({
    queryKey: ["control", organisation, day, asked],
    queryFn: () =>
      must(
        api.GET("/api/v1/organisations/{organisation}/control", {
          params: { path: { organisation }, query: { on: day, threshold: asked } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="stack loose">
      <Head organisation={organisation} path={path} />
      <div className="row no-print" role="search">
        <TextField label={t("control.on")} type="date" value={day} onValue={setOn} />
        <TextField
          label={t("control.threshold")}
          inputMode="decimal"
          unit="%"
          value={threshold}
          onValue={setThreshold}
          wrong={goodThreshold ? undefined : t("field.bad_number")}
        />
      </div>
      <Loaded from={control} lines={8}>
        {(data) => (
          <PartyNames control={data} path={path}>
            <Controllers control={data} />
            <LookThrough control={data} />
            <Affiliates control={data} />
            <Stakes organisation={organisation} />
          </PartyNames>
        )}
      </Loaded>
    </div>
  );
}

// A party of the stakes may be registered nowhere else: then its key is all there is of it.
function Head({ organisation, path }: { organisation: string; path: string }) {
  const { t, name } = useText();
  const filter = [`organisation=${organisation}`];
  const found = useQuery({
    queryKey: ["organisation", organisation],
    queryFn: () => must(api.GET("/api/v1/organisations", { params: { query: { filter } } })),
  });
  const registered = found.data?.items[0];
  return (
    <>
      <PageHead
        crumbs={[{ href: path, title: t("nav.organisations") }]}
        title={registered?.name || organisation}
        lead={<code>{organisation}</code>}
      />
      {registered && (
        <Card>
          <Facts
            rows={[
              [t("control.scheme"), name("scheme", registered.identifier_scheme)],
              [t("control.identifier"), <code key="identifier">{registered.identifier}</code>],
            ]}
          />
        </Card>
      )}
    </>
  );
}

function Controllers({ control }: { control: Control }) {
  const { t } = useText();
  return (
    <Section title={t("control.controllers")}>
      {control.controllers.length === 0 && <Empty title={t("control.nobody")}>{t("control.nobody_lead")}</Empty>}
      {control.controllers.map((each) => (
        <article key={each.controller} className="card stack">
          <div className="row">
            <h3>
              <Party party={each.controller} kind={each.controller_kind} />
            </h3>
            {each.ultimate && <Chip tone="good">{t("control.ultimate")}</Chip>}
            <Certainty certainty={each.certainty} />
          </div>
          <ControlPath proof={each.proof} />
        </article>
      ))}
    </Section>
  );
}

function Stakes({ organisation }: { organisation: string }) {
  const { t } = useText();
  const { date } = useFigures();
  const path = { organisation };
  const list = useList(["stakes", organisation], (cursor) =>
    must(
      api.GET("/api/v1/organisations/{organisation}/stakes", {
        params: { path, query: cursor ? { cursor } : {} },
      }),
    ),
  );
  return (
    <Section title={t("control.stakes")}>
      <ListTable
        label={t("control.stakes")}
        list={list}
        empty={<Empty title={t("control.no_stakes")}>{t("control.no_stakes_lead")}</Empty>}
        rowKey={(each) => String(each.stake)}
        columns={[
          { title: t("control.holder"), cell: (each) => <Party party={each.holder} kind={each.holder_kind} /> },
          { title: t("control.held"), cell: (each) => <Party party={each.held} kind="organisation" /> },
          { title: t("control.capital"), cell: (each) => each.capital, figure: true },
          { title: t("control.votes"), cell: (each) => each.votes, figure: true },
          { title: t("capacity.from"), cell: (each) => date(each.from) },
          { title: t("control.until"), cell: (each) => (each.until ? date(each.until) : "–") },
        ]}
      />
    </Section>
  );
}
