// Figures, money, dates and durations as people read them, in the language of the portal. Amounts stay decimal texts from
// the server to the screen: they never become a floating-point number.

export type Language = "en" | "zh-CN";

// The project writes British English.
const locale = (language: Language) => (language === "en" ? "en-GB" : language);

// A decimal as the API writes it: "-1200000.00".
type Decimal = Intl.StringNumericLiteral;

// Amounts are shown with cents; prices of tokens have up to 6 digits, and none may be hidden.
const FRACTION_MAX = 6;

function fractionOf(value: string): number {
  const digits = value.split(".")[1]?.replace(/0+$/, "").length ?? 0;
  return Math.min(digits, FRACTION_MAX);
}

// An amount as people are used to it, to the cent; but below one unit with every digit, for a price of 0.000125 is not nothing.
export function cents(value: string, currency: string, language: Language): string {
  const small = /^-?0*(\.|$)/.test(value);
  return money(small ? value : rounded(value), currency, language);
}

// A decimal text to hundredths, half away from zero.
function rounded(value: string): string {
  const hundredths = scaled(value, FRACTION_MAX);
  const half = hundredths < 0n ? -5000n : 5000n;
  const whole = (hundredths + half) / 10_000n;
  const digits = (whole < 0n ? -whole : whole).toString().padStart(3, "0");
  return `${hundredths < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

// Every digit: "CNY 1,200,000.00" in English, "¥1,200,000.00" in Chinese; units that are no currency (device_hours) follow the figure.
export function money(value: string, currency: string, language: Language): string {
  const digits = Math.max(2, fractionOf(value));
  if (!/^[A-Z]{3}$/.test(currency)) return `${decimal(value, language)} ${currency.replaceAll("_", " ")}`;
  return new Intl.NumberFormat(locale(language), {
    style: "currency",
    currency,
    currencyDisplay: language === "en" ? "code" : "narrowSymbol",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value as Decimal);
}

// For tiles and axes: "CNY 1.2m", "¥120万". Short, so rounded; the exact figure stands nearby or in a title.
export function moneyShort(value: string, currency: string, language: Language): string {
  if (!/^[A-Z]{3}$/.test(currency)) return `${countShort(value, language)} ${currency.replaceAll("_", " ")}`;
  return new Intl.NumberFormat(locale(language), {
    style: "currency",
    currency,
    currencyDisplay: language === "en" ? "code" : "narrowSymbol",
    notation: "compact",
    maximumSignificantDigits: 3,
  }).format(value as Decimal);
}

export function decimal(value: string | number, language: Language, digits = FRACTION_MAX): string {
  const text = String(value);
  return new Intl.NumberFormat(locale(language), { maximumFractionDigits: digits }).format(text as Decimal);
}

export function countShort(value: string | number, language: Language): string {
  const text = String(value);
  return new Intl.NumberFormat(locale(language), { notation: "compact", maximumSignificantDigits: 3 }).format(
    text as Decimal,
  );
}

// A share between 0 and 1, with one digit after the point.
export function percent(share: number, language: Language, digits = 1): string {
  return new Intl.NumberFormat(locale(language), { style: "percent", maximumFractionDigits: digits }).format(share);
}

// A civil date ("2025-06-30") means that day everywhere: it is shown as it is, in no time zone.
export function date(value: string, language: Language): string {
  const day = value.slice(0, 10);
  const options = { dateStyle: "medium", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(locale(language), options).format(new Date(`${day}T00:00:00Z`));
}

// For the labels of a chart of a few weeks: "23 Nov".
export function dayMonth(value: string, language: Language): string {
  const options = { day: "numeric", month: "short", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(locale(language), options).format(new Date(`${value.slice(0, 10)}T00:00:00Z`));
}

export function month(value: string, language: Language): string {
  const options = { year: "numeric", month: "short", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(locale(language), options).format(new Date(`${value.slice(0, 7)}-01T00:00:00Z`));
}

// An instant, in the time zone of the authority (or of the reader, where that is not known).
export function instant(value: string, language: Language, zone?: string): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "short" };
  if (zone) options.timeZone = zone;
  return new Intl.DateTimeFormat(locale(language), options).format(new Date(value));
}

// The civil date now, in that time zone: "2025-06-30".
export function today(zone?: string): string {
  const options: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit" };
  if (zone) options.timeZone = zone;
  return new Intl.DateTimeFormat("en-CA", options).format(new Date()); // Canada writes the year first
}

export function dayOfInstant(value: string, language: Language, zone?: string): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: "medium" };
  if (zone) options.timeZone = zone;
  return new Intl.DateTimeFormat(locale(language), options).format(new Date(value));
}

// The server writes "for ever" as a day at the end of the 22nd century, and so do people.
export function isForEver(value: string): boolean {
  return value >= "2199";
}

const DAY_MS = 86_400_000;

// "in 12 days", "3 days ago": whole days, for what is near; undefined beyond half a year.
export function daysFromNow(value: string, language: Language, now: number): string | undefined {
  const days = Math.round((Date.parse(value) - now) / DAY_MS);
  if (Number.isNaN(days) || Math.abs(days) > 182) return undefined;
  return new Intl.RelativeTimeFormat(locale(language), { numeric: "auto" }).format(days, "day");
}

// part / whole of two decimal texts, for bars and shares: a figure to draw, not an amount. 0 where the whole is 0.
export function ratio(part: string, whole: string): number {
  const bottom = Number(whole);
  return bottom > 0 ? Number(part) / bottom : 0;
}

// The exact sum of decimal texts: "0.10" + "0.2" = "0.30".
export function sum(values: readonly string[]): string {
  const scale = Math.max(2, ...values.map((each) => each.split(".")[1]?.length ?? 0));
  const total = values.reduce((all, each) => all + scaled(each, scale), 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(scale + 1, "0");
  return `${total < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function scaled(value: string, scale: number): bigint {
  const negative = value.startsWith("-");
  const [whole = "0", fraction = ""] = value.replace("-", "").split(".");
  const units = BigInt(whole + fraction.padEnd(scale, "0"));
  return negative ? -units : units;
}

// Keys as the API lists them ("east;west"), by their names; nothing where there is none.
export function listed(keys: string | null | undefined, named: (key: string) => string, language: Language): string {
  const names = (keys ?? "").split(";").filter(Boolean).map(named);
  return inList(names, language);
}

// "a, b and c".
export function inList(items: readonly string[], language: Language): string {
  return new Intl.ListFormat(locale(language), { type: "conjunction" }).format(items);
}
