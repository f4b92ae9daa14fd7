// A fact as it was stated ("250000 h", "40%", true) as people read it: their language, units, groups of digits.
import type { Fact } from "../api/types";
import * as format from "./format";

export interface Words {
  yes: string;
  no: string;
  notStated: string;
  hours: (figure: string) => string;
  choice: (fact: Fact, id: string) => string; // in the words in which it was asked
}

const DECIMAL = String.raw`-?\d+(?:\.\d+)?`;
const MONEY = new RegExp(`^(${DECIMAL}) ([A-Z]{3})$`);
const HOURS = new RegExp(`^(${DECIMAL}) ?h$`);
const SHARE = new RegExp(`^(${DECIMAL}) ?%$`);
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const BARE = new RegExp(`^${DECIMAL}$`);

// `fact` says how it was asked; without it the value's own form does. A bare figure gets groups of digits only where it
// was asked for as one: "202506" may be the number of a contract.
export function factValue(fact: Fact | undefined, value: unknown, words: Words, language: format.Language): string {
  if (value === undefined || value === null || value === "") return words.notStated;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "number") return format.decimal(value, language);
  if (Array.isArray(value))
    return value.length === 0
      ? words.notStated
      : format.inList(
          value.map((each) => factValue(fact, each, words, language)),
          language,
        );
  const text = String(value);
  return measured(text, words, language) ?? asAsked(fact, text, words, language);
}

function measured(text: string, words: Words, language: format.Language): string | undefined {
  const plain = text.replaceAll(",", "");
  const money = MONEY.exec(plain);
  if (money?.[1] && money[2]) return format.cents(money[1], money[2], language);
  const hours = HOURS.exec(plain);
  if (hours?.[1]) return words.hours(format.decimal(hours[1], language));
  const share = SHARE.exec(plain);
  if (share?.[1]) return `${format.decimal(share[1], language)}%`;
  return DAY.test(text) ? format.date(text, language) : undefined;
}

function asAsked(fact: Fact | undefined, text: string, words: Words, language: format.Language): string {
  if (!fact) return text;
  if ((fact.type === "count" || fact.type === "number") && BARE.test(text)) return format.decimal(text, language);
  return words.choice(fact, text);
}
