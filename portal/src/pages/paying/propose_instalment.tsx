// Proposing an instalment with what is known by now; its condition is run over it.
import { useState, type FormEvent } from "react";
import { api, must } from "../../api/client";
import type { GrantInstalment } from "../../api/paying";
import type { Fact, FactsInput } from "../../api/types";
import { useWrite } from "../../api/write";
import { isAnswered, isWellFormed, toStated, type Answers } from "../../lib/facts";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { FactsForm } from "../../ui/facts_form";
import { ProblemBox } from "../../ui/state";
import { useToast } from "../../ui/toast";

// What the applicant stated was decided on, and stays: only others add to it later (docs/settlement.md). What Scrip
// measures itself nobody states.
const LATER: readonly Fact["from"][] = ["officer", "assessor", "committee", "register", "meter"];

export function laterFacts(facts: readonly Fact[]): Fact[] {
  return facts.filter((fact) => LATER.includes(fact.from) && fact.measure === "");
}

interface Props {
  award: string;
  instalment: GrantInstalment;
  facts: readonly Fact[];
  currency: string;
  onDone: () => void;
}

export function ProposeInstalment({ award, instalment, facts, currency, onDone }: Props) {
  const { t } = useText();
  const toast = useToast();
  const [answers, setAnswers] = useState<Answers>({});
  const [tried, setTried] = useState(false);
  const { missing } = instalment.condition;
  const asked = laterFacts(facts).filter((fact) => missing.includes(fact.id));
  const propose = useWrite(
    (stated: FactsInput["facts"], header) =>
      must(
        api.POST("/api/v1/awards/{award}/instalments", {
          params: { path: { award }, header },
          body: { instalment: instalment.instalment, facts: { ...stated } },
        }),
      ),
    () => {
      toast(t("paying.proposed"));
      onDone();
    },
  );
  const isGood = (fact: Fact) => {
    const answer = answers[fact.id];
    return answer !== undefined && isAnswered(answer) && isWellFormed(fact, answer);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!asked.every(isGood) || propose.isPending) return;
    propose.mutate(toStated(asked, answers, currency));
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {asked.length > 0 ? (
        <FactsForm
          facts={asked}
          answers={answers}
          currency={currency}
          missing={missing}
          strict={tried}
          onAnswer={(id, answer) => setAnswers({ ...answers, [id]: answer })}
        />
      ) : (
        <p className="soft">{t("paying.nothing_asked")}</p>
      )}
      {propose.error && <ProblemBox error={propose.error} />}
      <div>
        <Button type="submit" look="primary" off={propose.isPending}>
          {t("paying.propose")}
        </Button>
      </div>
    </form>
  );
}
