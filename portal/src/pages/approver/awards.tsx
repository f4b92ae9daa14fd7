// Awards after they were made: suspended and let go on, lowered, closed, or revoked, by which what is left goes back.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useNames } from "../../api/names";
import type { Award } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { plainNumber } from "../../lib/facts";
import { useText } from "../../text/text";
import { usePolicy } from "../../ui/application_parts";
import { Button } from "../../ui/button";
import { StatusChip } from "../../ui/chip";
import { Ask } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { PageHead, Section, Tiles } from "../../ui/page";
import { Empty, Loaded } from "../../ui/state";
import { ListTable } from "../../ui/table";
import { useToast } from "../../ui/toast";

export function Awards() {
  const { t } = useText();
  const names = useNames();
  const { amount, dayOf } = useFigures();
  const list = useList(["awards"], (cursor) =>
    must(api.GET("/api/v1/awards", { params: { query: { sort: "-approved_at", ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <div className="stack loose">
      <PageHead title={t("nav.awards")} lead={t("awards.lead")} />
      <ListTable
        label={t("nav.awards")}
        list={list}
        empty={<Empty title={t("awards.none")} />}
        rowKey={(each) => each.award}
        file={{ path: "/api/v1/awards", query: { sort: "-approved_at" }, name: "awards" }}
        columns={[
          {
            title: t("application.award"),
            cell: (each) => <Link href={`/approver/awards/${encodeURIComponent(each.award)}`}>{each.award}</Link>,
          },
          { title: t("application.organisation"), cell: (each) => names.organisation(each.organisation) },
          { title: t("programme.title"), cell: (each) => names.programme(each.programme) },
          { title: t("application.status"), cell: (each) => <StatusChip status={each.status} /> },
          { title: t("awards.approved"), cell: (each) => (each.approved_at ? dayOf(each.approved_at) : "–") },
          { title: t("propose.amount"), cell: (each) => amount(each.amount, each.unit), figure: true },
          { title: t("budget.spent"), cell: (each) => amount(each.spent, each.unit), figure: true },
          { title: t("budget.returned"), cell: (each) => amount(each.returned, each.unit), figure: true },
        ]}
      />
    </div>
  );
}

export function AwardPage(props: { award: string }) {
  const { t } = useText();
  const awards = useQuery({
    queryKey: ["awards", props.award],
    queryFn: () => must(api.GET("/api/v1/awards", { params: { query: { filter: [`award=${props.award}`] } } })),
  });
  return (
    <Loaded from={awards} lines={8}>
      {(page) => {
        const award = page.items[0];
        return award ? <Detail award={award} /> : <Empty title={t("state.no_page")} />;
      }}
    </Loaded>
  );
}

function Detail({ award }: { award: Award }) {
  const { t } = useText();
  const names = useNames();
  const { amount } = useFigures();
  const isGrant = usePolicy(award.programme)?.gives === "grant";
  const figure = (value: string | null) => amount(value, award.unit);
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: "/approver/awards", title: t("nav.awards") }]}
        title={names.organisation(award.organisation)}
        lead={
          <span className="row">
            {names.programme(award.programme)}
            <code>{award.award}</code>
            <StatusChip status={award.status} />
          </span>
        }
      />
      <Tiles
        tiles={[
          { name: t("propose.amount"), figure: figure(award.amount) },
          ...(isGrant ? [] : [{ name: t("budget.issued"), figure: figure(award.issued) }]),
          { name: t("budget.spent"), figure: figure(award.spent) },
          { name: t("budget.returned"), figure: figure(award.returned) },
        ]}
      />
      <Deeds award={award} />
      {!isGrant && <Vouchers award={award} />}
    </div>
  );
}

type Deed = "suspend" | "resume" | "reduce" | "close" | "revoke";

const DEEDS: Record<string, Deed[]> = {
  active: ["suspend", "reduce", "close", "revoke"],
  suspended: ["resume", "revoke"],
};

interface Input {
  deed: Deed;
  reason: string;
  amount: string;
}

function perform(award: string, { deed, reason, amount }: Input, header: { "Idempotency-Key": string }) {
  const params = { path: { award }, header };
  switch (deed) {
    case "suspend":
      return must(api.POST("/api/v1/awards/{award}/suspend", { params, body: { reason } }));
    case "resume":
      return must(api.POST("/api/v1/awards/{award}/resume", { params, body: { reason } }));
    case "close":
      return must(api.POST("/api/v1/awards/{award}/close", { params, body: { reason } }));
    case "revoke":
      return must(api.POST("/api/v1/awards/{award}/revoke", { params, body: { reason } }));
    case "reduce":
      return must(api.POST("/api/v1/awards/{award}/reduce", { params, body: { amount, reason } }));
  }
}

function Deeds({ award }: { award: Award }) {
  const { t } = useText();
  const { amount: show } = useFigures();
  const toast = useToast();
  const [asked, setAsked] = useState<Deed | undefined>(undefined);
  const [amount, setAmount] = useState(award.amount ?? "");
  // Suspending is safe to take back: nothing has left the award.
  const undo = useWrite(
    (_: null, header) => perform(award.award, { deed: "resume", reason: t("awards.undone"), amount: "" }, header),
    () => toast(t("awards.done_resume")),
  );
  const act = useWrite(
    (input: Input, header) => perform(award.award, input, header),
    (_, { deed }) => {
      setAsked(undefined);
      toast(t(`awards.done_${deed}`), deed === "suspend" ? () => undo.mutate(null) : undefined);
    },
  );
  const deeds = DEEDS[award.status] ?? [];
  if (deeds.length === 0) return null;
  return (
    <div className="row no-print">
      {deeds.map((deed) => (
        <Button key={deed} look={deed === "revoke" ? "danger" : "plain"} onClick={() => setAsked(deed)}>
          {t(`awards.${deed}`)}
        </Button>
      ))}
      {asked && (
        <Ask
          title={t(`ask.award_${asked}`)}
          look={asked === "revoke" ? "danger" : "primary"}
          reason={t("field.reason")}
          confirm={t(`awards.${asked}`)}
          {...(asked === "revoke" ? { typed: award.award } : {})}
          busy={act.isPending}
          error={act.error}
          onConfirm={(reason) => act.mutate({ deed: asked, reason, amount: plainNumber(amount) })}
          onClose={() => setAsked(undefined)}
        >
          <p>{t(`ask.award_${asked}_lead`)}</p>
          {asked === "reduce" && (
            <TextField
              label={t("awards.new_amount")}
              hint={t("awards.now", { amount: show(award.amount, award.unit) })}
              inputMode="decimal"
              value={amount}
              onValue={setAmount}
            />
          )}
        </Ask>
      )}
    </div>
  );
}

function Vouchers({ award }: { award: Award }) {
  const { t } = useText();
  const { amount, date } = useFigures();
  const filter = [`award=${award.award}`];
  const list = useList(["vouchers", "award", award.award], (cursor) =>
    must(api.GET("/api/v1/vouchers", { params: { query: { filter, ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <Section title={t("money.vouchers")}>
      <ListTable
        label={t("money.vouchers")}
        list={list}
        empty={<Empty title={t("money.none")} />}
        rowKey={(each) => each.voucher}
        file={{ path: "/api/v1/vouchers", query: { filter }, name: `vouchers-${award.award}` }}
        columns={[
          { title: t("money.voucher"), cell: (each) => each.voucher },
          { title: t("application.status"), cell: (each) => <StatusChip status={each.status} /> },
          { title: t("voucher.until"), cell: (each) => (each.valid_until ? date(each.valid_until) : "–") },
          { title: t("wallet.face"), cell: (each) => amount(each.face, each.unit), figure: true },
          { title: t("wallet.settled"), cell: (each) => amount(each.settled, each.unit), figure: true },
          { title: t("wallet.available"), cell: (each) => amount(each.available, each.unit), figure: true },
          { title: t("budget.returned"), cell: (each) => amount(each.returned, each.unit), figure: true },
        ]}
      />
    </Section>
  );
}
