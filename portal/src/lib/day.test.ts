import { expect, test } from "vitest";
import { dayAfter, dayBefore, monthDays } from "./day";

test("the day after and the day before, over months and leap days", () => {
  expect(dayAfter("2026-12-31")).toBe("2027-01-01");
  expect(dayAfter("2028-02-28")).toBe("2028-02-29");
  expect(dayBefore("2026-03-01")).toBe("2026-02-28");
  expect(dayAfter("")).toBe("");
});

test("a month begins with its first day and ends before the next one's", () => {
  expect(monthDays("2026-12")).toEqual({ from: "2026-12-01", until: "2027-01-01" });
  expect(monthDays("2026-02")).toEqual({ from: "2026-02-01", until: "2026-03-01" });
});
