import { expect, test } from "vitest";
import {
  cents,
  date,
  daysFromNow,
  decimal,
  instant,
  listed,
  money,
  moneyShort,
  month,
  percent,
  ratio,
  sum,
} from "./format";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

test("amounts keep every digit, beyond what a double can hold", () => {
  expect(plain(money("9007199254740993.01", "CNY", "en"))).toBe("CNY 9,007,199,254,740,993.01");
  expect(money("1200000.00", "CNY", "zh-CN")).toBe("¥1,200,000.00");
  expect(plain(money("0.000125", "CNY", "en"))).toBe("CNY 0.000125");
  expect(plain(money("-12.5", "CNY", "en"))).toBe("-CNY 12.50");
});

test("amounts in lists are to the cent, half away from zero; small prices keep every digit", () => {
  expect(cents("52467.926664", "CNY", "zh-CN")).toBe("¥52,467.93");
  expect(cents("1.005", "CNY", "zh-CN")).toBe("¥1.01");
  expect(cents("-1.005", "CNY", "zh-CN")).toBe("-¥1.01");
  expect(cents("0.000125", "CNY", "zh-CN")).toBe("¥0.000125");
  expect(cents("9007199254740993.014", "CNY", "zh-CN")).toBe("¥9,007,199,254,740,993.01");
});

test("what is no currency is a figure with its unit", () => {
  expect(money("1200", "device_hours", "en")).toBe("1,200 device hours");
});

test("short amounts are for tiles", () => {
  expect(plain(moneyShort("1234567.89", "CNY", "en"))).toBe("CNY 1.23m");
  expect(moneyShort("1234567.89", "CNY", "zh-CN")).toBe("¥123万");
});

test("a civil date is the same day for every reader", () => {
  expect(date("2025-06-30", "en")).toBe("30 Jun 2025");
  expect(date("2025-06-30", "zh-CN")).toBe("2025年6月30日");
  expect(month("2025-06", "zh-CN")).toBe("2025年6月");
});

test("an instant is shown in the authority's time zone", () => {
  expect(plain(instant("2025-06-30T16:30:00Z", "en", "Asia/Shanghai"))).toBe("1 Jul 2025, 00:30");
});

test("days from now, and nothing where it is far", () => {
  const now = Date.parse("2025-06-30T00:00:00Z");
  expect(daysFromNow("2025-07-12T00:00:00Z", "en", now)).toBe("in 12 days");
  expect(daysFromNow("2025-06-27T00:00:00Z", "zh-CN", now)).toBe("3天前");
  expect(daysFromNow("2190-01-01T00:00:00Z", "en", now)).toBeUndefined();
});

test("sums are exact", () => {
  expect(sum(["0.10", "0.2", "-0.300001"])).toBe("-0.000001");
  expect(sum(["9007199254740993.01", "0.01"])).toBe("9007199254740993.02");
  expect(sum([])).toBe("0.00");
});

test("shares", () => {
  expect(percent(0.9995, "en")).toBe("100%");
  expect(percent(0.2345, "en")).toBe("23.5%");
  expect(ratio("25.00", "100.00")).toBe(0.25);
  expect(ratio("1", "0.00")).toBe(0);
  expect(decimal("1234.5", "en")).toBe("1,234.5");
});

test("lists of keys are read as names", () => {
  const named = (key: string) => key.toUpperCase();
  expect(listed("a;b", named, "en")).toBe("A and B");
  expect(listed("a;b", named, "zh-CN")).toBe("A和B");
  expect(listed("", named, "en")).toBe("");
});
