// A company in the waiting line: joining with what a quote was asked for, and one place with all that decides it.
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Redirect, useLocation, useSearch } from "wouter";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import type { Quote, WaitingRow } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures, useToday } from "../../app/figures";
import { dayAfter } from "../../lib/day";
import { countsStandings } from "../../lib/standings";
import { useText } from "../../text/text";
import { Button, LinkButton } from "../../ui/button";
import { StatusChip } from "../../ui/chip";
import { Countdown } from "../../ui/countdown";
import { Ask } from "../../ui/dialog";
import { Choices, Select, TextField } from "../../ui/field";
import { CheckCircle } from "../../ui/icons";
import { Card, Facts, PageHead, Tiles } from "../../ui/page";
import { Loaded, ProblemBox } from "../../ui/state";
import { useToast } from "../../ui/toast";
import { freshKey, offersOf } from "./book/ask";
import { useQuote } from "./book/routes";
import { useWorkloadText, WorkloadLine } from "./book/workload_line";
import { useOrganisation } from "./organisation";

export const waitOf = (wait: string) => `/company/compute/waiting/${encodeURIComponent(wait)}`;

export function JoinPage() {
  const { t } = useText();
  const key = new URLSearchParams(useSearch()).get("quote") ?? "";
  const quote = useQuote(key);
  if (key === "") return <Redirect to="/company/compute/book" />; // what is waited for is said there
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[
          { href: "/company/compute", title: t("nav.compute") },
          { href: offersOf(key), title: t("book.offers") },
        ]}
        title={t("waiting.join_title")}
        lead={t("waiting.join_lead")}
      />
      <Loaded from={quote}>{(data) => <Join quote={data} />}</Loaded>
    </div>
  );
}

interface Wish {
  programme: string;
  domestic: boolean;
  latest: string;
  own: string;
}

function Join({ quote }: { quote: Quote }) {
  const { t } = useText();
  const [, go] = useLocation();
  const toast = useToast();
  const names = useNames();
  const today = useToday();
  const organisation = useOrganisation().current.key;
  const [wish, setWish] = useState<Wish>({ programme: "", domestic: false, latest: "", own: "" });
  const wallet = useQuery({
    queryKey: ["wallet", organisation],
    queryFn: () => must(api.GET("/api/v1/organisations/{organisation}/wallet", { params: { path: { organisation } } })),
  });
  const active = (wallet.data?.vouchers ?? []).filter((each) => each.status === "active");
  const programmes = [...new Set(active.map((each) => each.programme))];
  const programme = wish.programme || (programmes[0] ?? "");
  const join = useWrite(
    async (input: Wish, header) => {
      const wait = freshKey(organisation, "w", header["Idempotency-Key"]);
      await must(
        api.POST("/api/v1/waiting-line", {
          params: { header },
          body: {
            wait,
            organisation,
            programme: input.programme,
            ...quote.workload,
            use: quote.use,
            sites: quote.sites,
            resources: quote.resources,
            domestic_only: input.domestic,
            ...(input.latest ? { latest: dayAfter(input.latest) } : {}),
            ...(input.own.trim() ? { own_share_max: input.own.trim() } : {}),
          },
        }),
      );
      return wait;
    },
    (wait) => {
      toast(t("waiting.joined"));
      go(waitOf(wait));
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!join.isPending) join.mutate({ ...wish, programme });
  };
  return (
    <Card title={t("waiting.for")}>
      <form className="stack" onSubmit={submit}>
        <WorkloadLine quote={quote} />
        <Select
          label={t("waiting.programme")}
          hint={t("waiting.programme_hint")}
          value={programme}
          onValue={(value) => setWish({ ...wish, programme: value })}
          choices={programmes.map((each) => ({ value: each, label: names.programme(each) }))}
        />
        <div className="field-grid">
          <TextField
            label={t("book.latest")}
            hint={t("waiting.latest_hint")}
            optional
            type="date"
            min={today}
            value={wish.latest}
            onValue={(latest) => setWish({ ...wish, latest })}
          />
          <TextField
            label={t("waiting.own_max")}
            hint={t("waiting.own_hint")}
            optional
            inputMode="decimal"
            value={wish.own}
            onValue={(own) => setWish({ ...wish, own })}
          />
        </div>
        <Choices
          label={t("waiting.accepts")}
          many
          choices={[{ value: "domestic", label: t("waiting.domestic_only") }]}
          values={wish.domestic ? ["domestic"] : []}
          onValues={(values) => setWish({ ...wish, domestic: values.includes("domestic") })}
        />
        {join.error && <ProblemBox error={join.error} />}
        <div>
          <Button type="submit" look="primary" off={join.isPending || programme === ""}>
            {t(join.isPending ? "state.working" : "waiting.join")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

export function WaitPage({ wait }: { wait: string }) {
  const found = useQuery({
    queryKey: ["wait", wait],
    queryFn: () => must(api.GET("/api/v1/waiting-line/{wait}", { params: { path: { wait } } })),
  });
  return (
    <Loaded from={found} lines={8}>
      {(data) => <Place row={data.wait} reasons={[...new Set(data.refusals.map((each) => each.reason))]} />}
    </Loaded>
  );
}

function Place({ row, reasons }: { row: WaitingRow; reasons: readonly string[] }) {
  const { t, name } = useText();
  const { count, instant, hours, amount } = useFigures();
  const names = useNames();
  const workload = useWorkloadText();
  const waits = row.status === "waiting";
  const standing = useStanding(row);
  const ahead = (row.ahead_by_rule ?? 0) + (row.ahead_by_joining ?? 0) + (row.ahead_elsewhere ?? 0);
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: "/company/compute", title: t("nav.compute") }]}
        title={workload.listed(row.workload)}
        lead={
          <span className="row">
            {names.programme(row.programme)}
            <code>{row.wait}</code>
            <StatusChip status={row.status} />
          </span>
        }
        actions={waits && <Leave wait={row.wait} />}
      />
      {row.status === "offered" && row.quote && (
        <div className="message good">
          <CheckCircle />
          <strong>{t("waiting.offered_title")}</strong>
          <p className="row">
            {t("waiting.offered_lead", { site: names.site(row.site) })}
            {row.holds_until && <Countdown until={row.holds_until} />}
          </p>
          <div>
            <LinkButton small look="primary" href={offersOf(row.quote)}>
              {t("waiting.take")}
            </LinkButton>
          </div>
        </div>
      )}
      {waits && (
        <Tiles
          tiles={[
            { name: t("waiting.place"), figure: row.line_place === null ? "–" : count(row.line_place) },
            { name: t("waiting.ahead"), figure: count(ahead) },
            {
              name: t("waiting.start"),
              figure: row.estimated_start ? instant(row.estimated_start) : t("waiting.no_start"),
              note: row.estimated_first && t("waiting.first", { at: instant(row.estimated_first) }),
            },
          ]}
        />
      )}
      <div className="columns even">
        <Card title={t("waiting.why")}>
          <div className="stack">
            <p>{name("line_order_lead", row.line_order)}</p>
            <Facts
              rows={[
                ...standing,
                [t("waiting.share_used"), row.share_used && t("unit.device_hours", { amount: hours(row.share_used) })],
                [t("waiting.ticket"), row.ticket && <code key="ticket">{row.ticket.slice(0, 16)}</code>],
                [t("waiting.by_rule"), row.ahead_by_rule !== null && count(row.ahead_by_rule)],
                [t("waiting.by_joining"), row.ahead_by_joining !== null && count(row.ahead_by_joining)],
                [t("waiting.elsewhere"), row.ahead_elsewhere !== null && count(row.ahead_elsewhere)],
              ]}
            />
          </div>
        </Card>
        <Card title={t("waiting.for")}>
          <Facts
            rows={[
              [t("waiting.joined_at"), row.joined_at && instant(row.joined_at)],
              [t("book.earliest"), row.earliest && instant(row.earliest)],
              [t("waiting.deadline"), row.latest && instant(row.latest)],
              [t("waiting.own_max"), row.own_share_max && amount(row.own_share_max)],
              [t("waiting.accepts"), row.domestic_only === "true" && t("waiting.domestic_only")],
              [t("field.reason"), row.reason],
            ]}
          />
        </Card>
      </div>
      {waits && row.outlook === "no_place" && reasons.length > 0 && (
        <Card title={t("waiting.no_place")}>
          <ul>
            {reasons.map((reason) => (
              <li key={reason}>
                {name("unfit", reason)}
                <p className="small soft">{name("unfit_advice", reason)}</p>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {waits && <p className="small soft">{t("waiting.assumes")}</p>}
    </div>
  );
}

// The class or weight that counts for the company, and why it is that one.
function useStanding(row: WaitingRow): [string, string][] {
  const { t } = useText();
  const { count } = useFigures();
  const rules = useQuery({
    queryKey: ["allocation-rules"],
    queryFn: () => must(api.GET("/api/v1/allocation-rules", { params: { query: { limit: 1000 } } })),
    enabled: row.line_standing !== null,
  });
  if (row.line_standing === null || !countsStandings(row.line_order)) return [];
  const rule = rules.data?.items
    .filter((each) => each.programme === row.programme && each.status === "approved")
    .at(-1);
  const value = count(row.line_standing);
  const kind = row.line_order === "priority" ? "class" : "weight";
  const isUsual = rule?.usual_standing === row.line_standing;
  const said = rule ? t(isUsual ? "waiting.as_usual" : "waiting.named", { value, rule: rule.allocation_rule }) : value;
  return [[t(`waiting.yours_${kind}`), said]];
}

function Leave({ wait }: { wait: string }) {
  const { t } = useText();
  const toast = useToast();
  const [asks, setAsks] = useState(false);
  const leave = useWrite(
    (reason: string, header) =>
      must(api.POST("/api/v1/waiting-line/{wait}/leave", { params: { path: { wait }, header }, body: { reason } })),
    () => {
      setAsks(false);
      toast(t("waiting.left"));
    },
  );
  return (
    <>
      <Button look="danger" onClick={() => setAsks(true)}>
        {t("waiting.leave")}
      </Button>
      {asks && (
        <Ask
          title={t("ask.leave")}
          reason={t("field.reason")}
          look="danger"
          confirm={t("waiting.leave")}
          busy={leave.isPending}
          error={leave.error}
          onConfirm={(reason) => leave.mutate(reason)}
          onClose={() => setAsks(false)}
        >
          <p>{t("ask.leave_lead")}</p>
        </Ask>
      )}
    </>
  );
}
