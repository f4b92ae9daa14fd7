// Chips and other resources, to choose from.
import { useQuery } from "@tanstack/react-query";
import { api, must } from "../api/client";

export function useResources() {
  const resources = useQuery({
    queryKey: ["resources"],
    queryFn: () => must(api.GET("/api/v1/resources", { params: { query: { limit: 1000 } } })),
  });
  return (resources.data?.items ?? []).map((each) => ({ value: each.resource, label: each.name, kind: each.kind }));
}
