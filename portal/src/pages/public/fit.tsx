// "Does it fit me?": the rules answer, with each rule's result, its article and its reason. Nothing is kept.
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, must } from "../../api/client";
import type { AssessmentResult, PolicyTerms } from "../../api/types";
import { toStated, type Answers } from "../../lib/facts";
import { useText } from "../../text/text";
import { Verdict } from "../../ui/verdict";
import { FactsForm } from "../../ui/facts_form";
import { ProblemBox } from "../../ui/state";

// How long one pauses while typing before the rules are asked.
const PAUSE_MS = 350;

// The rules' answer to the facts so far. Asked again with every change, so that facts which only some need come up.
export function useAssessment(programme: string, policy: PolicyTerms, answers: Answers, currency: string) {
  const stated = JSON.stringify(toStated(policy.facts, answers, currency));
  const { mutate, data, error } = useMutation({
    mutationFn: (text: string): Promise<AssessmentResult> =>
      must(
        api.POST("/api/v1/programmes/{programme}/assessments", {
          params: { path: { programme } },
          body: { facts: JSON.parse(text) as Record<string, never> },
        }),
      ),
  });
  useEffect(() => {
    if (stated === "{}") return;
    const timer = setTimeout(() => mutate(stated), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [stated, mutate]);
  return { result: stated === "{}" ? undefined : data, error };
}

export function Fit(props: { programme: string; policy: PolicyTerms; currency: string }) {
  const { t } = useText();
  const [answers, setAnswers] = useState<Answers>({});
  const { result, error } = useAssessment(props.programme, props.policy, answers, props.currency);
  return (
    <div className="stack loose">
      <p className="soft">{t("fit.lead")}</p>
      <div className="card">
        <FactsForm
          facts={props.policy.facts}
          answers={answers}
          currency={props.currency}
          missing={result?.missing ?? []}
          strict={false}
          onAnswer={(id, answer) => setAnswers((all) => ({ ...all, [id]: answer }))}
        />
      </div>
      {error && <ProblemBox error={error} />}
      <div aria-live="polite">
        {result && <Verdict result={result} facts={props.policy.facts} currency={props.currency} />}
      </div>
    </div>
  );
}
