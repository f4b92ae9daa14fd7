// The third step: one offer with all that follows from it, and the button.
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { api, must, ProblemError } from "../../../api/client";
import { useNames } from "../../../api/names";
import type { Quote, QuoteOffer } from "../../../api/types";
import { useFigures } from "../../../app/figures";
import { partsOf } from "../../../lib/workload";
import { useText } from "../../../text/text";
import { Button, LinkButton } from "../../../ui/button";
import { Countdown, useNow } from "../../../ui/countdown";
import { Card, Facts } from "../../../ui/page";
import { useChipNames } from "../../../ui/resources";
import { Empty, ProblemBox } from "../../../ui/state";
import { useToast } from "../../../ui/toast";
import { offersOf, useReserve } from "./ask";
import { AskAgain, isOver } from "./offers";
import { WorkloadLine } from "./workload_line";

// What asking again helps against: the quote ran out, others were quicker, or the wallet pays less by now.
const STALE = ["quote_expired", "capacity_taken", "insufficient_balance"];

interface ConfirmProps {
  quote: Quote;
  rank: number;
  onAsked: (quote: string) => void;
}

export function Confirm({ quote, rank, onAsked }: ConfirmProps) {
  const { t } = useText();
  const [, go] = useLocation();
  const toast = useToast();
  const over = isOver(quote, useNow());
  const reserve = useReserve((reservation) => {
    toast(t("book.done"));
    go(`/company/compute/reservations/${encodeURIComponent(reservation)}`);
  });
  const offer = quote.offers.find((each) => each.rank === rank);
  if (!offer) return <Empty title={t("offers.none")} />;
  const stale = reserve.error instanceof ProblemError && STALE.includes(reserve.error.problem.code);
  return (
    <div className="stack">
      <div className="columns">
        <Card title={t("book.confirm_title")} aside={<Countdown until={quote.holds_until} />}>
          <div className="stack">
            <WorkloadLine quote={quote} />
            <Terms offer={offer} />
          </div>
        </Card>
        <Card title={t("book.money")}>
          <Money offer={offer} />
        </Card>
      </div>
      {reserve.error && <ProblemBox error={reserve.error} />}
      {over || stale ? (
        <AskAgain quote={quote} onAsked={onAsked} />
      ) : (
        <div className="row">
          <Button
            look="primary"
            off={reserve.isPending}
            onClick={() => reserve.mutate({ quote: quote.quote, offer: rank })}
          >
            {t(reserve.isPending ? "state.working" : "book.do")}
          </Button>
          <LinkButton href={offersOf(quote.quote)}>{t("book.other_offer")}</LinkButton>
        </div>
      )}
    </div>
  );
}

function Terms({ offer }: { offer: QuoteOffer }) {
  const { t } = useText();
  const { count, instant, hours } = useFigures();
  const names = useNames();
  const chips = useChipNames();
  const rule = useQuery({
    queryKey: ["reservation-rule"],
    queryFn: () => must(api.GET("/api/v1/reservation-rule")),
    staleTime: 60_000,
  });
  const idle = hours(String((rule.data?.idle_s ?? 0) / 3600));
  return (
    <>
      <Facts
        rows={[
          [t("spending.site"), names.site(offer.site)],
          [
            t("reservation.devices"),
            t("offer.devices", {
              n: offer.devices ?? 0,
              devices: count(offer.devices ?? 0),
              chip: chips.chip(offer.resource),
            }),
          ],
          [t("reservation.start"), instant(offer.start ?? "")],
          [t("reservation.end"), instant(offer.end ?? "")],
          [t("spending.device_hours"), hours(offer.device_hours ?? "0")],
          [t("estimate.utilisation_assumed"), offer.utilisation],
        ]}
      />
      <ul className="small">
        <li>{t("book.term_price")}</li>
        {rule.data && <li>{t("book.term_idle", { hours: idle })}</li>}
        <li>{t("book.term_cancel")}</li>
        <li>{t("book.term_break")}</li>
      </ul>
    </>
  );
}

export function Money({ offer }: { offer: QuoteOffer }) {
  const { t } = useText();
  const { exact } = useFigures();
  return (
    <dl className="offer-money wide">
      <div className="contents">
        <dt>{t("offer.price")}</dt>
        <dd>{exact(offer.quoted)}</dd>
      </div>
      {partsOf(offer.paid_by_vouchers).map((part) => (
        <div key={part.voucher} className="contents">
          <dt>{t("offer.voucher", { voucher: part.voucher })}</dt>
          <dd>−{exact(part.amount)}</dd>
        </div>
      ))}
      <div className="contents own">
        <dt>{t("offer.own")}</dt>
        <dd>{exact(offer.own_share)}</dd>
      </div>
    </dl>
  );
}
