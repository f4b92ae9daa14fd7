// Purchase claims, devices and instalments (docs/claims.md, "API"), in the shapes that openapi-fetch reads.
import { queryOptions } from "@tanstack/react-query";
import { clientOf, must } from "./client";
import type { Bilingual, Page, Problem, Written } from "./types";

export interface Contract {
  number: string;
  supplier: string | { name: string; scheme: string; identifier: string };
  signed: string;
  amount: string;
  document: string | null;
}

export interface InvoiceLine {
  chip: string;
  goods: string;
  quantity: number;
  unit_price: string;
  amount: string;
  tax: string;
}

export interface Invoice {
  issuer: string;
  number: string;
  date: string;
  lines: InvoiceLine[];
  document: string | null;
}

export interface ClaimPayment {
  date: string;
  amount: string;
  reference: string;
  document: string | null;
}

export interface Server {
  server: string;
  chip: string;
  vendor: string;
  serials: string[];
}

export interface Delivery {
  date: string;
  site: string;
  servers: Server[];
  document: string | null;
}

export interface ClaimContent {
  contract: Contract;
  invoices: Invoice[];
  payments: ClaimPayment[];
  deliveries: Delivery[];
  acceptance: { date: string; passed: boolean; document: string | null } | null;
  listing: string[];
}

export interface Finding {
  finding: number;
  code: string;
  severity: "note" | "warning" | "severe";
  subject: string;
  path: string;
  text: Bilingual;
  evidence: unknown[];
  can_be_excluded: boolean;
  settlement: "open" | "waived" | "excluded";
  settled_by: string;
  reason: string;
}

export interface ChipSum {
  chip: string;
  invoiced: number;
  delivered: number;
  amount: string;
  spent: string;
}

export interface Claim {
  claim: string;
  application: string;
  organisation: string;
  programme: string;
  status: string;
  content: ClaimContent;
  sums: { contract: string; invoiced: string; paid: string; chips: ChipSum[] };
  check: { on: string; by: string; policy: string; compared: boolean; findings: Finding[] } | null;
  submitted_by: string;
  submitted_at: string | null;
  decided_at: string | null;
  reason: string;
  revisions: { submitted_by: string; submitted_at: string; returned_for: string; content: ClaimContent }[];
}

export interface ClaimRow {
  claim: string;
  application: string;
  organisation: string;
  programme: string;
  status: string;
  contract: string;
  signed_on: string | null;
  contract_amount: string | null;
  paid_to_supplier: string | null;
  devices: number | null;
  findings: number | null;
  findings_open: number | null;
  submitted_at: string | null;
}

export interface TableProblem {
  sheet: string;
  row: number; // as a spreadsheet counts; 0: the sheet as a whole
  column: string;
  code: string;
  text: Bilingual;
}

export interface TablesRead {
  key: string;
  application: string;
  claim: ClaimContent | null;
  problems: TableProblem[];
}

export interface DeviceRow {
  vendor: string;
  serial: string;
  resource: string;
  status: string;
  organisation: string;
  site: string;
  claim: string;
  days_seen: number | null;
  last_seen: string | null;
}

export interface Device {
  vendor: string;
  serial: string;
  resource: string;
  status: string;
  owner: string;
  site: string;
  claim: string;
  history: { step: string; day: string; site: string; entry: number }[];
  days: { day: string; site: string; present_s: number; busy_s: number }[];
}

export interface InstalmentRow {
  award: string;
  instalment: string;
  amount: string | null;
  status: string;
  paid_on: string | null;
  reason: string;
}

interface Answers<Body> {
  200: { content: { "application/json": Body } };
  default: { content: { "application/problem+json": Problem } };
}

interface List<Row> {
  get: { parameters: { query?: Record<string, string | number | string[]> }; responses: Answers<Page<Row>> };
}

interface Write<Names, Body> {
  post: {
    parameters: { path: Names; header: { "Idempotency-Key": string } };
    requestBody: { content: { "application/json": Body } };
    responses: Answers<Written>;
  };
}

interface One<Names, Body> {
  get: { parameters: { path: Names }; responses: Answers<Body> };
}

type OfClaim = { claim: string };
type Presented = { claim: string; application: string } & ClaimContent;
type Settled = { finding: number; settlement: "waive" | "exclude"; reason: string };

interface ClaimPaths {
  "/api/v1/claims": List<ClaimRow> & {
    post: {
      parameters: { header: { "Idempotency-Key": string } };
      requestBody: { content: { "application/json": Presented } };
      responses: Answers<Written>;
    };
  };
  "/api/v1/claims/{claim}": One<OfClaim, Claim>;
  "/api/v1/claims/{claim}/submit": Write<OfClaim, Record<string, never>>;
  "/api/v1/claims/{claim}/check": Write<OfClaim, Record<string, never>>;
  "/api/v1/claims/{claim}/withdraw": Write<OfClaim, { reason: string }>;
  "/api/v1/claims/{claim}/return": Write<OfClaim, { reason: string }>;
  "/api/v1/claims/{claim}/settle": Write<OfClaim, Settled>;
  "/api/v1/claim-tables": {
    post: {
      parameters: Record<string, never>;
      requestBody: { content: { "application/json": unknown } };
      responses: Answers<TablesRead>;
    };
  };
  "/api/v1/devices": List<DeviceRow>;
  "/api/v1/devices/{vendor}/{serial}": One<{ vendor: string; serial: string }, Device>;
  "/api/v1/instalments": List<InstalmentRow>;
}

export const claimsApi = clientOf<ClaimPaths>();

export function claimQuery(claim: string) {
  return queryOptions({
    queryKey: ["claim", claim],
    queryFn: () => must(claimsApi.GET("/api/v1/claims/{claim}", { params: { path: { claim } } })),
  });
}

type Header = { "Idempotency-Key": string };

export function presentClaim(claim: string, application: string, content: ClaimContent, header: Header) {
  return must(claimsApi.POST("/api/v1/claims", { params: { header }, body: { claim, application, ...content } }));
}

export type ClaimDeed = "submit" | "check" | "withdraw" | "return";

export function doWithClaim(claim: string, deed: ClaimDeed, reason: string, header: Header): Promise<Written> {
  const params = { path: { claim }, header };
  switch (deed) {
    case "submit":
      return must(claimsApi.POST("/api/v1/claims/{claim}/submit", { params, body: {} }));
    case "check":
      return must(claimsApi.POST("/api/v1/claims/{claim}/check", { params, body: {} }));
    case "withdraw":
      return must(claimsApi.POST("/api/v1/claims/{claim}/withdraw", { params, body: { reason } }));
    case "return":
      return must(claimsApi.POST("/api/v1/claims/{claim}/return", { params, body: { reason } }));
  }
}

export function settleFinding(claim: string, input: Settled, header: Header): Promise<Written> {
  return must(claimsApi.POST("/api/v1/claims/{claim}/settle", { params: { path: { claim }, header }, body: input }));
}

// Sheets as CSV by their names, or a workbook as it is. Nothing is changed by it.
export function readTables(tables: Readonly<Record<string, string>> | File): Promise<TablesRead> {
  if (!(tables instanceof File)) return must(claimsApi.POST("/api/v1/claim-tables", { body: { sheets: tables } }));
  return must(
    claimsApi.POST("/api/v1/claim-tables", {
      body: tables,
      bodySerializer: (body: unknown) => body as File,
      headers: { "Content-Type": "application/octet-stream" },
    }),
  );
}
