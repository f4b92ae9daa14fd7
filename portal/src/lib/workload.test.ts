import { expect, test } from "vitest";
import { bodyOf, EMPTY, formOf, hoursOf, isPreset, left, missing, partsOf, PRESETS, said, short } from "./workload";

test("only what belongs to the kind is sent, and what is missing is named", () => {
  const form = { ...EMPTY, kind: "train" as const, parameters: " 7B ", devices: "8", requests_per_day: "100" };
  expect(missing(form)).toEqual(["tokens"]);
  expect(bodyOf({ ...form, tokens: "140B" })).toEqual({
    kind: "train",
    parameters: "7B",
    tokens: "140B",
    precision: "16bit",
    devices: "8",
  });
  expect(missing({ ...EMPTY, kind: "devices", devices: "8", hours: "24" })).toEqual([]);
});

test("every preset is complete, and is known again", () => {
  for (const preset of PRESETS) {
    const form = { ...EMPTY, ...preset };
    expect(missing(form)).toEqual([]);
    expect(PRESETS.filter((each) => isPreset(form, each))).toEqual([preset]);
  }
});

test("a quote's workload fills the form as it was typed", () => {
  const form = formOf({ kind: "train", parameters: "7000000000", tokens: "1400000000000", precision: "8bit" });
  expect([form.parameters, form.tokens, form.precision]).toEqual(["7B", "1.4T", "8bit"]);
  expect(formOf({ kind: "devices", devices: "16", hours: "90m" })).toMatchObject({ devices: "16", hours: "90m" });
});

test("counts are shortened only where nothing is lost", () => {
  expect(["70000000000", "1500000000", "1234567890", "999", "1000", "abc"].map(short)).toEqual([
    "70B",
    "1.5B",
    "1234567890",
    "999",
    "1K",
    "abc",
  ]);
});

test("what a list says of a workload is read", () => {
  expect(said("train 7000000000 x 20000000000")).toEqual({ kind: "train", size: "7B", work: "20B" });
  expect(said("serve 7000000000 x 100000/d")).toEqual({ kind: "serve", size: "7B", work: "100000" });
  expect(said("devices 16 x 168.00 h")).toEqual({ kind: "devices", size: "16", work: "168.00" });
  expect(said("something else")).toBeUndefined();
});

test("hours are read as the server reads them", () => {
  expect(["24", "1.5h", "90m", "30d", "", "-1", "1.00001", "soon"].map(hoursOf)).toEqual([
    24,
    1.5,
    1.5,
    720,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("what is left never falls below nothing", () => {
  const until = "2026-01-01T12:00:00Z";
  expect(left(until, Date.parse("2026-01-01T10:58:57Z"))).toEqual({ h: 1, m: 1, s: 3, over: false });
  expect(left(until, Date.parse("2026-01-01T12:00:01Z"))).toEqual({ h: 0, m: 0, s: 0, over: true });
});

test("what vouchers pay is split by the last colon", () => {
  expect(partsOf("V-1:480.00;a:b:20.00")).toEqual([
    { voucher: "V-1", amount: "480.00" },
    { voucher: "a:b", amount: "20.00" },
  ]);
  expect(partsOf("")).toEqual([]);
});
