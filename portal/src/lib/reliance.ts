// The share of domestic compute, month by month, with the path to the target and the line drawn on.
import type { SelfReliance } from "../api/types";

export const MEASURES = ["device_hours", "petaflops_hours"] as const;
export type Measure = (typeof MEASURES)[number];
export const ORIGINS = ["domestic", "foreign", "unknown"] as const;
export type Origin = (typeof ORIGINS)[number];

export interface RelianceMonth {
  month: string;
  used?: Record<Origin, number>; // nothing: a month to come, or without use
  share?: number; // of what was used, 0 to 1
  target?: number; // a step of the path that falls into the month
  projected?: number;
}

// "64.3%" as 0.643.
export function shareOf(text: string): number {
  return Number(text.slice(0, -1)) / 100;
}

// Every month from the first use, or step, to the last step of the path.
export function relianceMonths(figures: SelfReliance, measure: Measure): RelianceMonth[] {
  const rows = new Map<string, RelianceMonth>();
  const at = (month: string) => {
    const row = rows.get(month) ?? { month };
    rows.set(month, row);
    return row;
  };
  for (const each of figures.by_month) {
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
  for (const point of figures.projection[measure]?.points ?? []) at(point.month).projected = shareOf(point.share);
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
