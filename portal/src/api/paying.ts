// Money out: statements, dues, payments, instalments of grants, clawbacks (docs/settlement.md).
import { queryOptions } from "@tanstack/react-query";
import { api, must } from "./client";
import type { components } from "./schema";
import type { Award, Statement } from "./types";

type Schemas = components["schemas"];
export type Due = Schemas["Due"];
export type Payment = Schemas["Payment"];
export type Clawback = Schemas["Clawback"];
export type AwardInstalments = Schemas["AwardInstalments"];
export type GrantInstalment = AwardInstalments["instalments"][number];

// The server's largest page: more dues than that of one payee are not paid at once.
const PAGE_MAX = 1000;

// Of those that are found by their key: null where there is none.
export function statementQuery(statement: string) {
  return queryOptions({
    queryKey: ["paying", "statement", statement],
    queryFn: async (): Promise<Statement | null> => {
      const query = { filter: [`statement=${statement}`], limit: 1 };
      return (await must(api.GET("/api/v1/statements", { params: { query } }))).items[0] ?? null;
    },
  });
}

// The dues of one payee, programme or site.
export function duesQuery(of: { organisation?: string; programme?: string; site?: string }) {
  return queryOptions({
    queryKey: ["paying", "dues", of],
    queryFn: async (): Promise<Due[]> =>
      (await must(api.GET("/api/v1/dues", { params: { query: { ...of, limit: PAGE_MAX } } }))).items,
  });
}

export function paymentQuery(payment: string) {
  return queryOptions({
    queryKey: ["paying", "payment", payment],
    queryFn: async (): Promise<Payment | null> => {
      const query = { filter: [`payment=${payment}`], limit: 1 };
      return (await must(api.GET("/api/v1/payments", { params: { query } }))).items[0] ?? null;
    },
  });
}

export function clawbackQuery(clawback: string) {
  return queryOptions({
    queryKey: ["paying", "clawback", clawback],
    queryFn: async (): Promise<Clawback | null> => {
      const query = { filter: [`clawback=${clawback}`], limit: 1 };
      return (await must(api.GET("/api/v1/clawbacks", { params: { query } }))).items[0] ?? null;
    },
  });
}

export function awardQuery(award: string) {
  return queryOptions({
    queryKey: ["paying", "award", award],
    queryFn: async (): Promise<Award | null> => {
      const query = { filter: [`award=${award}`], limit: 1 };
      return (await must(api.GET("/api/v1/awards", { params: { query } }))).items[0] ?? null;
    },
  });
}

export function instalmentsQuery(award: string) {
  return queryOptions({
    queryKey: ["paying", "instalments", award],
    queryFn: (): Promise<AwardInstalments> =>
      must(api.GET("/api/v1/awards/{award}/instalments", { params: { path: { award } } })),
  });
}

export function programmeQuery(programme: string) {
  return queryOptions({
    queryKey: ["programme", programme],
    queryFn: () => must(api.GET("/api/v1/programmes/{programme}", { params: { path: { programme } } })),
  });
}

// What a list's next key may be: "P-13" after twelve payments. The server refuses one that is taken.
export function nextKeyQuery(prefix: "P" | "C") {
  return queryOptions({
    queryKey: ["paying", "next", prefix],
    queryFn: async (): Promise<string> => {
      const query = { limit: 1 };
      const { total } =
        prefix === "P"
          ? await must(api.GET("/api/v1/payments", { params: { query } }))
          : await must(api.GET("/api/v1/clawbacks", { params: { query } }));
      return `${prefix}-${total + 1}`;
    },
  });
}

// The last dispute of a statement with its answer; null where nobody disputed it.
export function disputeQuery(statement: string) {
  return queryOptions({
    queryKey: ["paying", "dispute", statement],
    queryFn: async () =>
      (await must(api.GET("/api/v1/statements/{statement}/dispute", { params: { path: { statement } } }))).dispute,
  });
}

export interface ReliefProposed {
  kind: string; // set_off or write_off
  amount: string;
  reason: string;
  proposer: string;
}

// The set-off or write-off of a clawback that waits for its approver, as the journal has it; null: none.
export function reliefQuery(clawback: string) {
  return queryOptions({
    queryKey: ["paying", "relief", clawback],
    queryFn: async (): Promise<ReliefProposed | null> => {
      const eventsAbout = async (about: string) =>
        (
          await must(api.GET("/api/v1/journal/entries", { params: { query: { about, limit: PAGE_MAX } } }))
        ).items.flatMap((entry) => entry.events.map((event) => ({ entry, event })));
      const id = (await eventsAbout(clawback))
        .map(({ event }) => (event.event === "clawback_proposed" ? fieldsOf(event["clawback"]) : {}))
        .find((terms) => terms["key"] === clawback)?.["id"];
      const newest = async (kind: string) =>
        (await eventsAbout(kind)).find(({ event }) => event.event === kind && event["clawback"] === id);
      const proposed = id === undefined ? undefined : await newest("relief_proposed");
      if (!proposed) return null;
      const ends = await Promise.all(["relief_rejected", "relief_approved"].map(newest));
      if (ends.some((each) => each && each.entry.sequence > proposed.entry.sequence)) return null;
      const relief = fieldsOf(proposed.event["relief"]);
      const text = (name: string) => String(relief[name] ?? "");
      return { kind: text("kind"), amount: text("amount"), reason: text("reason"), proposer: proposed.entry.actor };
    },
  });
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
