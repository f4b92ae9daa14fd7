// Chips and other resources: to choose from, and by their names.
import { useQuery } from "@tanstack/react-query";
import { api, must } from "../api/client";

const KEPT_MS = 5 * 60_000;

function useAll() {
  const resources = useQuery({
    queryKey: ["resources"],
    queryFn: () => must(api.GET("/api/v1/resources", { params: { query: { limit: 1000 } } })),
    staleTime: KEPT_MS,
  });
  return resources.data?.items ?? [];
}

export function useResources() {
  return useAll().map((each) => ({ value: each.resource, label: each.name, kind: each.kind }));
}

// A vendor as devices have it (docs/claims.md): ASCII for full width, no white space, small letters.
const folded = (vendor: string) => vendor.normalize("NFKC").replaceAll(/\s/g, "").toLowerCase();

// A chip by its name, and a vendor as the chip's own row writes it. Until the names are there, and for what is not
// registered, the key stands for itself.
export function useChipNames() {
  const all = useAll();
  return {
    chip: (key: string) => all.find((each) => each.resource === key)?.name || key,
    vendor: (key: string) => all.find((each) => folded(each.vendor) === folded(key))?.vendor || key,
  };
}
