// What a site's operator has to look at, from what the API says of the site.
import { groupsOf } from "../../lib/groups";
import type { Accreditation, Capacity, CapacityDay, Offering } from "../../api/types";

export interface Problem {
  kind: "suspense" | "no_price" | "ends" | "over" | "accreditation" | "no_capacity";
  what: string; // a chip model or a programme; of one of a kind nothing
  n: number;
  day?: string;
  href: string;
}

interface Facts {
  suspense: number; // records
  capacity: readonly Capacity[];
  accreditations: readonly Accreditation[];
  days: readonly CapacityDay[]; // recent
  offerings: readonly Offering[];
  today: string;
}

const SOON_DAYS = 30;
const DAY_MS = 86_400_000;

export function problemsOf(facts: Facts): Problem[] {
  const problems: Problem[] = [];
  const { suspense, offerings, today } = facts;
  if (suspense > 0) problems.push({ kind: "suspense", what: "", n: suspense, href: "/site/suspense" });
  if (offerings.length === 0) problems.push({ kind: "no_capacity", what: "", n: 1, href: "/site/capacity" });
  for (const each of offerings)
    if (each.price === null) problems.push({ kind: "no_price", what: each.resource, n: 1, href: "/site/rates" });
  for (const [resource, until] of endings(facts.capacity, today))
    problems.push({ kind: "ends", what: resource, n: 1, day: until, href: "/site/capacity" });
  for (const [resource, days] of groupsOf(
    facts.days.filter((each) => each.over),
    (each) => each.resource,
  ))
    problems.push({ kind: "over", what: resource, n: days.length, href: "/site/capacity" });
  for (const each of facts.accreditations)
    if (each.status === "suspended" || each.status === "refused")
      problems.push({
        kind: "accreditation",
        what: each.programme,
        n: 1,
        href: `/site/accreditation/${encodeURIComponent(each.accreditation)}`,
      });
  return problems;
}

// Chip models whose last promise to programmes ends soon.
function endings(capacity: readonly Capacity[], today: string): [string, string][] {
  const promised = capacity.filter((each) => each.use === "programmes" && (each.until ?? "") > today);
  const soon = new Date(Date.parse(`${today}T00:00:00Z`) + SOON_DAYS * DAY_MS).toISOString().slice(0, 10);
  return [...groupsOf(promised, (each) => each.resource)].flatMap(([resource, of]): [string, string][] => {
    const last =
      of
        .map((each) => each.until ?? "")
        .sort()
        .at(-1) ?? "";
    return last < soon ? [[resource, last]] : [];
  });
}
