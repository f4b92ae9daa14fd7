// The waiting line for who runs programmes: all who wait, each programme's rule, and changing it by two persons.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import type { AllocationProposal, AllocationRule } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { hasRole, useSession } from "../../app/session";
import { countsStandings } from "../../lib/standings";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { StatusChip } from "../../ui/chip";
import { DecideAsk } from "../../ui/decide";
import { Facts, PageHead, Section } from "../../ui/page";
import { PersonName } from "../../ui/person";
import { Empty, Loaded } from "../../ui/state";
import { DataTable } from "../../ui/table";
import { useToast } from "../../ui/toast";
import { Draw, DrawButton, Outcome, type Drawn } from "./line_draw";
import { Propose } from "./line_propose";
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

function useRules() {
  return useQuery({
    queryKey: ["allocation-rules"],
    queryFn: () => must(api.GET("/api/v1/allocation-rules", { params: { query } })),
  });
}

function Rules() {
  const { t, name } = useText();
  const { count, hours } = useFigures();
  const names = useNames();
  const session = useSession();
  const rules = useRules();
  const [drawing, setDrawing] = useState<AllocationRule | undefined>(undefined);
  const [drawn, setDrawn] = useState<Drawn | undefined>(undefined);
  const deeds = (each: AllocationRule) =>
    each.line_order === "lottery" && each.commitment && hasRole(session, "officer") ? (
      <DrawButton programme={each.programme} onDraw={() => setDrawing(each)} />
    ) : (
      "–"
    );
  return (
    <Loaded from={rules}>
      {(page) => {
        const approved = page.items.filter((each) => each.status === "approved");
        return approved.length === 0 ? (
          <Empty title={t("waiting.no_rule")}>{t("waiting.no_rule_lead")}</Empty>
        ) : (
          <div className="stack">
            {drawn && <Outcome drawn={drawn} />}
            <DataTable
              label={t("waiting.rules")}
              items={approved}
              rowKey={(each) => each.allocation_rule || each.programme}
              columns={[
                { title: t("programme.title"), cell: (each) => names.programme(each.programme) },
                { title: t("waiting.order"), cell: (each) => name("line_order", each.line_order) },
                {
                  title: t("waiting.usual"),
                  cell: (each) => (countsStandings(each.line_order) ? count(each.usual_standing ?? 1) : "–"),
                  figure: true,
                },
                { title: t("waiting.listed"), cell: (each) => count(each.listed_standings ?? 0), figure: true },
                { title: t("waiting.ahead_hours"), cell: (each) => hours(each.ahead_hours ?? "0"), figure: true },
                { title: t("people.change"), deed: true, cell: deeds },
              ]}
            />
            {drawing && (
              <Draw
                programme={drawing.programme}
                commitment={drawing.commitment}
                onDrawn={(result) => {
                  setDrawing(undefined);
                  setDrawn(result);
                }}
                onClose={() => setDrawing(undefined)}
              />
            )}
          </div>
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
  const [asked, setAsked] = useState<{ proposal: AllocationProposal; deed: Deed } | undefined>(undefined);
  const proposals = useQuery({
    queryKey: ["allocation-proposals"],
    queryFn: () => must(api.GET("/api/v1/allocation-proposals", { params: { query } })),
  });
  const deeds = (each: AllocationProposal) => {
    if (each.status !== "proposed" || !hasRole(session, "approver")) return "–";
    if (each.proposer === session?.person) return <span className="soft small">{t("proposals.not_yours")}</span>;
    return (
      <span className="row">
        <Button small look="primary" onClick={() => setAsked({ proposal: each, deed: "approve" })}>
          {t("action.approve")}
        </Button>
        <Button small onClick={() => setAsked({ proposal: each, deed: "reject" })}>
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

interface DecideProps {
  proposal: AllocationProposal;
  deed: Deed;
  onClose: () => void;
}

function Decide({ proposal, deed, onClose }: DecideProps) {
  const { t } = useText();
  const rule = proposal.allocation_rule;
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
    <DecideAsk title={t(`ask.line_${deed}`, { rule })} approves={deed === "approve"} decide={decide} onClose={onClose}>
      <p>{t("ask.line_lead")}</p>
      <Terms proposal={proposal} />
    </DecideAsk>
  );
}

// What the rule says, so that nobody approves a name alone.
function Terms({ proposal }: { proposal: AllocationProposal }) {
  const { t, name } = useText();
  const { count, hours } = useFigures();
  const names = useNames();
  const terms = useRules().data?.items.find((each) => each.allocation_rule === proposal.allocation_rule);
  const counted = countsStandings(proposal.line_order);
  const listed = proposal.standings.split(";").filter(Boolean);
  return (
    <Facts
      rows={[
        [t("programme.title"), names.programme(proposal.programme)],
        [t("waiting.order"), name("line_order", proposal.line_order)],
        [t("waiting.usual"), counted && terms && count(terms.usual_standing ?? 1)],
        [
          t("waiting.listed_ones"),
          counted && listed.length > 0 && (
            <ul key="listed" className="plain-list">
              {listed.map((each) => {
                const [organisation = "", value = ""] = each.split(":");
                return (
                  <li key={organisation}>
                    {names.organisation(organisation)}: {value}
                  </li>
                );
              })}
            </ul>
          ),
        ],
        [t("waiting.days"), proposal.line_order === "fair_share" && terms && count(terms.counted_days ?? 0)],
        [t("waiting.ahead_hours"), terms && hours(terms.ahead_hours ?? "0")],
        [t("seed.commitment"), terms?.commitment && <code key="commitment">{terms.commitment}</code>],
      ]}
    />
  );
}
