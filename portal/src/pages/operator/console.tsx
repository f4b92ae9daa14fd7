// The site operator's console: what needs him, who comes when, what runs, and what the site's record says.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import type { Reservation } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures, useToday } from "../../app/figures";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Ask } from "../../ui/dialog";
import { Alert, CheckCircle } from "../../ui/icons";
import { PageHead, Section, Tiles } from "../../ui/page";
import { useChipNames } from "../../ui/resources";
import { Empty, Loaded, Skeleton } from "../../ui/state";
import { Switch } from "../../ui/switch";
import { useToast } from "../../ui/toast";
import { Freshness, RunningTable, useRunning } from "../network/live_jobs";
import { ReservationTable } from "../network/reservations";
import { SiteAlerts } from "../network/site_alerts";
import { Kept } from "../network/sites";
import { total, useSites, type SiteEntry } from "../network/sites_data";
import { problemsOf, type Problem } from "./problems";

export function Console({ site, name }: { site: string; name: string }) {
  const { t } = useText();
  const rows = useRunning({ site });
  const entry = useSites().data?.find((each) => each.site.site === site);
  return (
    <div className="stack loose">
      <PageHead title={name || site} lead={t("console.lead")} actions={<Freshness at={rows.at} />} />
      <Needs site={site} entry={entry} />
      <SiteAlerts site={site} />
      <Today entry={entry} running={rows.data?.length} />
      <Reservations site={site} entry={entry} />
      <Section title={t("live.running")} aside={<Link href="/site/live">{t("console.all_jobs")}</Link>}>
        <Loaded from={rows} lines={4}>
          {(all) => <RunningTable of={{ site }} rows={all} job={() => undefined} />}
        </Loaded>
      </Section>
    </div>
  );
}

// What the operator has to put right, with the page where.
function Needs({ site, entry }: { site: string; entry: SiteEntry | undefined }) {
  const { t } = useText();
  const today = useToday();
  const found = useQuery({
    queryKey: ["console", "problems", site],
    queryFn: async () => {
      const query = { site, limit: 1000 };
      const [suspense, capacity, accreditations, days] = await Promise.all([
        must(api.GET("/api/v1/suspense", { params: { query: { site, limit: 1 } } })),
        must(api.GET("/api/v1/capacity", { params: { query } })),
        must(api.GET("/api/v1/accreditations", { params: { query } })),
        must(api.GET("/api/v1/capacity/days", { params: { query } })),
      ]);
      return {
        suspense: suspense.total,
        capacity: capacity.items,
        accreditations: accreditations.items,
        days: days.items,
      };
    },
  });
  return (
    <Loaded from={found} lines={2}>
      {(data) => {
        if (!entry) return <Skeleton lines={1} />;
        const problems = problemsOf({ ...data, offerings: entry.offerings, today });
        if (problems.length === 0)
          return (
            <div className="message good">
              <CheckCircle />
              <strong>{t("console.nothing")}</strong>
            </div>
          );
        return (
          <section className="message warn" aria-label={t("console.needs")}>
            <Alert />
            <strong>{t("console.needs_n", { n: problems.length })}</strong>
            <ul>
              {problems.map((each) => (
                <li key={`${each.kind}:${each.what}`}>
                  <ProblemLine problem={each} />
                </li>
              ))}
            </ul>
          </section>
        );
      }}
    </Loaded>
  );
}

function ProblemLine({ problem }: { problem: Problem }) {
  const { t } = useText();
  const { date, count } = useFigures();
  const names = useNames();
  const chips = useChipNames();
  const { kind, what, n } = problem;
  const isProgramme = kind === "accreditation";
  const said = t(`console.problem_${kind}`, {
    n,
    count: count(n),
    what: isProgramme ? names.programme(what) : chips.chip(what),
    day: problem.day ? date(problem.day) : "",
  });
  return <Link href={problem.href}>{said}</Link>;
}

function Today({ entry, running }: { entry: SiteEntry | undefined; running: number | undefined }) {
  const { t } = useText();
  const { count } = useFigures();
  if (!entry) return <Skeleton lines={2} />;
  return (
    <Tiles
      tiles={[
        { name: t("catalogue.promised"), figure: count(total(entry.offerings, "programmes")) },
        { name: t("catalogue.taken"), figure: count(total(entry.offerings, "taken")) },
        { name: t("live.running"), figure: running === undefined ? "–" : count(running) },
        { name: t("catalogue.record"), figure: <Kept entry={entry} /> },
      ]}
    />
  );
}

type View = "coming" | "all";
const STANDING = ["status=in_use", "status=reserved"] as const; // who is there, then who comes

function Reservations({ site, entry }: { site: string; entry: SiteEntry | undefined }) {
  const { t } = useText();
  const [view, setView] = useState<View>("coming");
  const [broken, setBroken] = useState<Reservation | undefined>(undefined);
  const stands = (each: Reservation) => each.status === "reserved" || each.status === "in_use";
  const deeds = (each: Reservation) =>
    stands(each) ? (
      <Button small look="danger" onClick={() => setBroken(each)}>
        {t("console.break")}
        <span className="visually-hidden"> {each.reservation}</span>
      </Button>
    ) : (
      "–"
    );
  return (
    <Section
      title={t("reservation.list")}
      aside={
        <Switch
          label={t("console.views")}
          views={(["coming", "all"] as const).map((each) => ({ key: each, title: t(`console.${each}`) }))}
          at={view}
          onGo={setView}
        />
      }
    >
      {view === "all" ? (
        <ReservationTable of={{ site }} deeds={deeds} />
      ) : (
        <>
          {STANDING.map((filter) => (
            <Group key={filter} site={site} filter={filter} deeds={deeds} />
          ))}
        </>
      )}
      {broken && <Break reservation={broken} entry={entry} onClose={() => setBroken(undefined)} />}
    </Section>
  );
}

function Group(props: {
  site: string;
  filter: (typeof STANDING)[number];
  deeds: (each: Reservation) => React.ReactNode;
}) {
  const { t } = useText();
  const isReserved = props.filter === "status=reserved";
  return (
    <ReservationTable
      of={{ site: props.site }}
      filter={[props.filter]}
      deeds={props.deeds}
      empty={isReserved ? <Empty title={t("console.none_coming")}>{t("console.none_coming_lead")}</Empty> : <></>}
    />
  );
}

interface BreakProps {
  reservation: Reservation;
  entry: SiteEntry | undefined;
  onClose: () => void;
}

function Break({ reservation, entry, onClose }: BreakProps) {
  const { t } = useText();
  const { instant } = useFigures();
  const toast = useToast();
  const breaks = useWrite(
    (reason: string, header) =>
      must(
        api.POST("/api/v1/reservations/{reservation}/break", {
          params: { path: { reservation: reservation.reservation }, header },
          body: { reason },
        }),
      ),
    () => {
      onClose();
      toast(t("console.broken_now"));
    },
  );
  const record = entry?.record;
  return (
    <Ask
      title={t("ask.break", { reservation: reservation.reservation })}
      reason={t("field.reason")}
      look="danger"
      confirm={t("console.break")}
      busy={breaks.isPending}
      error={breaks.error}
      onConfirm={(reason) => breaks.mutate(reason)}
      onClose={onClose}
    >
      <p>
        {t("ask.break_lead", {
          organisation: reservation.organisation_name,
          at: instant(reservation.start ?? ""),
        })}
      </p>
      <p>
        <strong>
          {t("ask.break_record", {
            broken: (record?.broken ?? 0) + 1,
            n: record?.reservations ?? 1,
          })}
        </strong>
      </p>
    </Ask>
  );
}
