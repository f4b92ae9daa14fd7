// Who paid for the compute used, all months together.
import type { SelfReliance } from "../api/types";
import { ORIGINS, type Measure, type Origin } from "./reliance";

export interface PaidRow {
  programme: string; // empty: the companies themselves
  used: number;
  by: Record<Origin, number>;
  cards: number; // bought with its grants, in the last month that is known
}

// The programmes by what they paid for, the companies' own part last.
export function paidFor(figures: SelfReliance, measure: Measure): PaidRow[] {
  const rows = new Map<string, PaidRow>();
  const of = (programme: string) => {
    const row = rows.get(programme) ?? { programme, used: 0, by: { domestic: 0, foreign: 0, unknown: 0 }, cards: 0 };
    rows.set(programme, row);
    return row;
  };
  for (const each of figures.by_programme) {
    const row = of(each.programme);
    for (const origin of ORIGINS) {
      row.by[origin] += Number(each[measure][origin]);
      row.used += Number(each[measure][origin]);
    }
  }
  const last = figures.bought.reduce((month, each) => (each.month > month ? each.month : month), "");
  for (const each of figures.bought) if (each.month === last) of(each.programme).cards = each.devices;
  return [...rows.values()].sort(
    (a, b) => Number(a.programme === "") - Number(b.programme === "") || b.used - a.used || b.cards - a.cards,
  );
}
