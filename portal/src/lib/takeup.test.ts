import { expect, test } from "vitest";
import type { Forecast } from "../api/types";
import { monthsOf, takeupOf } from "./takeup";

const flat = (value: string) => ({ low: value, mean: value, high: value });

const UNIT: Forecast["units"][number] = {
  unit: "money",
  appropriated: "100.00",
  committed: "40.00",
  issued: "30.00",
  spent: "12.30",
  months: [
    { month: "2025-01", appropriated: "100.00", committed: "50.00", issued: "30.00", spent: "0.10" },
    { month: "2025-02", appropriated: "0.00", committed: "-10.00", issued: "0.00", spent: "12.20" },
  ],
  projection: {
    from: "2025-03",
    until: "2025-04",
    basis: ["2025-01", "2025-02"],
    monthly: { low: "0.10", mean: "6.15", high: "12.20" },
    months: [
      { month: "2025-03", spent: { low: "12.40", mean: "18.45", high: "24.50" } },
      { month: "2025-04", spent: { low: "12.50", mean: "24.60", high: "36.70" } },
    ],
    spent_at_end: flat("24.60"),
    left_at_end: flat("75.40"),
  },
  assumptions: [],
};

test("what each month added becomes a running total, to the last digit", () => {
  const { past } = takeupOf(UNIT);
  expect(past.map((each) => each.committed)).toEqual(["50.00", "40.00"]);
  expect(past.at(-1)?.spent).toBe("12.30");
});

test("the band begins where the line ends", () => {
  const takeup = takeupOf(UNIT);
  expect(takeup.ahead.map((each) => each.month)).toEqual(["2025-02", "2025-03", "2025-04"]);
  expect(takeup.ahead[0]).toEqual({ month: "2025-02", low: "12.30", mean: "12.30", high: "12.30" });
  expect(monthsOf(takeup)).toEqual(["2025-01", "2025-02", "2025-03", "2025-04"]);
});

test("without a projection there is no band", () => {
  expect(takeupOf({ ...UNIT, projection: null }).ahead).toEqual([]);
});
