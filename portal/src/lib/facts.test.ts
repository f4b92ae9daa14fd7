import { expect, test } from "vitest";
import type { Fact } from "../api/types";
import { isAnswered, isWellFormed, toAnswers, toStated } from "./facts";

function fact(id: string, type: Fact["type"]): Fact {
  const none = { en: "", zh: "" };
  return {
    id,
    type,
    currency: null,
    choices: [],
    ask: none,
    proof: none,
    from: "applicant",
    optional: false,
    needed_when: "",
    measure: "",
  };
}

const FACTS = [
  fact("fees", "money"),
  fact("share", "share"),
  fact("hours", "hours"),
  fact("staff", "count"),
  fact("new", "yes_no"),
  fact("kind", "choice"),
  fact("areas", "choices"),
  fact("chips", "texts"),
  fact("since", "date"),
];

const ANSWERS = {
  fees: "3,000,000.10",
  share: "30",
  hours: "５０００",
  staff: "12",
  new: "no",
  kind: "company",
  areas: ["a", "b"],
  chips: "one\n\ntwo",
  since: "2024-02-29",
};

test("answers become facts as a programme file writes them", () => {
  expect(toStated(FACTS, ANSWERS, "CNY")).toEqual({
    fees: "3000000.10 CNY",
    share: "30%",
    hours: "5000 h",
    staff: 12,
    new: false,
    kind: "company",
    areas: ["a", "b"],
    chips: ["one", "two"],
    since: "2024-02-29",
  });
});

test("facts become answers and the same facts again", () => {
  const stated = toStated(FACTS, ANSWERS, "CNY");
  expect(toStated(FACTS, toAnswers(FACTS, stated), "CNY")).toEqual(stated);
});

test("what is empty or malformed is left out", () => {
  expect(toStated(FACTS, { fees: "three", staff: "1.5", kind: " ", areas: [], unknown: "x" }, "CNY")).toEqual({});
  expect(isAnswered("")).toBe(false);
  expect(isAnswered([])).toBe(false);
  expect(isWellFormed(fact("fees", "money"), "1,000.00")).toBe(true);
  expect(isWellFormed(fact("fees", "money"), "-1")).toBe(false);
  expect(isWellFormed(fact("since", "date"), "29 Feb")).toBe(false);
});
