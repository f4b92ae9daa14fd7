// One entry, and the proof that it stands in the journal: worked out in this browser, from the entry's own bytes.
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Card, Facts, PageHead } from "../../ui/page";
import { PersonName } from "../../ui/person";
import { Loaded, ProblemBox } from "../../ui/state";
import { What } from "./journal";
import { verifyEntry, type EntryProof } from "./verify";
import { SignatureVerdict, Verdict } from "./verdict";

export function EntryPage({ entry }: { entry: number }) {
  const { t } = useText();
  const { instant } = useFigures();
  const detail = useQuery({
    queryKey: ["entry", entry],
    queryFn: () => must(api.GET("/api/v1/journal/entries/{entry}", { params: { path: { entry } } })),
  });
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: "/auditor/journal", title: t("nav.journal") }]}
        title={t("journal.title", { entry })}
        actions={
          <>
            {entry > 1 && <Link href={`/auditor/journal/${entry - 1}`}>{t("journal.before")}</Link>}
            <Link href={`/auditor/journal/${entry + 1}`}>{t("journal.after")}</Link>
          </>
        }
      />
      <Loaded from={detail} lines={6}>
        {(data) => (
          <Card>
            <div className="stack">
              <Facts
                rows={[
                  [t("journal.time"), instant(data.time)],
                  [t("journal.actor"), <PersonName key="actor" person={data.actor} />],
                  [t("journal.what"), <What key="what" entry={data} />],
                ]}
              />
              {data.events.map((event, index) => (
                <pre key={index} className="words mono">
                  {JSON.stringify(event, null, 2)}
                </pre>
              ))}
            </div>
          </Card>
        )}
      </Loaded>
      <ProofCard entry={entry} />
    </div>
  );
}

function ProofCard({ entry }: { entry: number }) {
  const { t } = useText();
  const check = useMutation({ mutationFn: () => verifyEntry(entry) });
  return (
    <Card title={t("proof.title")}>
      <div className="stack">
        <p className="soft">{t("proof.lead")}</p>
        <div className="no-print">
          <Button look="primary" onClick={() => check.mutate()} off={check.isPending}>
            {t(check.isPending ? "state.working" : "action.verify")}
          </Button>
        </div>
        {check.error && <ProblemBox error={check.error} />}
        {check.data && <Result outcome={check.data} />}
      </div>
    </Card>
  );
}

function Result({ outcome }: { outcome: EntryProof }) {
  const { t } = useText();
  return (
    <div className="stack" role="status">
      <Verdict
        good={outcome.good}
        title={t(outcome.good ? "proof.good" : "proof.bad")}
        lead={t(outcome.good ? "proof.good_lead" : "proof.bad_lead", { size: outcome.size, origin: outcome.origin })}
      />
      <SignatureVerdict signature={outcome.signature} publicKey={outcome.publicKey} />
      <Facts
        rows={[
          [t("proof.leaf"), <code key="leaf">{outcome.leaf}</code>],
          ...outcome.steps.map(
            (step, index) =>
              [
                t(step.side === "left" ? "proof.step_left" : "proof.step_right", { n: index + 1 }),
                <span key={index} className="stack tight">
                  <code className="soft">{step.sibling}</code>
                  <code>→ {step.node}</code>
                </span>,
              ] as const,
          ),
          [t("proof.root"), <code key="root">{outcome.expected}</code>],
        ]}
      />
    </div>
  );
}
