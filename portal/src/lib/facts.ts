// What an applicant states, as a form has it (texts) and as the API takes it (docs/formats/programme.md, "Facts").
import type { Fact, FactsInput } from "../api/types";

// A text for each fact; a list of choices for those that take several. What is not answered is not in it.
export type Answers = Readonly<Record<string, string | readonly string[]>>;

type Stated = FactsInput["facts"];

// Digits that people group: "3,000,000.10", "３，０００" from a Chinese keyboard.
export function plainNumber(text: string): string {
  return text.normalize("NFKC").replaceAll(/[\s,_]/g, "");
}

const PATTERNS: Partial<Record<Fact["type"], RegExp>> = {
  count: /^\d+$/,
  number: /^-?\d+(\.\d+)?$/,
  share: /^\d+(\.\d+)?$/,
  money: /^\d+(\.\d{1,6})?$/,
  hours: /^\d+(\.\d+)?$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
};

export function isAnswered(answer: string | readonly string[] | undefined): boolean {
  return answer !== undefined && answer.length > 0 && (typeof answer !== "string" || answer.trim() !== "");
}

// Whether an answer has the form that its type asks for. Whether it is enough, the rules say.
export function isWellFormed(fact: Fact, answer: string | readonly string[]): boolean {
  const pattern = PATTERNS[fact.type];
  return pattern === undefined || (typeof answer === "string" && pattern.test(plainNumber(answer)));
}

// The facts for the API, without those that are not answered or not well formed.
export function toStated(facts: readonly Fact[], answers: Answers, currency: string): Stated {
  const stated: Record<string, unknown> = {};
  for (const fact of facts) {
    const answer = answers[fact.id];
    if (answer === undefined || !isAnswered(answer) || !isWellFormed(fact, answer)) continue;
    stated[fact.id] = typeof answer === "string" ? one(fact, answer, currency) : [...answer];
  }
  return stated as Stated;
}

function one(fact: Fact, answer: string, currency: string): unknown {
  switch (fact.type) {
    case "yes_no":
      return answer === "yes";
    case "count":
    case "number":
      return Number(plainNumber(answer));
    case "share":
      return `${plainNumber(answer)}%`;
    case "money":
      return `${plainNumber(answer)} ${fact.currency ?? currency}`;
    case "hours":
      return `${plainNumber(answer)} h`;
    case "texts":
      return answer.split("\n").filter((line) => line.trim() !== "");
    case "choices":
      return [answer];
    case "choice":
    case "text":
    case "date":
      return answer.trim();
  }
}

// The other way: what was stated, to go on with it in a form.
export function toAnswers(facts: readonly Fact[], stated: Readonly<Record<string, unknown>>): Answers {
  const answers: Record<string, string | string[]> = {};
  for (const fact of facts) {
    const value = stated[fact.id];
    if (value === undefined || value === null) continue;
    answers[fact.id] = back(fact, value);
  }
  return answers;
}

function back(fact: Fact, value: unknown): string | string[] {
  if (Array.isArray(value)) return fact.type === "texts" ? value.join("\n") : value.map(String);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (fact.type === "money") return plainNumber(String(value)).replace(/[A-Za-z]+/g, "");
  if (fact.type === "share" || fact.type === "hours") return plainNumber(String(value)).replace(/[%h]/g, "");
  return String(value);
}
