// One reservation: where it stands, what is set aside for it, and what can be done.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import type { Hold, Reservation } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { sum } from "../../lib/format";
import { useText } from "../../text/text";
import { Button, LinkButton } from "../../ui/button";
import { StatusChip } from "../../ui/chip";
import { Countdown, useNow } from "../../ui/countdown";
import { Ask } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { Alert } from "../../ui/icons";
import { Card, Facts, PageHead } from "../../ui/page";
import { PrintButton } from "../../ui/print";
import { useChipNames } from "../../ui/resources";
import { Empty, Loaded, ProblemBox } from "../../ui/state";
import { DataTable } from "../../ui/table";
import { Timeline, type Moment } from "../../ui/timeline";
import { useToast } from "../../ui/toast";
import { again, offersOf, useAsk, useReserve } from "./book/ask";
import { isOver } from "./book/offers";
import { useQuote } from "./book/routes";
import { reservationOf } from "./compute";

// A job may come so long before the start (docs/reservations.md, "The life of a reservation").
const EARLY_MS = 3_600_000;

const filterOf = (column: string, key: string) => ({
  params: { query: { filter: [`${column}=${key}`], limit: 1000 } },
});

export function ReservationPage({ reservation }: { reservation: string }) {
  const { t } = useText();
  const found = useQuery({
    queryKey: ["reservation", reservation],
    queryFn: async () =>
      (await must(api.GET("/api/v1/reservations", filterOf("reservation", reservation)))).items[0] ?? null,
  });
  return (
    <Loaded from={found} lines={8}>
      {(data) =>
        data ? <Content reservation={data} /> : <Empty title={t("reservation.not_found", { reservation })} />
      }
    </Loaded>
  );
}

function Content({ reservation }: { reservation: Reservation }) {
  const { t } = useText();
  const names = useNames();
  const { amount, count, hours, instant } = useFigures();
  const chips = useChipNames();
  const { status } = reservation;
  const holds = useQuery({
    queryKey: ["holds", reservation.reservation],
    queryFn: () => must(api.GET("/api/v1/holds", filterOf("hold", reservation.reservation))),
  });
  const length = (Date.parse(reservation.end ?? "") - Date.parse(reservation.start ?? "")) / 3_600_000;
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: "/company/compute", title: t("nav.compute") }]}
        title={names.site(reservation.site)}
        lead={
          <span className="row">
            {t("offer.devices", {
              n: reservation.devices ?? 0,
              devices: count(reservation.devices ?? 0),
              chip: chips.chip(reservation.resource),
            })}
            <code>{reservation.reservation}</code>
            <StatusChip status={status} />
          </span>
        }
        actions={<PrintButton />}
      />
      {status === "broken" && <Broken reservation={reservation} />}
      {(status === "reserved" || status === "in_use") && <Deeds reservation={reservation} />}
      <div className="columns even">
        <Card title={t("reservation.window")}>
          <Facts
            rows={[
              [t("reservation.start"), instant(reservation.start ?? "")],
              [t("reservation.end"), instant(reservation.end ?? "")],
              [t("reservation.length"), t("reservation.hours", { hours: hours(String(length)) })],
              [t("offer.price"), amount(reservation.quoted)],
              [t("usage.job"), reservation.job && <code key="job">{reservation.job}</code>],
              [t("reservation.idle_at"), status === "reserved" && reservation.idle_at && instant(reservation.idle_at)],
              [t("field.reason"), reservation.reason],
            ]}
          />
        </Card>
        <Card title={t("reservation.life")}>
          <Timeline moments={momentsOf(reservation, t, instant)} />
        </Card>
      </div>
      <Card title={t("reservation.money")}>
        <Loaded from={holds}>{(page) => <Money holds={page.items} />}</Loaded>
      </Card>
    </div>
  );
}

type Say = ReturnType<typeof useText>["t"];

function momentsOf(reservation: Reservation, t: Say, instant: (value: string) => string): Moment[] {
  const { status } = reservation;
  const made: Moment = { title: t("reservation.made"), state: "done", at: instant(reservation.made_at ?? "") };
  const came = reservation.job !== "";
  const used: Moment = {
    title: t(came ? "reservation.job_came" : "reservation.job_comes"),
    state: came ? "done" : status === "reserved" ? "now" : "later",
    at: came ? undefined : t("reservation.from", { at: instant(reservation.start ?? "") }),
  };
  if (status === "reserved" || status === "in_use" || status === "used") {
    const over = status === "used";
    const end: Moment = {
      title: t(over ? "reservation.over" : "reservation.ends"),
      state: over ? "done" : status === "in_use" ? "now" : "later",
      at: instant((over && reservation.ended_at) || (reservation.end ?? "")),
    };
    return [made, used, end];
  }
  const ended: Moment = {
    title: t(`reservation.ended_${status as "cancelled"}`),
    state: "done",
    at: reservation.ended_at ? instant(reservation.ended_at) : undefined,
  };
  return came ? [made, used, ended] : [made, ended];
}

function Money({ holds }: { holds: readonly Hold[] }) {
  const { t } = useText();
  const { amount } = useFigures();
  if (holds.length === 0) return <p className="soft">{t("reservation.no_hold")}</p>;
  const money = holds.filter((each) => each.unit === "money");
  return (
    <div className="stack">
      {money.length > 0 && (
        <p>
          <span className="figure-large">{amount(sum(money.map((each) => each.remaining ?? "0")))}</span>{" "}
          <span className="soft">
            {t("reservation.aside_of", { amount: amount(sum(money.map((each) => each.placed ?? "0"))) })}
          </span>
        </p>
      )}
      <DataTable
        label={t("reservation.money")}
        items={holds}
        rowKey={(each) => each.voucher}
        columns={[
          { title: t("money.voucher"), cell: (each) => each.voucher },
          { title: t("reservation.placed"), cell: (each) => amount(each.placed, each.unit), figure: true },
          { title: t("hold.remaining"), cell: (each) => amount(each.remaining, each.unit), figure: true },
          { title: t("application.status"), cell: (each) => <StatusChip status={each.status} /> },
        ]}
      />
    </div>
  );
}

function Deeds({ reservation }: { reservation: Reservation }) {
  const { t } = useText();
  const { instant } = useFigures();
  const [asked, setAsked] = useState<"cancel" | "use" | undefined>(undefined);
  const now = useNow();
  const from = new Date(Date.parse(reservation.start ?? "") - EARLY_MS);
  const begun = now >= from.getTime();
  if (reservation.status !== "reserved") return null;
  return (
    <div className="stack tight">
      <div className="row">
        <Button look={begun ? "primary" : "plain"} off={!begun} onClick={() => setAsked("use")}>
          {t("reservation.use")}
        </Button>
        <Button look="danger" onClick={() => setAsked("cancel")}>
          {t("reservation.cancel")}
        </Button>
      </div>
      {!begun && <span className="small soft">{t("reservation.use_from", { at: instant(from.toISOString()) })}</span>}
      {asked === "cancel" && <Cancel reservation={reservation} onClose={() => setAsked(undefined)} />}
      {asked === "use" && <Use reservation={reservation} onClose={() => setAsked(undefined)} />}
    </div>
  );
}

interface DialogProps {
  reservation: Reservation;
  onClose: () => void;
}

function Cancel({ reservation, onClose }: DialogProps) {
  const { t } = useText();
  const toast = useToast();
  const cancel = useWrite(
    (reason: string, header) =>
      must(
        api.POST("/api/v1/reservations/{reservation}/cancel", {
          params: { path: { reservation: reservation.reservation }, header },
          body: { reason },
        }),
      ),
    () => {
      onClose();
      toast(t("reservation.cancelled"));
    },
  );
  return (
    <Ask
      title={t("ask.cancel_reservation")}
      reason={t("field.reason")}
      look="danger"
      confirm={t("reservation.cancel")}
      busy={cancel.isPending}
      error={cancel.error}
      onConfirm={(reason) => cancel.mutate(reason)}
      onClose={onClose}
    >
      <p>{t("ask.cancel_reservation_lead")}</p>
    </Ask>
  );
}

function Use({ reservation, onClose }: DialogProps) {
  const { t } = useText();
  const toast = useToast();
  const [job, setJob] = useState("");
  const use = useWrite(
    (name: string, header) =>
      must(
        api.POST("/api/v1/reservations/{reservation}/use", {
          params: { path: { reservation: reservation.reservation }, header },
          body: { job: name },
        }),
      ),
    () => {
      onClose();
      toast(t("reservation.used_now"));
    },
  );
  return (
    <Ask
      title={t("ask.use_reservation")}
      confirm={t("reservation.use")}
      busy={use.isPending}
      error={use.error}
      onConfirm={() => job.trim() && use.mutate(job.trim())}
      onClose={onClose}
    >
      <p>{t("ask.use_reservation_lead")}</p>
      <TextField
        label={t("usage.job")}
        hint={t("reservation.job_hint")}
        value={job}
        onValue={setJob}
        autoComplete="off"
      />
    </Ask>
  );
}

// The site did not keep it: other sites were asked in the same moment, and the best of them is one click away.
function Broken({ reservation }: { reservation: Reservation }) {
  const { t } = useText();
  const names = useNames();
  const found = useQuery({
    queryKey: ["quotes", "replacing", reservation.reservation],
    queryFn: async () => (await must(api.GET("/api/v1/quotes", filterOf("replaces", reservation.reservation)))).items,
  });
  const quote = found.data?.at(-1)?.quote;
  return (
    <div className="message bad">
      <Alert />
      <strong>{t("reservation.broken_title", { site: names.site(reservation.site) })}</strong>
      {reservation.reason && <p>{t("reservation.broken_reason", { reason: reservation.reason })}</p>}
      <p>{t("reservation.broken_lead")}</p>
      {quote && <Replacement quote={quote} />}
    </div>
  );
}

function Replacement({ quote: key }: { quote: string }) {
  const { t } = useText();
  const { amount, instant } = useFigures();
  const names = useNames();
  const [, go] = useLocation();
  const toast = useToast();
  const quote = useQuote(key).data;
  const now = useNow();
  const ask = useAsk((next) => go(offersOf(next)));
  const reserve = useReserve((reservation) => {
    toast(t("book.done"));
    go(reservationOf(reservation));
  });
  if (!quote) return null;
  const best = quote.offers[0];
  const error = ask.error ?? reserve.error;
  const renew = (
    <Button small look="primary" off={ask.isPending} onClick={() => ask.mutate({ ...again(quote), sites: [] })}>
      {t("quote.again")}
    </Button>
  );
  return (
    <div className="stack tight">
      {best && !isOver(quote, now) ? (
        <>
          <p className="row">
            {t("reservation.best_now", {
              site: names.site(best.site),
              at: instant(best.start ?? ""),
              amount: amount(best.own_share),
            })}
            <Countdown until={quote.holds_until} />
          </p>
          <div className="row">
            <Button
              small
              look="primary"
              off={reserve.isPending}
              onClick={() => reserve.mutate({ quote: quote.quote, offer: 1 })}
            >
              {t("reservation.book_best")}
            </Button>
            <LinkButton small href={offersOf(quote.quote)}>
              {t("reservation.see_offers", { n: quote.offers.length })}
            </LinkButton>
          </div>
        </>
      ) : (
        <>
          <p>{t(best ? "quote.over_lead" : "reservation.no_offer_now")}</p>
          <div className="row">{renew}</div>
        </>
      )}
      {error && <ProblemBox error={error} />}
    </div>
  );
}
