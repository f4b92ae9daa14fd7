// The waiting line for who runs programmes: all who wait, each programme's rule, and changing it by two persons.
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import type { AllocationProposal } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { hasRole, useSession } from "../../app/session";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { StatusChip } from "../../ui/chip";
import { Ask } from "../../ui/dialog";
import { Select, TextField } from "../../ui/field";
import { Card, PageHead, Section } from "../../ui/page";
import { PersonName } from "../../ui/person";
import { Empty, Loaded, ProblemBox } from "../../ui/state";
import { DataTable } from "../../ui/table";
import { useToast } from "../../ui/toast";
import { LineTable, WaitingRecords } from "./waiting";

const query = { limit: 1000 };

export function LinePage() {
  const { t } = useText();
  const session = useSession();
  return (
    <div className="stack loose">
      <PageHead title={t("nav.waiting")} lead={t("waiting.lead")} />
      <Section title={t("waiting.all")}>
        <LineTable />
      </Section>
      <Section title={t("waiting.rules")}>
        <Rules />
      </Section>
      <Section title={t("waiting.proposals")}>
        <Proposals />
      </Section>
      {hasRole(session, "officer") && <Propose />}
      <Section title={t("waiting.records")}>
        <WaitingRecords />
      </Section>
    </div>
  );
}

function Rules() {
  const { t, name } = useText();
  const { count, hours } = useFigures();
  const names = useNames();
  const rules = useQuery({
    queryKey: ["allocation-rules"],
    queryFn: () => must(api.GET("/api/v1/allocation-rules", { params: { query } })),
  });
  return (
    <Loaded from={rules}>
      {(page) => {
        const approved = page.items.filter((each) => each.status === "approved");
        return approved.length === 0 ? (
          <Empty title={t("waiting.no_rule")}>{t("waiting.no_rule_lead")}</Empty>
        ) : (
          <DataTable
            label={t("waiting.rules")}
            items={approved}
            rowKey={(each) => each.allocation_rule || each.programme}
            columns={[
              { title: t("programme.title"), cell: (each) => names.programme(each.programme) },
              { title: t("waiting.order"), cell: (each) => name("line_order", each.line_order) },
              { title: t("waiting.listed"), cell: (each) => count(each.listed_standings ?? 0), figure: true },
              { title: t("waiting.days"), cell: (each) => count(each.counted_days ?? 0), figure: true },
              { title: t("waiting.ahead_hours"), cell: (each) => hours(each.ahead_hours ?? "0"), figure: true },
            ]}
          />
        );
      }}
    </Loaded>
  );
}

function Proposals() {
  const { t, name } = useText();
  const { instant } = useFigures();
  const names = useNames();
  const session = useSession();
  const [asked, setAsked] = useState<{ rule: string; deed: Deed } | undefined>(undefined);
  const proposals = useQuery({
    queryKey: ["allocation-proposals"],
    queryFn: () => must(api.GET("/api/v1/allocation-proposals", { params: { query } })),
  });
  const deeds = (each: AllocationProposal) => {
    if (each.status !== "proposed" || !hasRole(session, "approver")) return "–";
    if (each.proposer === session?.person) return <span className="soft small">{t("proposals.not_yours")}</span>;
    return (
      <span className="row">
        <Button small look="primary" onClick={() => setAsked({ rule: each.allocation_rule, deed: "approve" })}>
          {t("action.approve")}
        </Button>
        <Button small onClick={() => setAsked({ rule: each.allocation_rule, deed: "reject" })}>
          {t("proposals.reject")}
        </Button>
      </span>
    );
  };
  return (
    <Loaded from={proposals}>
      {(page) => (
        <>
          {page.items.length === 0 ? (
            <Empty title={t("waiting.no_proposal")} />
          ) : (
            <DataTable
              label={t("waiting.proposals")}
              items={page.items}
              rowKey={(each) => each.allocation_rule}
              columns={[
                { title: t("waiting.rule"), cell: (each) => each.allocation_rule },
                { title: t("programme.title"), cell: (each) => names.programme(each.programme) },
                { title: t("waiting.order"), cell: (each) => name("line_order", each.line_order) },
                { title: t("application.status"), cell: (each) => <StatusChip status={each.status} /> },
                { title: t("capacity.by"), cell: (each) => <PersonName person={each.proposer} /> },
                { title: t("quote.given"), cell: (each) => (each.proposed_at ? instant(each.proposed_at) : "–") },
                { title: t("people.change"), deed: true, cell: deeds },
              ]}
            />
          )}
          {asked && <Decide {...asked} onClose={() => setAsked(undefined)} />}
        </>
      )}
    </Loaded>
  );
}

type Deed = "approve" | "reject";

function Decide({ rule, deed, onClose }: { rule: string; deed: Deed; onClose: () => void }) {
  const { t } = useText();
  const toast = useToast();
  const decide = useWrite(
    (reason: string, header) => {
      const params = { path: { rule }, header };
      return deed === "approve"
        ? must(api.POST("/api/v1/allocation-rules/{rule}/approve", { params }))
        : must(api.POST("/api/v1/allocation-rules/{rule}/reject", { params, body: { reason } }));
    },
    () => {
      onClose();
      toast(t(`waiting.done_${deed}`));
    },
  );
  return (
    <Ask
      title={t(`ask.line_${deed}`, { rule })}
      confirm={t(deed === "approve" ? "action.approve" : "proposals.reject")}
      {...(deed === "reject" ? { reason: t("field.reason") } : {})}
      busy={decide.isPending}
      error={decide.error}
      onConfirm={(reason) => decide.mutate(reason)}
      onClose={onClose}
    >
      <p>{t("ask.line_lead")}</p>
    </Ask>
  );
}

const ORDERS = ["first_come", "priority", "fair_share", "deadline", "lottery"] as const;
type Order = (typeof ORDERS)[number];

function Propose() {
  const { t, name } = useText();
  const names = useNames();
  const toast = useToast();
  const [form, setForm] = useState({
    rule: "",
    programme: "",
    order: "first_come" as Order,
    days: "30",
    commitment: "",
  });
  const programme = form.programme || (names.programmes[0]?.value ?? "");
  const propose = useWrite(
    (input: typeof form, header) =>
      must(
        api.POST("/api/v1/programmes/{programme}/allocation-rules", {
          params: { path: { programme: input.programme }, header },
          body: {
            rule: input.rule.trim(),
            order: input.order,
            ...(input.order === "fair_share" ? { days: Number(input.days) } : {}),
            ...(input.order === "lottery" ? { commitment: input.commitment.trim() } : {}),
          },
        }),
      ),
    () => {
      setForm({ ...form, rule: "" });
      toast(t("waiting.proposed"));
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form.rule.trim() && !propose.isPending) propose.mutate({ ...form, programme });
  };
  return (
    <Card title={t("waiting.propose")}>
      <form className="stack" onSubmit={submit}>
        <div className="field-grid">
          <TextField label={t("waiting.rule")} value={form.rule} onValue={(rule) => setForm({ ...form, rule })} />
          <Select
            label={t("programme.title")}
            value={programme}
            onValue={(value) => setForm({ ...form, programme: value })}
            choices={names.programmes}
          />
          <Select
            label={t("waiting.order")}
            value={form.order}
            onValue={(value) => setForm({ ...form, order: ORDERS.find((each) => each === value) ?? "first_come" })}
            choices={ORDERS.map((each) => ({ value: each, label: name("line_order", each) }))}
          />
          {form.order === "fair_share" && (
            <TextField
              label={t("waiting.days")}
              inputMode="numeric"
              value={form.days}
              onValue={(days) => setForm({ ...form, days })}
            />
          )}
          {form.order === "lottery" && (
            <TextField
              label={t("waiting.commitment")}
              value={form.commitment}
              onValue={(commitment) => setForm({ ...form, commitment })}
            />
          )}
        </div>
        <p className="soft">{name("line_order_lead", form.order)}</p>
        <p className="small soft">{t("waiting.propose_lead")}</p>
        {propose.error && <ProblemBox error={propose.error} />}
        <div>
          <Button type="submit" look="primary" off={propose.isPending || form.rule.trim() === ""}>
            {t("waiting.propose_do")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
