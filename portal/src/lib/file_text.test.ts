import { describe, expect, it } from "vitest";

import { textOf } from "./file_text";

const bytes = (...values: number[]) => new Uint8Array(values);

describe("textOf", () => {
  it("reads UTF-8, with and without its mark", () => {
    expect(textOf(new TextEncoder().encode("日期,amount"))).toBe("日期,amount");
    expect(textOf(bytes(0xef, 0xbb, 0xbf, 0x61))).toBe("a");
  });
  it("reads the GB 18030 of Chinese spreadsheet programs", () => {
    expect(textOf(bytes(0xb8, 0xb6, 0xbf, 0xee, 0x2c, 0x31))).toBe("付款,1");
  });
  it("reads UTF-16 by its mark", () => {
    expect(textOf(bytes(0xff, 0xfe, 0xd8, 0x4e, 0x2c, 0x00))).toBe("付,");
    expect(textOf(bytes(0xfe, 0xff, 0x4e, 0xd8, 0x00, 0x2c))).toBe("付,");
  });
  it("replaces nothing", () => {
    expect(() => textOf(bytes(0x61, 0xff, 0xff, 0x62))).toThrow();
  });
});
