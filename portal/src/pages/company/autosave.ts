// Keeps a draft a moment after the last change, one save at a time, and says how it stands.
import { useEffect, useRef, useState } from "react";
import { saveDraft, type Draft } from "../../api/application";

export type Saving = { state: "new" | "saved" | "changed" | "saving" } | { state: "failed"; error: Error };

const PAUSE_MS = 900;

// `etag`: of the draft as it was loaded. `flush` waits until everything is kept; it throws what went wrong.
export function useAutosave(application: string, draft: Draft, etag: string | undefined) {
  const text = JSON.stringify(draft);
  const kept = useRef({ text: etag === undefined ? "" : text, etag });
  const first = useRef(text);
  const running = useRef<Promise<void>>(Promise.resolve());
  const [saving, setSaving] = useState<Saving>({ state: etag === undefined ? "new" : "saved" });

  const save = useRef(async (next: string) => {
    if (kept.current.text === next) return;
    setSaving({ state: "saving" });
    const fresh = await saveDraft(application, JSON.parse(next) as Draft, kept.current.etag);
    kept.current = { text: next, etag: fresh };
    setSaving({ state: "saved" });
  });

  const enqueue = (next: string): Promise<void> => {
    const run = running.current.then(() => save.current(next));
    running.current = run.catch(() => undefined);
    return run;
  };

  useEffect(() => {
    if (text === kept.current.text || (kept.current.etag === undefined && text === first.current)) return;
    setSaving({ state: "changed" });
    const timer = setTimeout(() => {
      enqueue(text).catch((error: Error) => setSaving({ state: "failed", error }));
    }, PAUSE_MS);
    return () => clearTimeout(timer);
    // enqueue only uses refs.
  }, [text]);

  return { saving, flush: () => enqueue(text) };
}
