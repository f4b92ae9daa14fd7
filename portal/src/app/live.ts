// Live updates: the server says that something happened, and what is on the screen is fetched again. Nobody listens while
// the page is hidden; when it is looked at again, everything is fetched once.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";

// Many entries may come at once; one fetch a second is enough for a person.
const PAUSE_MS = 1000;
const RETRY_MS = 10_000;

// Whether news come: not before one has signed in; "lost" until the connection is there again.
export type LiveState = "off" | "live" | "paused" | "lost";

let state: LiveState = "off";
const watchers = new Set<() => void>();

function become(next: LiveState): void {
  state = next;
  for (const watcher of watchers) watcher();
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
  );
}

// Calls `onNews` for every event of the stream, whatever its name is; ends with the stream.
async function listen(signal: AbortSignal, onNews: () => void): Promise<void> {
  const response = await fetch("/api/v1/events", { signal, headers: { Accept: "text/event-stream" } });
  if (!response.ok || !response.body) return;
  become("live");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    if (value.includes("data:")) onNews();
  }
}

// Listens until it is stopped, again after each lost connection.
function follow(refresh: () => void): () => void {
  const stop = new AbortController();
  let retry: ReturnType<typeof setTimeout> | undefined;
  const start = () => {
    listen(stop.signal, refresh)
      .catch(() => undefined)
      .finally(() => {
        if (stop.signal.aborted) return;
        become("lost");
        retry = setTimeout(start, RETRY_MS);
      });
  };
  start();
  return () => {
    stop.abort();
    clearTimeout(retry);
  };
}

export function useLive(on: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!on) return;
    let pause: ReturnType<typeof setTimeout> | undefined;
    let end: (() => void) | undefined;
    const fetchAgain = () =>
      void queries.invalidateQueries({
        predicate: (query) => query.queryKey[0] !== "draft" && query.queryKey[0] !== "estimate",
      });
    const refresh = () => {
      pause ??= setTimeout(() => {
        pause = undefined;
        fetchAgain();
      }, PAUSE_MS);
    };
    const look = () => {
      if (document.hidden) {
        end?.();
        end = undefined;
        become("paused");
      } else if (!end) {
        if (state === "paused") fetchAgain(); // what happened meanwhile
        end = follow(refresh);
      }
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      end?.();
      clearTimeout(pause);
      become("off");
    };
  }, [on, queries]);
}
