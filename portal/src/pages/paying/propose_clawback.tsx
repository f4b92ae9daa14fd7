// Proposing to take back part of what was paid of a grant: for a reason, or under a rule of its policy.
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { api, must } from "../../api/client";
import { nextKeyQuery, programmeQuery } from "../../api/paying";
import type { Award } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { plainNumber, toStated, type Answers } from "../../lib/facts";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { FactsForm } from "../../ui/facts_form";
import { Select, TextArea, TextField } from "../../ui/field";
import { Card } from "../../ui/page";
import { ProblemBox } from "../../ui/state";
import { useToast } from "../../ui/toast";
import { href } from "./desk";
import { OneDocument } from "./parts";
import { laterFacts } from "./propose_instalment";

export function isAmount(text: string): boolean {
  return /^\d+(\.\d{1,6})?$/.test(plainNumber(text)) && !/^0*(\.0*)?$/.test(plainNumber(text));
}

export function ProposeClawback(props: { award: Award; reclaimable: string; currency: string }) {
  const { t, pick } = useText();
  const { exact } = useFigures();
  const toast = useToast();
  const [, go] = useLocation();
  const policy = useQuery(programmeQuery(props.award.programme)).data?.policy;
  const next = useQuery(nextKeyQuery("C"));
  const [key, setKey] = useState<string | undefined>(undefined);
  const [amount, setAmount] = useState("");
  const [reason, setReason] = useState("");
  const [rule, setRule] = useState("");
  const [evidence, setEvidence] = useState("");
  const [answers, setAnswers] = useState<Answers>({});
  const [tried, setTried] = useState(false);
  const clawback = (key ?? next.data ?? "").trim();
  const rules = policy?.reclaim ?? [];
  const facts = laterFacts(policy?.facts ?? []).map((fact) => ({ ...fact, optional: true }));
  const propose = useWrite(
    (body: Parameters<typeof post>[0], header) => post(body, header),
    (_, body) => {
      toast(t("paying.proposed"));
      go(href("officer", "clawbacks", body.clawback));
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!clawback || !reason.trim() || !isAmount(amount) || propose.isPending) return;
    propose.mutate({
      clawback,
      award: props.award.award,
      amount: plainNumber(amount),
      reason: reason.trim(),
      ...(rule ? { rule, facts: { ...toStated(facts, answers, props.currency) } } : {}),
      ...(!rule && evidence ? { evidence } : {}),
    });
  };
  const missing = (value: string) => (tried && !value.trim() ? t("field.missing") : undefined);
  return (
    <Card title={t("paying.claw_back_title")}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="soft">{t("paying.claw_back_lead")}</p>
        <TextField
          label={t("propose.amount")}
          hint={t("paying.at_most", { amount: exact(props.reclaimable, "money", props.currency) })}
          inputMode="decimal"
          unit={props.currency}
          value={amount}
          onValue={setAmount}
          wrong={tried && !isAmount(amount) ? t("field.bad_number") : undefined}
        />
        <TextArea label={t("field.reason")} rows={3} value={reason} onValue={setReason} wrong={missing(reason)} />
        {rules.length > 0 && (
          <Select
            label={t("paying.rule")}
            hint={t("paying.rule_hint")}
            value={rule}
            onValue={setRule}
            choices={[
              { value: "", label: t("paying.by_reason") },
              ...rules.map((each) => ({ value: each.id, label: pick(each.reason) || each.id })),
            ]}
          />
        )}
        {rule ? (
          <FactsForm
            facts={facts}
            answers={answers}
            currency={props.currency}
            missing={facts.map(({ id }) => id)}
            strict={tried}
            onAnswer={(id, answer) => setAnswers({ ...answers, [id]: answer })}
          />
        ) : (
          <OneDocument label={t("paying.evidence")} hash={evidence} onHash={setEvidence} />
        )}
        <TextField
          label={t("paying.clawback_key")}
          hint={t("paying.key_hint")}
          autoComplete="off"
          value={key ?? next.data ?? ""}
          onValue={setKey}
          wrong={missing(clawback)}
        />
        {propose.error && <ProblemBox error={propose.error} />}
        <div>
          <Button type="submit" look="primary" off={propose.isPending}>
            {t("paying.propose")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

interface Body {
  clawback: string;
  award: string;
  amount: string;
  reason: string;
  rule?: string;
  facts?: Record<string, unknown>;
  evidence?: string;
}

function post(body: Body, header: { "Idempotency-Key": string }) {
  return must(api.POST("/api/v1/clawbacks", { params: { header }, body }));
}
