// The second step: what sites offer, best first, and why others offer nothing.
import { useNames } from "../../../api/names";
import type { Quote, QuoteOffer } from "../../../api/types";
import { useFigures } from "../../../app/figures";
import { partsOf } from "../../../lib/workload";
import { useText } from "../../../text/text";
import { Button, LinkButton } from "../../../ui/button";
import { Chip } from "../../../ui/chip";
import { Countdown, useNow } from "../../../ui/countdown";
import { Alert } from "../../../ui/icons";
import { Section } from "../../../ui/page";
import { useChipNames } from "../../../ui/resources";
import { Empty, ProblemBox } from "../../../ui/state";
import { Switch } from "../../../ui/switch";
import { DataTable } from "../../../ui/table";
import { again, rankOf, RANKS, useAsk } from "./ask";
import { WorkloadLine } from "./workload_line";

interface OffersProps {
  quote: Quote;
  onChoose: (rank: number) => void;
  onAsked: (quote: string) => void;
}

export function isOver(quote: { holds_until: string | null }, now: number): boolean {
  return quote.holds_until !== null && Date.parse(quote.holds_until) <= now;
}

export function Offers({ quote, onChoose, onAsked }: OffersProps) {
  const { t } = useText();
  const over = isOver(quote, useNow());
  const ask = useAsk(onAsked);
  const rank = rankOf(quote.ranking);
  return (
    <div className="stack loose">
      <Section title={t("book.offers_for")} aside={<Countdown until={quote.holds_until} />}>
        <WorkloadLine quote={quote} />
        {over && <AskAgain quote={quote} onAsked={onAsked} />}
        <div className="row apart">
          <Switch
            label={t("book.rank")}
            views={RANKS.map((each) => ({ key: each, title: t(`rank.${each}`) }))}
            at={rank}
            onGo={(next) => next !== rank && !ask.isPending && ask.mutate(again(quote, next))}
          />
          <LinkButton small href={`/company/compute/book?from=${encodeURIComponent(quote.quote)}`}>
            {t("book.change")}
          </LinkButton>
        </div>
        {ask.error && <ProblemBox error={ask.error} />}
        {quote.offers.length === 0 ? (
          <NoOffer quote={quote} />
        ) : (
          <ol className="plain-list stack">
            {quote.offers.map((offer) => (
              <OfferCard
                key={offer.rank}
                offer={offer}
                best={offer.rank === 1}
                onChoose={over ? undefined : () => onChoose(offer.rank ?? 1)}
              />
            ))}
          </ol>
        )}
      </Section>
      <p className="row">
        {t("waiting.soon")}
        <LinkButton small href={`/company/compute/wait?quote=${encodeURIComponent(quote.quote)}`}>
          {t("waiting.join")}
        </LinkButton>
      </p>
      <Refusals quote={quote} />
    </div>
  );
}

// The quote has run out: the same question once more, in one click.
export function AskAgain({ quote, onAsked }: { quote: Quote; onAsked: (quote: string) => void }) {
  const { t } = useText();
  const ask = useAsk(onAsked);
  return (
    <div className="message warn" role="status">
      <Alert />
      <strong>{t("quote.over_title")}</strong>
      <p>{t("quote.over_lead")}</p>
      {ask.error && <ProblemBox error={ask.error} />}
      <div>
        <Button look="primary" small off={ask.isPending} onClick={() => ask.mutate(again(quote))}>
          {t(ask.isPending ? "state.working" : "quote.again")}
        </Button>
      </div>
    </div>
  );
}

function OfferCard(props: { offer: QuoteOffer; best: boolean; onChoose: (() => void) | undefined }) {
  const { t, language } = useText();
  const { amount, count, instant, hours } = useFigures();
  const names = useNames();
  const chips = useChipNames();
  const { offer } = props;
  const parts = partsOf(offer.paid_by_vouchers);
  return (
    <li className={props.best ? "offer best" : "offer"}>
      <div className="stack tight">
        <div className="row">
          <strong className="offer-site">{names.site(offer.site)}</strong>
          {props.best && <Chip tone="good">{t("offer.best")}</Chip>}
        </div>
        <span className="row">
          {t("offer.devices", {
            n: offer.devices ?? 0,
            devices: count(offer.devices ?? 0),
            chip: chips.chip(offer.resource),
          })}
          {offer.is_domestic === "yes" && <Chip tone="busy">{t("offer.domestic")}</Chip>}
        </span>
        <span className="small soft">
          {t("offer.window", { from: instant(offer.start ?? ""), until: instant(offer.end ?? "") })} ·{" "}
          {t("unit.device_hours", { amount: hours(offer.device_hours ?? "0") })}
        </span>
      </div>
      <dl className="offer-money" lang={language}>
        <div className="contents">
          <dt>{t("offer.price")}</dt>
          <dd>{amount(offer.quoted)}</dd>
        </div>
        {parts.map((part) => (
          <div key={part.voucher} className="contents">
            <dt>{t("offer.voucher", { voucher: part.voucher })}</dt>
            <dd>−{amount(part.amount)}</dd>
          </div>
        ))}
        <div className="contents own">
          <dt>{t("offer.own")}</dt>
          <dd>{amount(offer.own_share)}</dd>
        </div>
      </dl>
      {props.onChoose && (
        <div className="offer-deed">
          <Button look={props.best ? "primary" : "plain"} onClick={props.onChoose}>
            {t("offer.choose")}
            <span className="visually-hidden">
              {" "}
              {names.site(offer.site)}, {chips.chip(offer.resource)}
            </span>
          </Button>
        </div>
      )}
    </li>
  );
}

// Most refusals have one reason: what can be done about it is said first.
function NoOffer({ quote }: { quote: Quote }) {
  const { t, name } = useText();
  const reasons = Map.groupBy(quote.refusals, (each) => each.reason);
  const most = [...reasons].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? "too_few_devices";
  const toWallet = most === "wallet_empty" || most === "not_covered";
  return (
    <Empty title={t("offers.none")}>
      <p>{name("unfit", most)}.</p>
      <p>{name("unfit_advice", most)}</p>
      <div className="row">
        <LinkButton href={`/company/compute/book?from=${encodeURIComponent(quote.quote)}`}>
          {t("book.change")}
        </LinkButton>
        {toWallet && <LinkButton href="/company/wallet">{t("nav.wallet")}</LinkButton>}
        {toWallet && <LinkButton href="/company">{t("company.open_calls")}</LinkButton>}
      </div>
    </Empty>
  );
}

function Refusals({ quote }: { quote: Quote }) {
  const { t, name } = useText();
  const names = useNames();
  const chips = useChipNames();
  if (quote.refusals.length === 0) return null;
  return (
    <details>
      <summary>{t("offers.refusals", { n: quote.refusals.length })}</summary>
      <div className="padded">
        <DataTable
          label={t("offers.refusals_of")}
          items={quote.refusals}
          rowKey={(each) => `${each.site}:${each.resource}`}
          columns={[
            { title: t("spending.site"), cell: (each) => names.site(each.site) },
            { title: t("rates.resource"), cell: (each) => (each.resource ? chips.chip(each.resource) : "–") },
            { title: t("field.reason"), cell: (each) => name("unfit", each.reason) },
            { title: t("offers.advice"), cell: (each) => name("unfit_advice", each.reason) },
          ]}
        />
      </div>
    </details>
  );
}
