// Prices as a table has them: which card, when it holds, at what hours, how much.
import type { RateCard } from "../api/types";
import { useFigures } from "../app/figures";
import { isForEver, listed } from "../lib/format";
import { useText } from "../text/text";
import { Chip } from "./chip";
import { useChipNames } from "./resources";
import type { Column } from "./table";

export const rateKey = (each: RateCard) => `${each.rate_card}:${each.resource}:${each.days}:${each.from_time}`;

export function useRateColumns(): readonly Column<RateCard>[] {
  const { t, name, language } = useText();
  const { exact, dayOf } = useFigures();
  const chips = useChipNames();
  const run = (days: string) =>
    days
      .split("-")
      .map((day) => name("weekday", day))
      .join("–");
  return [
    { title: t("rates.card"), cell: (each) => each.rate_card },
    { title: t("application.status"), cell: (each) => <When card={each} /> },
    { title: t("rates.resource"), cell: (each) => chips.chip(each.resource) },
    {
      title: t("rates.valid"),
      cell: (each) =>
        `${each.card_from ? dayOf(each.card_from) : "–"} – ${each.card_until && !isForEver(each.card_until) ? dayOf(each.card_until) : t("rates.open_end")}`,
    },
    {
      title: t("rates.hours"),
      cell: (each) =>
        [listed(each.days, run, language), each.from_time && `${each.from_time}–${each.until_time}`]
          .filter(Boolean)
          .join(" "),
    },
    {
      title: t("rates.price"),
      cell: (each) => (
        <>
          {exact(each.price)} <span className="soft">{name("per", each.per)}</span>
        </>
      ),
      figure: true,
    },
  ];
}

// Which of the cards holds today, which is history, and which is to come.
function When({ card }: { card: RateCard }) {
  const { t } = useText();
  const now = Date.now();
  if (card.card_until !== null && Date.parse(card.card_until) <= now) return <Chip tone="calm">{t("rates.past")}</Chip>;
  if (card.card_from !== null && Date.parse(card.card_from) > now) return <Chip tone="busy">{t("rates.later")}</Chip>;
  return <Chip tone="good">{t("rates.now")}</Chip>;
}
