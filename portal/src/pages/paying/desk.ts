// At whose desk money out is looked at, and where its pages are there.
import type { InboxItem } from "../../api/types";

export type Desk = "officer" | "approver" | "company" | "site" | "auditor";

export const TABS = {
  officer: ["tasks", "statements", "dues", "payments", "grants", "clawbacks"],
  approver: ["tasks", "statements", "dues", "payments", "grants", "clawbacks"],
  company: ["grants", "dues", "payments", "clawbacks"],
  site: ["dues", "statements"],
  auditor: ["statements", "dues", "payments", "grants", "clawbacks"],
} as const satisfies Record<Desk, readonly string[]>;

export type Tab = (typeof TABS)[Desk][number];

// What a desk shows: of one organisation or site, or of all that who asks may see.
export interface Place {
  desk: Desk;
  organisation?: string;
  site?: string;
}

export function scopeOf({ organisation, site }: Place): { organisation?: string; site?: string } {
  return { ...(organisation ? { organisation } : {}), ...(site ? { site } : {}) };
}

export function href(desk: Desk, page: string, key?: string | number): string {
  const base = `/${desk}/paying/${page}`;
  return key === undefined ? base : `${base}/${encodeURIComponent(key)}`;
}

export function tabHref(desk: Desk, tab: Tab): string {
  return tab === TABS[desk][0] ? `/${desk}/paying` : href(desk, tab);
}

// "statement:3/acme" is out of statement 3, "instalment:G-1/first" out of award G-1, "voucher:V-1" out of that voucher.
export function sourceHref(desk: Desk, due: string): string | undefined {
  const [kind = "", rest = ""] = [due.slice(0, due.indexOf(":")), due.slice(due.indexOf(":") + 1)];
  const key = rest.split("/")[0] ?? "";
  if (kind === "statement") return desk === "company" ? undefined : href(desk, "statements", key);
  if (kind === "instalment") return desk === "site" ? undefined : href(desk, "grants", key);
  if (kind === "voucher" && desk === "auditor") return `/auditor/vouchers/${encodeURIComponent(key)}`;
  return undefined;
}

const PAGES: Partial<Record<InboxItem["subject_kind"], string>> = {
  statement: "statements",
  payment: "payments",
  instalment: "grants",
  clawback: "clawbacks",
};

// Where a task of money out is done. An instalment's name stands behind its award's: "G-1/first".
export function payingLink(desk: Desk, item: InboxItem): string {
  const page = PAGES[item.subject_kind];
  const key = item.subject_kind === "instalment" ? (item.subject.split("/")[0] ?? "") : item.subject;
  return page ? href(desk, page, key) : `/${desk}`;
}
