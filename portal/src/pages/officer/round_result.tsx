// A round that was shared out: who got what, and everything that anyone needs to do it again.
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, must, saveBytes } from "../../api/client";
import type { Call, Round } from "../../api/types";
import { digest } from "../../lib/proof";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Alert, CheckCircle, Download } from "../../ui/icons";
import { Card, Facts, Section } from "../../ui/page";
import { Loaded, ProblemBox } from "../../ui/state";
import { Preview } from "./preview";

export function RoundResult({ call }: { call: Call }) {
  const { t } = useText();
  const round = useQuery({
    queryKey: ["round", call.call],
    queryFn: () => must(api.GET("/api/v1/calls/{call}/round", { params: { path: { call: call.call } } })),
  });
  return (
    <Loaded from={round} lines={8}>
      {(data) => (
        <>
          <Section title={t("rounds.results")}>
            <Preview call={call} results={data.results} />
          </Section>
          <Checking round={data} />
        </>
      )}
    </Loaded>
  );
}

interface Checked {
  inputs: boolean;
  outcome: boolean;
  seed: boolean | undefined; // nothing where there was no draw
}

async function check(round: Round): Promise<Checked> {
  return {
    inputs: (await digest(round.inputs)) === round.inputs_hash,
    outcome: (await digest(round.outcome)) === round.outcome_hash,
    seed: round.seed_commitment === null ? undefined : (await digest(round.seed)) === round.seed_commitment,
  };
}

function Checking({ round }: { round: Round }) {
  const { t } = useText();
  const checked = useMutation({ mutationFn: () => check(round) });
  const save = (what: "inputs" | "outcome") =>
    saveBytes(new Blob([round[what]], { type: "text/plain" }), fileOf(round, what));
  return (
    <Card title={t("rounds.check")}>
      <div className="stack">
        <p className="soft">{t("rounds.check_lead")}</p>
        <Facts
          rows={[
            [t("rounds.inputs"), <code key="inputs">{round.inputs_hash}</code>],
            [t("rounds.outcome"), <code key="outcome">{round.outcome_hash}</code>],
            [t("rounds.commitment"), round.seed_commitment && <code key="commitment">{round.seed_commitment}</code>],
            [t("rounds.seed"), round.seed && <code key="seed">{round.seed}</code>],
          ]}
        />
        <div className="row no-print">
          {(["inputs", "outcome"] as const).map((what) => (
            <Button key={what} small onClick={() => save(what)}>
              <Download className="glyph" />
              {t(`rounds.save_${what}`)}
            </Button>
          ))}
          <Button small onClick={() => checked.mutate()} off={checked.isPending}>
            {t("rounds.check_digests")}
          </Button>
        </div>
        {checked.error && <ProblemBox error={checked.error} />}
        {checked.data && <Verdict checked={checked.data} />}
        <p>{t("rounds.check_again")}</p>
        <pre className="words">{`scrip call check ${fileOf(round, "inputs")} ${fileOf(round, "outcome")}`}</pre>
      </div>
    </Card>
  );
}

function fileOf(round: Round, what: "inputs" | "outcome"): string {
  return `${round.call}-${what}.txt`;
}

function Verdict({ checked }: { checked: Checked }) {
  const { t } = useText();
  const wrong = (["inputs", "outcome", "seed"] as const).filter((each) => checked[each] === false);
  return (
    <div className={`message ${wrong.length > 0 ? "bad" : "good"}`} role="status">
      {wrong.length > 0 ? <Alert /> : <CheckCircle />}
      <strong>{t(wrong.length > 0 ? "rounds.digests_wrong" : "rounds.digests_good")}</strong>
      {wrong.map((each) => (
        <p key={each}>{t(`rounds.wrong_${each}`)}</p>
      ))}
    </div>
  );
}
