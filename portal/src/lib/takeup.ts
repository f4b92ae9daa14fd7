// A programme's take-up as running totals: what the API gives is what each month added.
import type { Forecast } from "../api/types";
import { sum } from "./format";

type UnitForecast = Forecast["units"][number];

export const TOTALS = ["appropriated", "committed", "issued", "spent"] as const;
export type Total = (typeof TOTALS)[number];

export interface Point extends Record<Total, string> {
  month: string;
}

export interface Band {
  month: string;
  low: string;
  mean: string;
  high: string;
}

export interface Takeup {
  past: Point[];
  // What is spent by the end of each month, if it goes on like this. Begins with the last month that is past, so that
  // the band starts where the line ends.
  ahead: Band[];
}

export function takeupOf(unit: UnitForecast): Takeup {
  const past: Point[] = [];
  for (const each of unit.months) {
    const before = past.at(-1);
    const total = (key: Total) => sum([before?.[key] ?? "0", each[key]]);
    past.push({
      month: each.month,
      appropriated: total("appropriated"),
      committed: total("committed"),
      issued: total("issued"),
      spent: total("spent"),
    });
  }
  const steps = unit.projection?.months ?? [];
  const first = steps[0]?.month ?? "";
  const start = past.filter((each) => each.month < first).at(-1);
  const ahead = steps.map(({ month, spent }): Band => ({ month, ...spent }));
  if (start && ahead.length > 0)
    ahead.unshift({ month: start.month, low: start.spent, mean: start.spent, high: start.spent });
  return { past, ahead };
}

// Every month of both, in order.
export function monthsOf({ past, ahead }: Takeup): string[] {
  return [...new Set([...past, ...ahead].map((each) => each.month))].sort();
}
