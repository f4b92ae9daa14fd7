// The prices that a site's usage is charged at.
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useText } from "../../text/text";
import { PageHead, Section } from "../../ui/page";
import { rateKey, useRateColumns } from "../../ui/rate_columns";
import { RateProposals } from "../../ui/rate_proposals";
import { Empty } from "../../ui/state";
import { ListTable } from "../../ui/table";
import { ProposeRates } from "./propose_rates";

export function RateCards({ site }: { site: string }) {
  const { t } = useText();
  const columns = useRateColumns();
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
        rowKey={rateKey}
        file={{ path: "/api/v1/rate-cards", query: { filter: `site=${site}` }, name: "rate-cards" }}
        columns={columns}
      />
      <Section title={t("proposals.title")}>
        <RateProposals site={site} />
      </Section>
      <ProposeRates key={site} site={site} />
    </div>
  );
}
