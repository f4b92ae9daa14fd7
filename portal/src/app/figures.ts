// The formats of lib/format.ts, bound to the reader's language and the authority's currency and time zone.
import { useMemo } from "react";
import * as format from "../lib/format";
import { useText } from "../text/text";
import { useSession } from "./session";

export interface FormatFigures {
  // An amount of a unit as the API names it: money is in the authority's currency unless another is given, time counts
  // device-seconds.
  amount: (value: string | null, unit?: string | null, currency?: string | null) => string;
  // The same with every digit, where a bill is explained or money is followed.
  exact: (value: string | null, unit?: string | null, currency?: string | null) => string;
  short: (value: string, unit?: string | null, currency?: string | null) => string;
  count: (value: string | number) => string;
  hours: (value: string) => string; // to a tenth
  countShort: (value: string | number) => string;
  percent: (share: number, digits?: number) => string;
  date: (value: string) => string;
  dayMonth: (value: string) => string;
  month: (value: string) => string;
  instant: (value: string) => string;
  dayOf: (value: string) => string;
}

const DASH = "–";

export function useFigures(): FormatFigures {
  const { language, t } = useText();
  const authority = useSession()?.authority;
  return useMemo(() => {
    const zone = authority?.zone;
    const currencyOr = (currency?: string | null) => currency || authority?.currency || "CNY";
    const other = (value: string, unit: string) =>
      unit === "device_time"
        ? t("unit.device_hours", { amount: format.decimal(hours(value), language) })
        : t(unit === "tokens" ? "unit.tokens" : "unit.other_device_hours", { amount: format.decimal(value, language) });
    const isMoney = (unit?: string | null) => unit === undefined || unit === null || unit === "money" || unit === "";
    const show =
      (asMoney: typeof format.money) =>
      (value: string | null, unit?: string | null, currency?: string | null): string => {
        if (value === null || value === "") return DASH;
        return isMoney(unit) ? asMoney(value, currencyOr(currency), language) : other(value, unit ?? "");
      };
    return {
      amount: show(format.cents),
      exact: show(format.money),
      short: (value, unit, currency) =>
        isMoney(unit)
          ? format.moneyShort(value, currencyOr(currency), language)
          : t(unit === "tokens" ? "unit.tokens" : "unit.device_hours", {
              amount: format.countShort(unit === "device_time" ? hours(value) : value, language),
            }),
      count: (value) => format.decimal(value, language),
      hours: (value) => format.decimal(value, language, 1),
      countShort: (value) => format.countShort(value, language),
      percent: (share, digits) => format.percent(share, language, digits),
      date: (value) => format.date(value, language),
      dayMonth: (value) => format.dayMonth(value, language),
      month: (value) => format.month(value, language),
      instant: (value) => format.instant(value, language, zone),
      dayOf: (value) => format.dayOfInstant(value, language, zone),
    };
  }, [language, t, authority]);
}

// The day that it is for the authority, whatever the reader's clock says.
export function useToday(): string {
  return format.today(useSession()?.authority.zone);
}

// Device-seconds as hours, to a hundredth.
function hours(seconds: string): string {
  const whole = BigInt(seconds.split(".")[0] ?? "0");
  const hundredths = (whole * 100n) / 3600n;
  return `${hundredths / 100n}.${(hundredths % 100n).toString().padStart(2, "0")}`;
}
