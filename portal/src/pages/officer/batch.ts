// Doing the same with several tasks of the inbox: one write each, one after the other, each with a result of its own.
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { doStep } from "../../api/application";
import { api, must } from "../../api/client";
import type { Bilingual, InboxItem } from "../../api/types";
import { taskOf } from "../../ui/inbox";

// The tasks that can be done together, and what they take.
export const TOGETHER = ["check_completeness", "assess", "propose"] as const satisfies readonly InboxItem["kind"][];
export type Together = (typeof TOGETHER)[number];

export function isTogether(kind: string): kind is Together {
  return (TOGETHER as readonly string[]).includes(kind);
}

export type Result =
  { state: "working" } | { state: "done"; outcome: "award" | "refuse" | "done" } | { state: "failed"; error: Error };

type Header = { "Idempotency-Key": string };

// What the rules gave is proposed: an award to who is eligible, or got something in the round; else a refusal.
async function propose(application: string, reason: Bilingual, header: Header): Promise<Result> {
  const path = { application };
  const found = await must(api.GET("/api/v1/applications/{application}", { params: { path } }));
  const amount = found.result ?? found.assessment?.amount ?? "0";
  const outcome = found.assessment?.eligible && Number(amount) > 0 ? "award" : "refuse";
  await must(
    api.POST("/api/v1/applications/{application}/propose", { params: { path, header }, body: { outcome, reason } }),
  );
  return { state: "done", outcome };
}

async function perform(item: InboxItem, reason: Bilingual, header: Header): Promise<Result> {
  if (item.kind === "propose") return propose(item.subject, reason, header);
  if (item.kind === "check_completeness") {
    await doStep(item.subject, "complete", header, { reason: "", until: "" });
  } else {
    const params = { path: { application: item.subject }, header };
    await must(api.POST("/api/v1/applications/{application}/assessment", { params, body: {} }));
  }
  return { state: "done", outcome: "done" };
}

export interface Batch {
  results: ReadonlyMap<string, Result>; // by task
  tasks: readonly InboxItem[]; // those with a result: the inbox forgets what is done
  busy: boolean;
  run: (items: readonly InboxItem[], reason: Bilingual) => Promise<InboxItem[]>; // gives those that failed
  clear: () => void;
}

export function useBatch(): Batch {
  const queries = useQueryClient();
  const [results, setResults] = useState<ReadonlyMap<string, Result>>(new Map());
  const [tasks, setTasks] = useState<readonly InboxItem[]>([]);
  const [busy, setBusy] = useState(false);
  // A task keeps its key until it has succeeded, so that a second try after a lost connection cannot do it twice.
  const keys = useRef(new Map<string, string>());
  const put = (item: InboxItem, result: Result) => setResults((all) => new Map(all).set(taskOf(item), result));

  const one = async (item: InboxItem, reason: Bilingual): Promise<boolean> => {
    const input = `${taskOf(item)}:${JSON.stringify(reason)}`;
    const key = keys.current.get(input) ?? crypto.randomUUID();
    keys.current.set(input, key);
    put(item, { state: "working" });
    try {
      put(item, await perform(item, reason, { "Idempotency-Key": key }));
      keys.current.delete(input);
      return true;
    } catch (error) {
      put(item, { state: "failed", error: error instanceof Error ? error : new Error(String(error)) });
      return false;
    }
  };
  return {
    results,
    tasks,
    busy,
    run: async (items, reason) => {
      setBusy(true);
      setTasks((all) => [...items, ...all.filter((each) => !items.some((item) => taskOf(item) === taskOf(each)))]);
      const failed: InboxItem[] = [];
      for (const item of items) if (!(await one(item, reason))) failed.push(item);
      setBusy(false);
      await queries.invalidateQueries();
      return failed;
    },
    clear: () => {
      setResults(new Map());
      setTasks([]);
    },
  };
}
