// The share of domestic compute, month by month, with the path to the target and the line drawn on.
import type { SelfReliance } from "../api/types";

export const MEASURES = ["device_hours", "petaflops_hours"] as const;
export type Measure = (typeof MEASURES)[number];
export const ORIGINS = ["domestic", "foreign", "unknown"] as const;
export type Origin = (typeof ORIGINS)[number];

// What a month is about: compute that was used, or what sites declared to have.
export const SIDES = ["used", "declared"] as const;
export type Side = (typeof SIDES)[number];

export interface RelianceMonth {
  month: string;
  used?: Record<Origin, number>; // or declared; nothing: a month to come, or without any
  share?: number; // of it, 0 to 1
  target?: number; // a step of the path that falls into the month
  projected?: number;
}

// "64.3%" as 0.643.
export function shareOf(text: string): number {
  return Number(text.slice(0, -1)) / 100;
}

// The part of a month's declared compute that was used; none: nothing was declared in it.
export function useOfDeclared(figures: SelfReliance, measure: Measure, month: string): number | undefined {
  const total = (rows: SelfReliance["by_month"]) => {
    const split = rows.find((each) => each.month === month)?.[measure];
    return split ? ORIGINS.reduce((sum, origin) => sum + Number(split[origin]), 0) : 0;
  };
  const declared = total(figures.capacity_by_month);
  return declared > 0 ? total(figures.by_month) / declared : undefined;
}

// Every month from the first that something is known of, or step, to the last step of the path. The line drawn on is one
// through what was used.
export function relianceMonths(figures: SelfReliance, measure: Measure, side: Side = "used"): RelianceMonth[] {
  const rows = new Map<string, RelianceMonth>();
  const at = (month: string) => {
    const row = rows.get(month) ?? { month };
    rows.set(month, row);
    return row;
  };
  for (const each of side === "used" ? figures.by_month : figures.capacity_by_month) {
    const split = each[measure];
    const row = at(each.month);
    row.used = {
      domestic: Number(split.domestic),
      foreign: Number(split.foreign),
      unknown: Number(split.unknown),
    };
    if (split.share !== null) row.share = shareOf(split.share);
  }
  for (const step of figures.path) at(step.by.slice(0, 7)).target = shareOf(step.share);
  const ahead = side === "used" ? figures.projection[measure]?.points : undefined;
  for (const point of ahead ?? []) at(point.month).projected = shareOf(point.share);
  const known = [...rows.keys()].sort();
  const all: RelianceMonth[] = [];
  for (let month = known[0]; month !== undefined && month <= (known.at(-1) ?? ""); month = monthAfter(month))
    all.push(rows.get(month) ?? { month });
  return all;
}

export function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
}
