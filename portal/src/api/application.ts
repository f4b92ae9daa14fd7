// One application: reading it, and keeping a draft of it while somebody writes.
import { queryOptions } from "@tanstack/react-query";
import { api, must } from "./client";
import type { ApplicationDetail, FactsInput, StoredDocument, Written } from "./types";

export function applicationQuery(application: string) {
  return queryOptions({
    queryKey: ["application", application],
    queryFn: (): Promise<ApplicationDetail> =>
      must(api.GET("/api/v1/applications/{application}", { params: { path: { application } } })),
  });
}

// A draft that may not have been kept yet: nothing then.
export function draftQuery(application: string) {
  return queryOptions({
    queryKey: ["draft", application],
    queryFn: async (): Promise<ApplicationDetail | null> => {
      const query = { filter: [`application=${application}`], limit: 1 };
      const { total } = await must(api.GET("/api/v1/applications", { params: { query } }));
      if (total === 0) return null;
      return must(api.GET("/api/v1/applications/{application}", { params: { path: { application } } }));
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export interface Draft {
  call: string;
  organisation: string;
  facts: FactsInput["facts"];
  contract?: string;
  documents: StoredDocument[];
}

// Keeps a draft and gives its new ETag. `etag` is that of the draft the changes were made to; nothing for a new one.
// A draft that somebody else has changed meanwhile is refused, and nothing of theirs is lost.
export async function saveDraft(application: string, draft: Draft, etag: string | undefined): Promise<string> {
  const header = { "Idempotency-Key": crypto.randomUUID(), ...(etag ? { "If-Match": etag } : {}) };
  const answer = await api.PUT("/api/v1/applications/{application}", {
    params: { path: { application }, header },
    body: draft,
  });
  await must(Promise.resolve(answer));
  const fresh = answer.response.headers.get("ETag");
  return (
    fresh ?? (await must(api.GET("/api/v1/applications/{application}", { params: { path: { application } } }))).etag
  );
}

export type Deed = "submit" | "withdraw" | "appeal" | "complete" | "return" | "reject" | "uphold" | "dismiss";

// The steps of an application that take nothing, or a reason.
export function doStep(
  application: string,
  deed: Deed,
  header: { "Idempotency-Key": string },
  input: { reason: string; until: string },
): Promise<Written> {
  const params = { path: { application }, header };
  const { reason, until } = input;
  switch (deed) {
    case "submit":
      return must(api.POST("/api/v1/applications/{application}/submit", { params, body: {} }));
    case "complete":
      return must(api.POST("/api/v1/applications/{application}/complete", { params, body: {} }));
    case "return":
      return must(api.POST("/api/v1/applications/{application}/return", { params, body: { reason, until } }));
    case "withdraw":
      return must(api.POST("/api/v1/applications/{application}/withdraw", { params, body: { reason } }));
    case "appeal":
      return must(api.POST("/api/v1/applications/{application}/appeal", { params, body: { reason } }));
    case "reject":
      return must(api.POST("/api/v1/applications/{application}/reject", { params, body: { reason } }));
    case "uphold":
      return must(api.POST("/api/v1/applications/{application}/uphold", { params, body: { reason } }));
    case "dismiss":
      return must(api.POST("/api/v1/applications/{application}/dismiss", { params, body: { reason } }));
  }
}

export function uploadDocument(file: File): Promise<{ hash: string; bytes: number }> {
  return must(
    api.POST("/api/v1/documents", {
      params: { header: { "Idempotency-Key": crypto.randomUUID() } },
      // The generated type of a binary body is a text; what is sent are the file's bytes.
      body: file as unknown as string,
      bodySerializer: (body: unknown) => body as File,
      headers: { "Content-Type": "application/octet-stream" },
    }),
  );
}
