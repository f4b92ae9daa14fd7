// Purchase claims and devices (docs/claims.md, "API"): the shapes are those of docs/openapi.json.
import { queryOptions } from "@tanstack/react-query";
import { api, MEDIA_TYPES, must } from "./client";
import type { components } from "./schema";
import type { Written } from "./types";
import type { WriteHeader } from "./write";

type Schemas = components["schemas"];
export type Claim = Schemas["ClaimDetail"];
export type ClaimContent = Schemas["ClaimContent"];
export type Invoice = NonNullable<ClaimContent["invoices"]>[number];
export type InvoiceLine = Invoice["lines"][number];
export type Delivery = NonNullable<ClaimContent["deliveries"]>[number];
export type Server = Delivery["servers"][number];
export type Finding = NonNullable<Claim["check"]>["findings"][number];
export type TablesRead = Schemas["ClaimTables"];
export type TableProblem = TablesRead["problems"][number];
export type Device = Schemas["DeviceDetail"];

export function claimQuery(claim: string) {
  return queryOptions({
    queryKey: ["claim", claim],
    queryFn: () => must(api.GET("/api/v1/claims/{claim}", { params: { path: { claim } } })),
  });
}

// What is known against an accepted claim by now, and was not when it was checked.
export function reviewQuery(claim: string) {
  return queryOptions({
    queryKey: ["claim", claim, "review"],
    queryFn: () =>
      must(api.GET("/api/v1/claims/{claim}/review", { params: { path: { claim }, query: { limit: 100 } } })),
  });
}

export function presentClaim(claim: string, application: string, content: ClaimContent, header: WriteHeader) {
  return must(api.POST("/api/v1/claims", { params: { header }, body: { claim, application, ...content } }));
}

export type ClaimDeed = "submit" | "check" | "withdraw" | "return";

export function doWithClaim(claim: string, deed: ClaimDeed, reason: string, header: WriteHeader): Promise<Written> {
  const params = { path: { claim }, header };
  switch (deed) {
    case "submit":
      return must(api.POST("/api/v1/claims/{claim}/submit", { params, body: {} }));
    case "check":
      return must(api.POST("/api/v1/claims/{claim}/check", { params, body: {} }));
    case "withdraw":
      return must(api.POST("/api/v1/claims/{claim}/withdraw", { params, body: { reason } }));
    case "return":
      return must(api.POST("/api/v1/claims/{claim}/return", { params, body: { reason } }));
  }
}

export interface Settled {
  finding: number;
  settlement: "waive" | "exclude";
  reason: string;
}

export function settleFinding(claim: string, input: Settled, header: WriteHeader): Promise<Written> {
  return must(api.POST("/api/v1/claims/{claim}/settle", { params: { path: { claim }, header }, body: input }));
}

// Sheets as CSV by their names, or a workbook as it is. Nothing is changed by it.
export function readTables(tables: Readonly<Record<string, string>> | File): Promise<TablesRead> {
  if (!(tables instanceof File)) return must(api.POST("/api/v1/claim-tables", { body: { sheets: tables } }));
  return must(
    api.POST("/api/v1/claim-tables", {
      body: { sheets: {} },
      bodySerializer: () => tables,
      headers: { "Content-Type": MEDIA_TYPES.xlsx },
    }),
  );
}
