// A person by name, with the id that the journal has; the id alone for who may not read names, and for who was erased.
import { useQueries } from "@tanstack/react-query";
import { hasRole, useSession } from "../app/session";
import { api, must } from "../api/client";
import { useText } from "../text/text";
import { inList } from "../lib/format";

const KEPT_MS = 5 * 60_000;
const READERS = ["officer", "approver", "auditor", "administrator"] as const;

export function usePersonNames(persons: readonly string[]): (person: string) => string {
  const session = useSession();
  const reads = READERS.some((role) => hasRole(session, role));
  const wanted = [...new Set(persons)].filter((each) => each !== "");
  const found = useQueries({
    queries: wanted.map((person) => ({
      queryKey: ["person-name", person],
      queryFn: () => must(api.GET("/api/v1/people/{person}/name", { params: { path: { person } } })),
      staleTime: KEPT_MS,
      enabled: reads,
    })),
  });
  return (person) => found[wanted.indexOf(person)]?.data?.name || person;
}

export function PersonName({ person }: { person: string }) {
  const name = usePersonNames([person])(person);
  return <span title={person}>{name}</span>;
}

// "by Wang Min", in small print.
export function By({ person }: { person: string }) {
  const { t } = useText();
  const name = usePersonNames([person])(person);
  return <span title={person}>{t("inbox.by", { by: name })}</span>;
}

export function PersonNames({ persons }: { persons: readonly string[] }) {
  const { language } = useText();
  const name = usePersonNames(persons);
  return <span title={persons.join(", ")}>{inList(persons.map(name), language)}</span>;
}
