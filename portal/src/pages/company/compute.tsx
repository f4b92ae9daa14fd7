// A company's compute: what it has reserved, and what it was offered.
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import type { QuoteRow } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { LinkButton } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { Countdown, useNow } from "../../ui/countdown";
import { PageHead, Section } from "../../ui/page";
import { Empty } from "../../ui/state";
import { ListTable } from "../../ui/table";
import { ReservationTable } from "../network/reservations";
import { LineTable } from "../network/waiting";
import { offersOf } from "./book/ask";
import { isOver } from "./book/offers";
import { useWorkloadText } from "./book/workload_line";
import { useOrganisation } from "./organisation";
import { waitOf } from "./waiting";

export const reservationOf = (reservation: string) =>
  `/company/compute/reservations/${encodeURIComponent(reservation)}`;

export function Compute() {
  const { t } = useText();
  const organisation = useOrganisation().current.key;
  const book = (
    <LinkButton href="/company/compute/book" look="primary">
      {t("book.begin")}
    </LinkButton>
  );
  return (
    <div className="stack loose">
      <PageHead title={t("nav.compute")} lead={t("compute.lead")} actions={book} />
      <Section title={t("reservation.list")} aside={<Link href="/company/sites">{t("compute.see_sites")}</Link>}>
        <ReservationTable
          of={{ organisation }}
          link={reservationOf}
          empty={<Empty title={t("reservation.none")}>{t("reservation.none_lead")}</Empty>}
        />
      </Section>
      <Section title={t("waiting.mine")}>
        <LineTable organisation={organisation} link={waitOf} empty={<p className="soft">{t("waiting.soon")}</p>} />
      </Section>
      <Quotes organisation={organisation} />
    </div>
  );
}

function Quotes({ organisation }: { organisation: string }) {
  const { t } = useText();
  const { instant, count } = useFigures();
  const workload = useWorkloadText();
  const query = { organisation, sort: "-given_at" };
  const list = useList(["quotes", organisation], (cursor) =>
    must(api.GET("/api/v1/quotes", { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <Section title={t("quote.list")}>
      <ListTable
        label={t("quote.list")}
        list={list}
        empty={<Empty title={t("quote.none")}>{t("quote.none_lead")}</Empty>}
        rowKey={(each) => each.quote}
        file={{ path: "/api/v1/quotes", query, name: "quotes" }}
        columns={[
          {
            title: t("quote.for"),
            cell: (each) => <Link href={offersOf(each.quote)}>{workload.listed(each.workload)}</Link>,
            value: (each) => each.workload,
          },
          { title: t("quote.one"), cell: (each) => <code className="small">{each.quote}</code> },
          { title: t("book.rank"), cell: (each) => t(`rank.${each.ranking as "cheapest"}`) },
          { title: t("book.offers"), cell: (each) => count(each.offers ?? 0), figure: true },
          { title: t("quote.given"), cell: (each) => (each.given_at ? instant(each.given_at) : "–") },
          { title: t("quote.holds"), cell: (each) => <Holds row={each} /> },
        ]}
      />
    </Section>
  );
}

function Holds({ row }: { row: QuoteRow }) {
  const { t } = useText();
  const now = useNow();
  if (row.holds_until === null) return <>–</>;
  if (isOver(row, now)) return <Chip tone="calm">{t("quote.over")}</Chip>;
  return <Countdown until={row.holds_until} />;
}
