import { describe, expect, it } from "vitest";
import type { Fact } from "../api/types";
import { factValue, type Words } from "./fact_value";

const words: Words = {
  yes: "Yes",
  no: "No",
  notStated: "not stated",
  hours: (figure) => `${figure} device-hours`,
  choice: (fact, id) => fact.choices.find((each) => each.id === id)?.label.en ?? id,
};
const fact = (type: Fact["type"]): Fact => ({
  id: "f",
  type,
  currency: null,
  choices: [{ id: "sme", label: { en: "Small company", zh: "中小企业" } }],
  ask: { en: "?", zh: "？" },
  proof: { en: "", zh: "" },
  from: "applicant",
  optional: false,
  needed_when: "",
  measure: "",
});
const shown = (asked: Fact | undefined, value: unknown) =>
  factValue(asked, value, words, "en").replaceAll("\u00a0", " ");

describe("a fact as people read it", () => {
  it("has units and groups of digits, whatever the programme still asks", () => {
    expect(shown(undefined, "250000 h")).toBe("250,000 device-hours");
    expect(shown(fact("hours"), "1234567.5 h")).toBe("1,234,567.5 device-hours");
    expect(shown(undefined, "3,000,000.10 CNY")).toBe("CNY 3,000,000.10");
    expect(shown(undefined, "12.5%")).toBe("12.5%");
    expect(shown(fact("count"), "12000")).toBe("12,000");
    expect(shown(undefined, 12000)).toBe("12,000");
  });
  it("is a word where it is a yes, a choice or nothing", () => {
    expect(shown(undefined, true)).toBe("Yes");
    expect(shown(fact("yes_no"), false)).toBe("No");
    expect(shown(fact("choice"), "sme")).toBe("Small company");
    expect(shown(fact("choices"), ["sme", "other"])).toBe("Small company and other");
    expect(shown(undefined, null)).toBe("not stated");
    expect(shown(fact("texts"), [])).toBe("not stated");
  });
  it("stays as it was written where it is a name or a number of something", () => {
    expect(shown(undefined, "202506")).toBe("202506");
    expect(shown(fact("text"), "C-2025-0001")).toBe("C-2025-0001");
    expect(shown(fact("date"), "2025-06-30")).toBe("30 Jun 2025");
  });
});
