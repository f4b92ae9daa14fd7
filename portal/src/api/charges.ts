// Sums of charges. The groups' own columns depend on what is summed by, so the document leaves the rows open; these are
// the columns by month.
import { api, must } from "./client";
import type { Page } from "./types";

export interface MonthSum {
  month: string;
  gross: string;
  covered_money: string;
  own_share: string;
}

interface Query {
  organisation?: string;
  site?: string;
  month?: string;
  sort?: string;
  cursor?: string;
}

export async function sumsByMonth(query: Query): Promise<Page<MonthSum>> {
  const page = await must(api.GET("/api/v1/charges/summary", { params: { query: { by: "month", ...query } } }));
  return page as unknown as Page<MonthSum>;
}
