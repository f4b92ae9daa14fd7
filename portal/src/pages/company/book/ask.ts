// Asking all sites for offers: a new one, or what a quote was asked for once more.
import { api, must } from "../../../api/client";
import type { Quote } from "../../../api/types";
import { useWrite } from "../../../api/write";
import type { WorkloadBody } from "../../../lib/workload";
import { useOrganisation } from "../organisation";

export const BOOK = "/company/compute/book";

export function offersOf(quote: string): string {
  return `${BOOK}?quote=${encodeURIComponent(quote)}`;
}

export type Rank = "cheapest" | "soonest" | "domestic_first";
export const RANKS: readonly Rank[] = ["cheapest", "soonest", "domestic_first"];

export interface Question {
  workload: WorkloadBody;
  use: string;
  rank: Rank;
  sites: readonly string[];
  chips: readonly string[];
  earliest?: string; // an instant or a day; as soon as possible
  latest?: string;
}

export function rankOf(text: string): Rank {
  return RANKS.find((each) => each === text) ?? "cheapest";
}

// The same once more. Its times are those of a moment that is over, so they are left open.
export function again(quote: Quote, rank = rankOf(quote.ranking)): Question {
  return { workload: quote.workload, use: quote.use, rank, sites: quote.sites, chips: quote.resources };
}

// Keys are made here: short enough to be said on the telephone, and unlikely to meet another.
export function freshKey(organisation: string, kind: "q" | "r" | "w", idempotencyKey: string): string {
  return `${organisation}-${kind}-${idempotencyKey.slice(0, 8)}`;
}

// `onAsked` gets the key of the new quote.
export function useAsk(onAsked: (quote: string) => void) {
  const organisation = useOrganisation().current.key;
  return useWrite(
    async (question: Question, header) => {
      const { workload, use, rank, sites, chips, ...times } = question;
      const quote = freshKey(organisation, "q", header["Idempotency-Key"]);
      await must(
        api.POST("/api/v1/quotes", {
          params: { header },
          body: { quote, organisation, ...workload, use, rank, sites: [...sites], resources: [...chips], ...times },
        }),
      );
      return quote;
    },
    (quote) => onAsked(quote),
  );
}

export function useReserve(onReserved: (reservation: string) => void) {
  const organisation = useOrganisation().current.key;
  return useWrite(
    async (input: { quote: string; offer: number }, header) => {
      const reservation = freshKey(organisation, "r", header["Idempotency-Key"]);
      await must(api.POST("/api/v1/reservations", { params: { header }, body: { reservation, ...input } }));
      return reservation;
    },
    (reservation) => onReserved(reservation),
  );
}
