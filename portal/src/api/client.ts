// The one way to the server: language and CSRF token on every request, problems as exceptions.
import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "./schema";
import type { Problem } from "./types";

// An answer that is no success, as RFC 9457 problem details.
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

let csrfToken: string | null = null;

// The token of the session; kept in memory only.
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

function headers(): Record<string, string> {
  const all: Record<string, string> = { "Accept-Language": document.documentElement.lang };
  if (csrfToken !== null) all["X-CSRF-Token"] = csrfToken;
  return all;
}

const everyRequest: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(headers())) request.headers.set(name, value);
    return request;
  },
};

export function clientOf<Paths extends object>() {
  const client = createClient<Paths, "application/json">({
    baseUrl: globalThis.location?.origin ?? "",
    credentials: "same-origin",
  });
  client.use(everyRequest);
  return client;
}

export const api = clientOf<paths>();

interface Answer<Data> {
  data?: Data | undefined;
  error?: unknown;
  response: Response;
}

// The data of an answer. Throws ProblemError for every other outcome, a lost connection included.
export async function must<Data>(request: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await request.catch((cause: unknown) => {
    throw new ProblemError(unreachable(cause));
  });
  if (response.ok) return data as Data;
  throw new ProblemError(isProblem(error) ? error : unexplained(response));
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "title" in value;
}

function unreachable(cause: unknown): Problem {
  const detail = cause instanceof Error ? cause.message : "";
  return { type: "about:blank", title: "", status: 0, detail, code: "unreachable", remedy: "retry" };
}

function unexplained(response: Response): Problem {
  const { status, statusText } = response;
  return { type: "about:blank", title: statusText, status, detail: "", code: "unexplained", remedy: "retry" };
}

export type FileKind = "csv" | "xlsx";

export const MEDIA_TYPES: Record<FileKind, string> = {
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

// What a list is asked for; a filter may stand there several times.
export type ListQuery = Readonly<Record<string, string | string[]>>;

// By this mark Excel knows UTF-8; without it, one in China reads Chinese names as GBK. Programs get CSV without it.
const BYTE_ORDER_MARK = "\uFEFF";

// A whole list as a file, saved under `name`. The server asks for the same rights as for the list itself.
export async function saveList(path: string, query: ListQuery, name: string, kind: FileKind) {
  const pairs = Object.entries(query).flatMap(([key, value]) => [value].flat().map((each) => [key, each]));
  const file = await fetched(`${path}?${new URLSearchParams(pairs).toString()}`, MEDIA_TYPES[kind]);
  saveBytes(kind === "csv" ? new Blob([BYTE_ORDER_MARK, file], { type: file.type }) : file, `${name}.${kind}`);
}

export async function saveAs(address: string, name: string, accept: string): Promise<void> {
  saveBytes(await fetched(address, accept), name);
}

async function fetched(address: string, accept: string): Promise<Blob> {
  const response = await fetch(address, { headers: { ...headers(), Accept: accept } });
  if (!response.ok) {
    const error: unknown = await response.json().catch(() => undefined);
    throw new ProblemError(isProblem(error) ? error : unexplained(response));
  }
  return response.blob();
}

export function saveBytes(bytes: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
