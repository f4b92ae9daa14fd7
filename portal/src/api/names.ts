// Names of what lists have as keys. Until they are there, and for who may not read them, the key stands for itself.
import { useQuery } from "@tanstack/react-query";
import { useText } from "../text/text";
import { hasRole, useSession } from "../app/session";
import { api, must } from "./client";
import type { Programme } from "./types";

const query = { limit: 1000 };
const KEPT_MS = 5 * 60_000;

export function useNames() {
  const { pick } = useText();
  const session = useSession();
  const seesOrganisations = (["officer", "approver", "auditor", "company_member", "site_operator"] as const).some(
    (role) => hasRole(session, role),
  );
  const programmes = useQuery({
    queryKey: ["names", "programmes"],
    queryFn: () => must(api.GET("/api/v1/programmes", { params: { query } })),
    staleTime: KEPT_MS,
  });
  const sites = useQuery({
    queryKey: ["names", "sites"],
    queryFn: () => must(api.GET("/api/v1/sites", { params: { query } })),
    staleTime: KEPT_MS,
  });
  const organisations = useQuery({
    queryKey: ["names", "organisations"],
    queryFn: () => must(api.GET("/api/v1/organisations", { params: { query } })),
    staleTime: KEPT_MS,
    enabled: seesOrganisations,
  });
  const named = (each: Programme) => pick(each.names) || each.name;
  const found = (key: string) => programmes.data?.items.find((each) => each.programme === key);
  return {
    // All of them, to choose from.
    programmes: (programmes.data?.items ?? []).map((each) => ({ value: each.programme, label: named(each) })),
    organisations: (organisations.data?.items ?? []).map((each) => ({ value: each.organisation, label: each.name })),
    sites: (sites.data?.items ?? []).map((each) => ({ value: each.site, label: each.name })),
    programme: (key: string) => {
      const programme = found(key);
      return (programme && named(programme)) || key;
    },
    site: (key: string) => sites.data?.items.find((each) => each.site === key)?.name || key,
    organisation: (key: string) => organisations.data?.items.find((each) => each.organisation === key)?.name || key,
  };
}
