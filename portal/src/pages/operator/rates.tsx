// The prices that a site's usage is charged at.
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import type { RateCard } from "../../api/types";
import { useFigures } from "../../app/figures";
import { isForEver } from "../../lib/format";
import { useText } from "../../text/text";
import { PageHead, Section } from "../../ui/page";
import { Chip } from "../../ui/chip";
import { Empty } from "../../ui/state";
import { RateProposals } from "../../ui/rate_proposals";
import { ListTable } from "../../ui/table";
import { ProposeRates } from "./propose_rates";

export function RateCards({ site }: { site: string }) {
  const { t, name } = useText();
  const { exact, dayOf } = useFigures();
  const filter = [`site=${site}`];
  const list = useList(["rate-cards", site], (cursor) =>
    must(api.GET("/api/v1/rate-cards", { params: { query: { filter, ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <div className="stack loose">
      <PageHead title={t("nav.rates")} lead={t("rates.lead")} />
      <ListTable
        label={t("nav.rates")}
        list={list}
        empty={<Empty title={t("rates.none")} />}
        rowKey={(each) => `${each.rate_card}:${each.resource}:${each.days}:${each.from_time}`}
        file={{ path: "/api/v1/rate-cards", query: { filter: `site=${site}` }, name: "rate-cards" }}
        columns={[
          { title: t("rates.card"), cell: (each) => each.rate_card },
          { title: t("application.status"), cell: (each) => <When card={each} /> },
          { title: t("rates.resource"), cell: (each) => each.resource },
          {
            title: t("rates.valid"),
            cell: (each) =>
              `${each.card_from ? dayOf(each.card_from) : "–"} – ${each.card_until && !isForEver(each.card_until) ? dayOf(each.card_until) : t("rates.open_end")}`,
          },
          {
            title: t("rates.hours"),
            cell: (each) =>
              [each.days, each.from_time && `${each.from_time}–${each.until_time}`].filter(Boolean).join(" "),
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
        ]}
      />
      <Section title={t("proposals.title")}>
        <RateProposals site={site} />
      </Section>
      <ProposeRates key={site} site={site} />
    </div>
  );
}

// Which of the cards holds today, which is history, and which is to come.
function When({ card }: { card: RateCard }) {
  const { t } = useText();
  const now = Date.now();
  if (card.card_until !== null && Date.parse(card.card_until) <= now) return <Chip tone="calm">{t("rates.past")}</Chip>;
  if (card.card_from !== null && Date.parse(card.card_from) > now) return <Chip tone="busy">{t("rates.later")}</Chip>;
  return <Chip tone="good">{t("rates.now")}</Chip>;
}
