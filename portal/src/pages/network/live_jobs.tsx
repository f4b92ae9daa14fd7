// Jobs that run now, with what is set aside for them and spent; fetched again when the server says that something happened.
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import { useFigures } from "../../app/figures";
import { useLiveState } from "../../app/live";
import { ratio, sum } from "../../lib/format";
import { running, type Running } from "../../lib/running";
import { useText } from "../../text/text";
import { Chip } from "../../ui/chip";
import { useNow } from "../../ui/countdown";
import { PageHead, Tiles } from "../../ui/page";
import { useChipNames } from "../../ui/resources";
import { Empty, Loaded } from "../../ui/state";
import { DataTable } from "../../ui/table";

export type Whose = { organisation: string } | { site: string };

const LIMIT = 1000;

export function useRunning(of: Whose) {
  const jobs = useQuery({
    queryKey: ["running", "jobs", of],
    queryFn: () =>
      must(
        api.GET("/api/v1/jobs", {
          params: { query: { ...of, filter: ["ended=false"], sort: "-first_start", limit: LIMIT } },
        }),
      ),
  });
  const holds = useQuery({
    queryKey: ["running", "holds", of],
    queryFn: () =>
      must(api.GET("/api/v1/holds", { params: { query: { ...of, filter: ["status=active"], limit: LIMIT } } })),
  });
  return {
    data:
      jobs.data && holds.data && running(jobs.data.items, holds.data.items, new Date(jobs.dataUpdatedAt).toISOString()),
    error: jobs.error ?? holds.error,
    refetch: () => void Promise.all([jobs.refetch(), holds.refetch()]),
    at: Math.min(jobs.dataUpdatedAt, holds.dataUpdatedAt),
  };
}

export function LivePage({ of, job }: { of: Whose; job: (row: Running) => string | undefined }) {
  const { t } = useText();
  const rows = useRunning(of);
  return (
    <div className="stack loose">
      <PageHead title={t("nav.live")} lead={t("live.lead")} actions={<Freshness at={rows.at} />} />
      <Loaded from={rows} lines={6}>
        {(all) => (
          <>
            <Sums rows={all} />
            <RunningTable of={of} rows={all} job={job} />
            <p className="small soft">{t("live.which")}</p>
          </>
        )}
      </Loaded>
    </div>
  );
}

// Whether what one sees is as it is now, and since when.
export function Freshness({ at }: { at: number }) {
  const { t } = useText();
  const state = useLiveState();
  const seconds = Math.max(0, Math.round((useNow() - at) / 1000));
  if (at === 0) return null;
  const age = seconds < 60 ? t("live.seconds", { n: seconds }) : t("live.minutes", { n: Math.floor(seconds / 60) });
  if (state === "live") return <Chip tone="good">{t("live.on", { age })}</Chip>;
  return (
    <Chip tone={state === "lost" ? "warn" : "calm"}>{t(state === "lost" ? "live.lost" : "live.off", { age })}</Chip>
  );
}

function Sums({ rows }: { rows: readonly Running[] }) {
  const { t } = useText();
  const { amount, count } = useFigures();
  const seen = rows.filter((each) => each.since !== null).length;
  const aside = rows.flatMap((each) => each.aside.filter((part) => part.unit === "money"));
  return (
    <Tiles
      tiles={[
        {
          name: t("live.running"),
          figure: count(seen),
          note: rows.length > seen && t("live.waiting", { n: rows.length - seen }),
        },
        { name: t("live.spent"), figure: amount(sum(rows.map((each) => each.spent))) },
        { name: t("live.aside"), figure: amount(sum(aside.map((each) => each.remaining))) },
      ]}
    />
  );
}

interface TableProps {
  of: Whose;
  rows: readonly Running[];
  job: (row: Running) => string | undefined; // where a job's bill is explained
}

export function RunningTable({ of, rows, job }: TableProps) {
  const { t } = useText();
  const { amount, instant } = useFigures();
  const names = useNames();
  const chips = useChipNames();
  if (rows.length === 0) return <Empty title={t("live.none")}>{t("live.none_lead")}</Empty>;
  const href = (row: Running) => (row.since === null ? undefined : job(row));
  return (
    <DataTable
      label={t("nav.live")}
      items={rows}
      rowKey={(row) => row.key}
      columns={[
        {
          title: t("usage.job"),
          cell: (row) => (href(row) ? <Link href={href(row) ?? ""}>{shown(row.job)}</Link> : shown(row.job)),
        },
        "organisation" in of
          ? { title: t("spending.site"), cell: (row) => names.site(row.site) }
          : { title: t("reservation.organisation"), cell: (row) => names.organisation(row.organisation) },
        { title: t("rates.resource"), cell: (row) => (row.resource ? chips.chip(row.resource) : "–") },
        {
          title: t("usage.start"),
          cell: (row) => (row.since ? instant(row.since) : <Chip tone="calm">{t("live.authorised")}</Chip>),
        },
        { title: t("live.spent"), cell: (row) => amount(row.spent), figure: true },
        { title: t("organisation" in of ? "usage.own" : "live.own"), cell: (row) => amount(row.own), figure: true },
        { title: t("live.aside"), cell: (row) => <AsideCell row={row} />, figure: true },
        { title: t("hold.until"), cell: (row) => (row.until ? instant(row.until) : "–") },
      ]}
    />
  );
}

// Names of jobs that came without one are hashes.
const shown = (job: string) => (/^[0-9a-f]{32,}$/.test(job) ? <code>{job.slice(0, 8)}</code> : job);

const NEARLY = 0.1; // of what was set aside is left

function AsideCell({ row }: { row: Running }) {
  const { t } = useText();
  const { amount } = useFigures();
  if (row.aside.length === 0) return <span className="soft">{t("live.nothing_aside")}</span>;
  return (
    <span className="stack tight">
      {row.aside.map((part) => {
        const left = ratio(part.remaining, part.placed);
        return (
          <span key={part.unit}>
            {amount(part.remaining, part.unit)}
            <svg className="aside-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
              <rect width="100" height="6" className="bar-rest" />
              <rect width={100 * left} height="6" className={left < NEARLY ? "s5" : "s1"} />
            </svg>
            <span className="small soft">{t("live.of", { amount: amount(part.placed, part.unit) })}</span>
          </span>
        );
      })}
    </span>
  );
}
