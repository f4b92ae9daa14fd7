import { expect, test } from "vitest";
import { running, type HoldRow, type JobRow } from "./running";

const job: JobRow = {
  job_id: "aa",
  job: "j1",
  site: "east",
  organisation: "acme",
  use: "training",
  first_start: "2026-01-01T00:00:00Z",
  gross: "30.00",
  covered_money: "18.00",
  own_share: "12.00",
};

const hold: HoldRow = {
  hold: "H-1",
  job: "j1",
  job_id: "aa",
  site: "east",
  organisation: "acme",
  resource: "chip",
  unit: "money",
  expires_at: "2026-01-02T00:00:00Z",
  placed: "60.00",
  remaining: "42.00",
};

const NOW = "2026-01-10T00:00:00Z";

test("a job that runs is one row with the sum of what its vouchers set aside", () => {
  const [row, ...others] = running([job], [hold, { ...hold, placed: "0.10", remaining: "0.10" }], NOW);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ job: "j1", resource: "chip", spent: "30.00", own: "12.00", since: job.first_start });
  expect(row?.aside).toEqual([{ unit: "money", placed: "60.10", remaining: "42.10" }]);
});

test("money and device-hours are never added up", () => {
  const [row] = running([job], [hold, { ...hold, unit: "device_time", placed: "7200", remaining: "3600" }], NOW);
  expect(row?.aside.map((each) => each.unit)).toEqual(["money", "device_time"]);
});

test("a job that was authorised and not seen yet waits; the same name at another site is another job", () => {
  const rows = running([job], [{ ...hold, site: "west" }], NOW);
  expect(rows.map((each) => [each.site, each.since === null])).toEqual([
    ["east", false],
    ["west", true],
  ]);
  expect(rows[0]?.aside).toEqual([]);
});

test("a reservation that no job has come for is no job", () => {
  expect(running([], [{ ...hold, job: "", job_id: null }], NOW)).toEqual([]);
});

test("a job whose end nobody reported is over after a month, unless money is set aside for it", () => {
  const later = "2026-03-01T00:00:00Z";
  expect(running([job], [], NOW)).toHaveLength(1);
  expect(running([job], [], later)).toEqual([]);
  expect(running([job], [hold], later)).toHaveLength(1);
});
