// Jobs that run or may: what was reported of them, together with what is set aside for them.
import { sum } from "./format";
import { groupsOf } from "./groups";

export interface JobRow {
  job_id: string | null;
  job: string;
  site: string;
  organisation: string;
  use: string;
  first_start: string | null;
  gross: string | null;
  covered_money: string | null;
  own_share: string | null;
}

export interface HoldRow {
  hold: string;
  job: string;
  job_id: string | null;
  site: string;
  organisation: string;
  resource: string;
  unit: string;
  expires_at: string | null;
  placed: string | null;
  remaining: string | null;
}

export interface Aside {
  unit: string;
  placed: string;
  remaining: string;
}

export interface Running {
  key: string;
  job: string; // its name at the site; of a reservation that waits for its job: nothing
  job_id: string;
  site: string;
  organisation: string;
  resource: string;
  since: string | null; // nothing was reported yet: authorised, and not seen running
  spent: string;
  own: string;
  aside: readonly Aside[];
  until: string | null; // what is set aside is given back then
}

const SHOWN_MS = 31 * 86_400_000;

const keyOf = (job: JobRow) => `${job.site} ${job.job_id ?? job.job}`;

// Held rows are one for each voucher that pays; a job of theirs is one row here, with a sum for each unit.
export function running(jobs: readonly JobRow[], holds: readonly HoldRow[], now: string): Running[] {
  const held = groupsOf(
    holds.filter((each) => each.job !== ""),
    (each) => `${each.site} ${each.job_id ?? each.hold}`,
  );
  // Some sites never say that a job has ended: without money set aside it is taken for over after a while.
  const oldest = new Date(Date.parse(now) - SHOWN_MS).toISOString();
  const isLive = (job: JobRow) => held.has(keyOf(job)) || (job.first_start ?? "") >= oldest;
  const rows = jobs.filter(isLive).map((job): Running => {
    const key = keyOf(job);
    const parts = held.get(key) ?? [];
    held.delete(key);
    return {
      key,
      job: job.job || parts[0]?.job || (job.job_id ?? ""),
      job_id: job.job_id ?? "",
      site: job.site,
      organisation: job.organisation,
      resource: parts[0]?.resource ?? "",
      since: job.first_start,
      spent: job.gross ?? "0",
      own: job.own_share ?? "0",
      aside: asideOf(parts),
      until: parts[0]?.expires_at ?? null,
    };
  });
  const waiting = [...held].flatMap(([key, parts]): Running[] => {
    const [first] = parts;
    if (!first) return [];
    return [
      {
        key,
        job: first.job,
        job_id: first.job_id ?? "",
        site: first.site,
        organisation: first.organisation,
        resource: first.resource,
        since: null,
        spent: "0",
        own: "0",
        aside: asideOf(parts),
        until: first.expires_at,
      },
    ];
  });
  return [...rows, ...waiting];
}

function asideOf(parts: readonly HoldRow[]): Aside[] {
  return [...groupsOf(parts, (each) => each.unit)].map(([unit, of]) => ({
    unit,
    placed: sum(of.map((each) => each.placed ?? "0")),
    remaining: sum(of.map((each) => each.remaining ?? "0")),
  }));
}
