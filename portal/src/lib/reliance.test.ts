import { describe, expect, it } from "vitest";
import type { SelfReliance } from "../api/types";
import { monthAfter, relianceMonths, shareOf, useOfDeclared } from "./reliance";

const split = (domestic: string, foreign: string, share: string | null) => ({
  domestic,
  foreign,
  unknown: "0.000000",
  share,
});

const figures = {
  by_month: [
    { month: "2025-11", full: true, device_hours: split("60.000000", "40.000000", "60%") },
    { month: "2026-01", full: true, device_hours: split("0.000000", "0.000000", null) },
  ],
  capacity_by_month: [{ month: "2025-11", full: true, device_hours: split("100.000000", "300.000000", "25%") }],
  path: [{ by: "2026-02-28", share: "100%", source: "a plan" }],
  projection: { device_hours: { basis: [], points: [{ month: "2025-11", share: "60%" }], reaches_target: false } },
} as unknown as SelfReliance;

describe("months of self-reliance", () => {
  const months = relianceMonths(figures, "device_hours");
  it("go without a gap from the first use to the last step", () => {
    expect(months.map((each) => each.month)).toEqual(["2025-11", "2025-12", "2026-01", "2026-02"]);
  });
  it("have the share of what was used, and none where nothing was", () => {
    expect(months[0]?.share).toBe(0.6);
    expect(months[1]?.used).toBeUndefined();
    expect(months[2]?.share).toBeUndefined();
  });
  it("have the steps of the path and the projection in their months", () => {
    expect(months[3]?.target).toBe(1);
    expect(months[0]?.projected).toBe(0.6);
  });
  it("are of what was declared where that is asked for, without a line drawn on", () => {
    const declared = relianceMonths(figures, "device_hours", "declared");
    expect(declared[0]?.share).toBe(0.25);
    expect(declared[0]?.used?.foreign).toBe(300);
    expect(declared.some((each) => each.projected !== undefined)).toBe(false);
  });
  it("say how far the declared compute was used", () => {
    expect(useOfDeclared(figures, "device_hours", "2025-11")).toBe(0.25);
    expect(useOfDeclared(figures, "device_hours", "2026-01")).toBeUndefined();
  });
  it("are nothing where nothing is known", () => {
    const none = { ...figures, by_month: [], path: [], projection: { device_hours: null } } as unknown as SelfReliance;
    expect(relianceMonths(none, "device_hours")).toEqual([]);
  });
});

describe("texts of the API", () => {
  it("are shares and months", () => {
    expect(shareOf("64.3%")).toBeCloseTo(0.643);
    expect(monthAfter("2025-12")).toBe("2026-01");
  });
});
