import { expect, test } from "vitest";
import type { Accreditation, Capacity, CapacityDay, Offering } from "../../api/types";
import { problemsOf } from "./problems";

const offering = {
  site: "east",
  resource: "h20",
  programmes: 8,
  taken: 0,
  free: 8,
  price: "6.00",
  is_domestic: "no",
} as Offering;
const capacity = {
  capacity: "C",
  site: "east",
  resource: "h20",
  use: "programmes",
  from: "2025-01-01",
  until: "2027-01-01",
} as Capacity;
const calm = {
  suspense: 0,
  capacity: [capacity],
  accreditations: [],
  days: [],
  offerings: [offering],
  today: "2026-01-01",
};

test("a site where all is well has no problem", () => {
  expect(problemsOf(calm)).toEqual([]);
});

test("each problem leads to where it is put right", () => {
  const found = problemsOf({
    ...calm,
    suspense: 3,
    offerings: [{ ...offering, price: null }],
    days: [{ resource: "h20", over: true } as CapacityDay, { resource: "h20", over: false } as CapacityDay],
    accreditations: [{ accreditation: "a/b", programme: "p", status: "suspended" } as Accreditation],
  });
  expect(found.map((each) => [each.kind, each.n, each.href])).toEqual([
    ["suspense", 3, "/site/suspense"],
    ["no_price", 1, "/site/rates"],
    ["over", 1, "/site/capacity"],
    ["accreditation", 1, "/site/accreditation/a%2Fb"],
  ]);
});

test("what ends soon is told, unless a later promise follows it", () => {
  const soon = { ...capacity, until: "2026-01-20" };
  expect(problemsOf({ ...calm, capacity: [soon] })).toMatchObject([{ kind: "ends", what: "h20", day: "2026-01-20" }]);
  expect(problemsOf({ ...calm, capacity: [soon, capacity] })).toEqual([]);
  expect(problemsOf({ ...calm, capacity: [{ ...soon, until: "2025-12-01" }] })).toEqual([]);
});

test("a site that promises nothing is told so", () => {
  expect(problemsOf({ ...calm, offerings: [] })).toMatchObject([{ kind: "no_capacity", href: "/site/capacity" }]);
});
