// Live updates: the server says that something happened, and what is on the screen is fetched again.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

// Many entries may come at once; one fetch a second is enough for a person.
const PAUSE_MS = 1000;
const RETRY_MS = 10_000;

// Calls `onNews` for every event of the stream, whatever its name is; ends with the stream.
async function listen(signal: AbortSignal, onNews: () => void): Promise<void> {
  const response = await fetch("/api/v1/events", { signal, headers: { Accept: "text/event-stream" } });
  if (!response.ok || !response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    if (value.includes("data:")) onNews();
  }
}

export function useLive(on: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!on) return;
    const stop = new AbortController();
    let pause: ReturnType<typeof setTimeout> | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      pause ??= setTimeout(() => {
        pause = undefined;
        void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "draft" });
      }, PAUSE_MS);
    };
    const start = () => {
      listen(stop.signal, refresh)
        .catch(() => undefined)
        .finally(() => {
          if (!stop.signal.aborted) retry = setTimeout(start, RETRY_MS);
        });
    };
    start();
    return () => {
      stop.abort();
      clearTimeout(pause);
      clearTimeout(retry);
    };
  }, [on, queries]);
}
