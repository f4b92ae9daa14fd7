// Proposing a decision. Another person approves it; the reason goes to the applicant, in both languages.
import { useState, type FormEvent } from "react";
import { api, must } from "../../api/client";
import type { ApplicationDetail } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { plainNumber } from "../../lib/facts";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Choices, TextArea, TextField } from "../../ui/field";
import { Card } from "../../ui/page";
import { ProblemBox } from "../../ui/state";
import { useToast } from "../../ui/toast";

interface Proposal {
  outcome: "award" | "refuse";
  amount?: string;
  reason: { en: string; zh: string };
}

export function Propose({ application }: { application: ApplicationDetail }) {
  const { t } = useText();
  const { amount: show } = useFigures();
  const toast = useToast();
  const { assessment } = application;
  const [outcome, setOutcome] = useState<Proposal["outcome"]>(assessment?.eligible ? "award" : "refuse");
  const [amount, setAmount] = useState(assessment?.amount ?? "");
  const [en, setEn] = useState("");
  const [zh, setZh] = useState("");
  const [tried, setTried] = useState(false);
  const propose = useWrite(
    (body: Proposal, header) =>
      must(
        api.POST("/api/v1/applications/{application}/propose", {
          params: { path: { application: application.application }, header },
          body,
        }),
      ),
    () => toast(t("done.propose")),
  );
  const noReason = en.trim() === "" && zh.trim() === "";
  const badAmount = outcome === "award" && !/^\d+(\.\d{1,6})?$/.test(plainNumber(amount));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (noReason || badAmount) return;
    const reason = { en: en.trim(), zh: zh.trim() };
    propose.mutate(outcome === "award" ? { outcome, amount: plainNumber(amount), reason } : { outcome, reason });
  };
  return (
    <Card title={t("propose.title")}>
      <form className="stack" onSubmit={submit}>
        <p className="soft">{t("propose.lead")}</p>
        <Choices
          label={t("propose.outcome")}
          choices={[
            { value: "award", label: t("decision.award") },
            { value: "refuse", label: t("decision.refuse") },
          ]}
          values={[outcome]}
          onValues={([value]) => setOutcome(value === "award" ? "award" : "refuse")}
        />
        {outcome === "award" && (
          <TextField
            label={t("propose.amount")}
            hint={assessment ? t("propose.at_most", { amount: show(assessment.amount, application.unit) }) : undefined}
            wrong={tried && badAmount ? t("field.bad_number") : undefined}
            inputMode="decimal"
            unit={application.currency || " "}
            value={amount}
            onValue={setAmount}
          />
        )}
        <div className="columns even">
          <TextArea
            label={t("propose.reason_en")}
            rows={2}
            value={en}
            onValue={setEn}
            wrong={tried && noReason ? t("field.reason_missing") : undefined}
          />
          <TextArea label={t("propose.reason_zh")} rows={2} value={zh} onValue={setZh} />
        </div>
        {propose.error && <ProblemBox error={propose.error} />}
        <div>
          <Button type="submit" look="primary" off={propose.isPending}>
            {t("action.propose")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
