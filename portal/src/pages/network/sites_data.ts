// The catalogue of sites, put together from what anyone may read: sites, what they offer, their record.
import { useQueries } from "@tanstack/react-query";
import { api, must } from "../../api/client";
import type { AccreditedSite, Offering, Site, SiteRecord } from "../../api/types";

const query = { limit: 1000 };

export interface SiteEntry {
  site: Site;
  offerings: readonly Offering[];
  record: SiteRecord | undefined;
  accredited: readonly AccreditedSite[];
}

export function useSites() {
  const [sites, offerings, records, accredited] = useQueries({
    queries: [
      { queryKey: ["sites"], queryFn: () => must(api.GET("/api/v1/sites", { params: { query } })) },
      { queryKey: ["offerings"], queryFn: () => must(api.GET("/api/v1/offerings", { params: { query } })) },
      { queryKey: ["site-records"], queryFn: () => must(api.GET("/api/v1/site-records", { params: { query } })) },
      { queryKey: ["accredited"], queryFn: () => must(api.GET("/api/v1/accredited-sites", { params: { query } })) },
    ],
  });
  const all = [sites, offerings, records, accredited];
  const data =
    sites.data && offerings.data && records.data && accredited.data
      ? sites.data.items.map((site): SiteEntry => {
          const here = (each: { site: string }) => each.site === site.site;
          return {
            site,
            offerings: offerings.data.items.filter(here),
            record: records.data.items.find(here),
            accredited: accredited.data.items.filter(here),
          };
        })
      : undefined;
  return {
    data,
    error: all.find((each) => each.error)?.error ?? null,
    refetch: () => void Promise.all(all.map((each) => each.refetch())),
  };
}

// Whether most of its promised devices are domestic.
export function lookOf(entry: SiteEntry): "domestic" | "foreign" | "unknown" {
  const of = (answer: string) =>
    total(
      entry.offerings.filter((each) => each.is_domestic === answer),
      "programmes",
    );
  const [yes, no, unknown] = [of("yes"), of("no"), of("unknown")];
  if (yes + no + unknown === 0 || unknown > Math.max(yes, no)) return "unknown";
  return yes >= no ? "domestic" : "foreign";
}

export function total(offerings: readonly Offering[], figure: "programmes" | "free" | "taken"): number {
  return offerings.reduce((sum, each) => sum + (each[figure] ?? 0), 0);
}
