import { expect, test } from "vitest";
import { grouped } from "./grouped";

test("amounts in a sentence are read in groups of three digits", () => {
  expect(grouped("2 of 1000.00 each are 2000.00, not 90000.00")).toBe("2 of 1,000.00 each are 2,000.00, not 90,000.00");
  expect(grouped("单价1234567.123456高于")).toBe("单价1,234,567.123456高于");
  expect(grouped("paid 100.00.")).toBe("paid 100.00.");
  expect(grouped("paid 1000.00.")).toBe("paid 1,000.00.");
});

test("what is no amount stays as it is", () => {
  for (const text of ["invoice 25110001", "A-12345.67B", "910b at 2026-11-22", "v1.1234.56"])
    expect(grouped(text)).toBe(text);
});
