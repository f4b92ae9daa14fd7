// A purchase claim as everybody sees it: where it stands, what the checks found, what was presented, and what it comes to.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { claimQuery, type Claim } from "../../api/claims";
import { useNames } from "../../api/names";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Alert } from "../../ui/icons";
import { Card, PageHead, Section, Tiles } from "../../ui/page";
import { useChipNames } from "../../ui/resources";
import { Loaded } from "../../ui/state";
import { DataTable } from "../../ui/table";
import { Timeline, type Moment } from "../../ui/timeline";
import { ClaimChip } from "./chip";
import { Instalments } from "./instalments";
import { Presented } from "./presented";

interface ClaimScreenProps {
  claim: string;
  path: string; // where the role's pages of claims lie; those of devices stand beside them
  actions?: (claim: Claim) => ReactNode;
  findings: (claim: Claim) => ReactNode;
  children?: (claim: Claim) => ReactNode;
}

export function ClaimScreen({ claim: key, path, actions, findings, children }: ClaimScreenProps) {
  const { t } = useText();
  const names = useNames();
  const detail = useQuery(claimQuery(key));
  return (
    <Loaded from={detail} lines={10}>
      {(claim) => (
        <div className="stack loose">
          <PageHead
            crumbs={[{ href: path, title: t("nav.claims") }]}
            title={names.organisation(claim.organisation)}
            lead={
              <span className="row">
                {names.programme(claim.programme)}
                <code>{claim.claim}</code>
                <ClaimChip status={claim.status} />
              </span>
            }
            actions={actions?.(claim)}
          />
          <Returned claim={claim} />
          {children?.(claim)}
          <Sums claim={claim} />
          <div className="columns">
            <div className="stack loose">{findings(claim)}</div>
            <Steps claim={claim} />
          </div>
          {claim.status === "accepted" && <Instalments application={claim.application} />}
          <Presented claim={claim} devices={path.replace(/claims$/, "devices")} />
        </div>
      )}
    </Loaded>
  );
}

function Returned({ claim }: { claim: Claim }) {
  const { t } = useText();
  if (claim.status !== "returned" || !claim.reason) return null;
  return (
    <div className="message warn">
      <Alert />
      <strong>{t("claim.returned")}</strong>
      <p>{claim.reason}</p>
    </div>
  );
}

function Sums({ claim }: { claim: Claim }) {
  const { t } = useText();
  const { amount, count } = useFigures();
  const { chip } = useChipNames();
  const { sums } = claim;
  return (
    <>
      <Tiles
        tiles={[
          { name: t("claim.contract"), figure: amount(sums.contract) },
          { name: t("claim.invoiced"), figure: amount(sums.invoiced) },
          { name: t("claim.paid"), figure: amount(sums.paid) },
          { name: t("claim.cards"), figure: count(sums.chips.reduce((all, each) => all + each.delivered, 0)) },
        ]}
      />
      {sums.chips.length > 0 && (
        <Section title={t("claim.counts")}>
          <p className="soft">{t("claim.counts_lead")}</p>
          <DataTable
            label={t("claim.counts")}
            items={sums.chips}
            rowKey={(each) => each.chip}
            columns={[
              { title: t("rates.resource"), cell: (each) => chip(each.chip) },
              { title: t("claim.chip_invoiced"), cell: (each) => count(each.invoiced), figure: true },
              { title: t("claim.chip_delivered"), cell: (each) => count(each.delivered), figure: true },
              { title: t("propose.amount"), cell: (each) => amount(each.amount), figure: true },
              { title: t("claim.spent"), cell: (each) => <strong>{amount(each.spent)}</strong>, figure: true },
            ]}
          />
        </Section>
      )}
    </>
  );
}

const STEPS = ["drafted", "submitted", "checked", "decided"] as const;
const REACHED: Record<string, number> = {
  drafted: 0,
  returned: 0,
  submitted: 1,
  checked: 2,
  accepted: 4,
  refused: 4,
  withdrawn: 4,
};

function Steps({ claim }: { claim: Claim }) {
  const { t, name } = useText();
  const { instant, date } = useFigures();
  const reached = REACHED[claim.status] ?? 0;
  const at: Partial<Record<(typeof STEPS)[number], string>> = {
    ...(claim.submitted_at ? { submitted: instant(claim.submitted_at) } : {}),
    ...(claim.check ? { checked: date(claim.check.on) } : {}),
    ...(claim.decided_at ? { decided: instant(claim.decided_at) } : {}),
  };
  const came = claim.status === "withdrawn" ? STEPS.filter((step) => step === "drafted" || at[step]) : STEPS;
  const moments = came.map((step, index): Moment => ({
    title: step === "decided" && reached === STEPS.length ? name("claim_status", claim.status) : t(`claim.${step}`),
    state: index < reached ? "done" : index === reached ? "now" : "later",
    at: at[step],
    children: index === reached && <p className="soft">{t(`claim.${step}_now`)}</p>,
  }));
  if (claim.status === "withdrawn") moments.push({ title: name("claim_status", "withdrawn"), state: "done" });
  return (
    <Card title={t("journey.title")}>
      <Timeline moments={moments} />
    </Card>
  );
}
