import { expect, it } from "vitest";
import type { SelfReliance } from "../api/types";
import { paidFor } from "./paid";

const split = (domestic: string, foreign: string) => ({ domestic, foreign, unknown: "0.000000", share: null });
const figures = {
  by_programme: [
    { month: "2025-11", programme: "small", device_hours: split("1.000000", "0.000000") },
    { month: "2025-11", programme: "", device_hours: split("5.000000", "5.000000") },
    { month: "2025-12", programme: "large", device_hours: split("3.000000", "1.000000") },
    { month: "2025-12", programme: "small", device_hours: split("0.000000", "1.000000") },
  ],
  bought: [
    { month: "2025-11", programme: "grant", devices: 9 },
    { month: "2025-12", programme: "grant", devices: 8 },
  ],
} as unknown as SelfReliance;

it("sums the months of each payer, the companies' own part last", () => {
  const rows = paidFor(figures, "device_hours");
  expect(rows.map((row) => [row.programme, row.used, row.by.domestic, row.cards])).toEqual([
    ["large", 4, 3, 0],
    ["small", 2, 1, 0],
    ["grant", 0, 0, 8],
    ["", 10, 5, 0],
  ]);
});
