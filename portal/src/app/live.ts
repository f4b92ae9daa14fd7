// Live updates: the server says that something happened, and what is on the screen is fetched again.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

// Many entries may come at once; one fetch a second is enough for a person.
const PAUSE_MS = 1000;

export function useLive(on: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!on) return;
    const source = new EventSource("/api/v1/events");
    let timer: ReturnType<typeof setTimeout> | undefined;
    source.onmessage = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "session" });
      }, PAUSE_MS);
    };
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [on, queries]);
}
