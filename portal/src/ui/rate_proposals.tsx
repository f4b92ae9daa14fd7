// Rate cards that were proposed, and what became of them.
import type { ReactNode } from "react";
import { api, must } from "../api/client";
import { useList } from "../api/list";
import { useNames } from "../api/names";
import type { RateCardProposal } from "../api/types";
import { useFigures } from "../app/figures";
import { isForEver } from "../lib/format";
import { useText } from "../text/text";
import { StatusChip } from "./chip";
import { Empty } from "./state";
import { ListTable } from "./table";

// Of one site, or of all; `deeds` are the buttons of a row.
export function RateProposals(props: { site?: string; deeds?: (each: RateCardProposal) => ReactNode }) {
  const { t } = useText();
  const names = useNames();
  const { dayOf, instant } = useFigures();
  const { site, deeds } = props;
  const query = site ? { site } : {};
  const list = useList(["rate-card-proposals", site], (cursor) =>
    must(api.GET("/api/v1/rate-card-proposals", { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <ListTable
      label={t("proposals.title")}
      list={list}
      empty={<Empty title={t("proposals.none")}>{t("proposals.none_lead")}</Empty>}
      rowKey={(each) => each.rate_card}
      file={{ path: "/api/v1/rate-card-proposals", query, name: "rate-card-proposals" }}
      columns={[
        { title: t("rates.card"), cell: (each) => each.rate_card },
        ...(site ? [] : [{ title: t("spending.site"), cell: (each: RateCardProposal) => names.site(each.site) }]),
        {
          title: t("rates.valid"),
          cell: (each) =>
            `${each.card_from ? dayOf(each.card_from) : "–"} – ${each.card_until && !isForEver(each.card_until) ? dayOf(each.card_until) : t("rates.open_end")}`,
        },
        { title: t("proposals.prices"), cell: (each) => <span className="pre-line">{lines(each.prices)}</span> },
        { title: t("application.status"), cell: (each) => <StatusChip status={each.status} /> },
        {
          title: t("application.proposer"),
          cell: (each) => (
            <>
              {each.proposed_by}
              {each.proposed_at && <div className="small soft">{instant(each.proposed_at)}</div>}
            </>
          ),
        },
        { title: t("field.reason"), cell: (each) => each.reason || "–" },
        ...(deeds ? [{ title: t("people.change"), deed: true, cell: deeds }] : []),
      ]}
    />
  );
}

// One price a line.
function lines(prices: string): string {
  return prices.replaceAll(/;\s*/g, "\n");
}
