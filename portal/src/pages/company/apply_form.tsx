import { useState } from "react";
import { useLocation } from "wouter";
import { doStep } from "../../api/application";
import type {
  ApplicationDetail,
  Call,
  FactsInput,
  PolicyTerms,
  ProgrammeDetail,
  StoredDocument,
} from "../../api/types";
import { useWrite } from "../../api/write";
import { isAnswered, isWellFormed, toAnswers, toStated, type Answers } from "../../lib/facts";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { Ask } from "../../ui/dialog";
import { FactsForm, shownFacts } from "../../ui/facts_form";
import { TextField } from "../../ui/field";
import { Card } from "../../ui/page";
import { ProblemBox } from "../../ui/state";
import { StatedFacts } from "../../ui/stated";
import { Steps } from "../../ui/steps";
import { useToast } from "../../ui/toast";
import { Verdict } from "../../ui/verdict";
import { useAssessment } from "../public/fit";
import { useAutosave, type Saving } from "./autosave";
import { Documents } from "./documents";
import { useOrganisation } from "./organisation";

interface Props {
  call: Call;
  application: string;
  detail: ProgrammeDetail;
  policy: PolicyTerms;
  kept: ApplicationDetail | null;
}

const STEPS = ["apply.step_facts", "apply.step_documents", "apply.step_review"] as const;

export function ApplyForm({ call, application, detail, policy, kept }: Props) {
  const { t } = useText();
  const organisation = useOrganisation().current.key;
  const [step, setStep] = useState(0);
  const [strict, setStrict] = useState(false);
  const [answers, setAnswers] = useState<Answers>(() => toAnswers(policy.facts, kept?.facts_given?.facts ?? {}));
  const [contract, setContract] = useState(kept?.contract ?? "");
  const [documents, setDocuments] = useState<StoredDocument[]>(kept?.document_list ?? []);
  const facts: FactsInput["facts"] = toStated(policy.facts, answers, detail.currency);
  const { saving, flush } = useAutosave(
    application,
    {
      call: call.call,
      organisation: kept?.organisation ?? organisation,
      facts,
      documents,
      ...(contract.trim() ? { contract: contract.trim() } : {}),
    },
    kept?.etag,
  );
  const { result } = useAssessment(detail.programme, policy, answers, detail.currency);
  const open = openFacts(policy, answers, result?.missing ?? []);
  const next = () => {
    setStrict(true);
    if (step > 0 || open === 0) setStep(step + 1);
  };
  return (
    <div className="stack loose">
      <div className="row apart">
        <Steps titles={STEPS.map((each) => t(each))} at={step} onGo={setStep} />
        <SaveState saving={saving} />
      </div>
      {saving.state === "failed" && <ProblemBox error={saving.error} />}
      {step === 0 && (
        <Card>
          <div className="stack loose">
            <FactsForm
              facts={policy.facts}
              answers={answers}
              currency={detail.currency}
              missing={result?.missing ?? []}
              strict={strict}
              onAnswer={(id, answer) => setAnswers((all) => ({ ...all, [id]: answer }))}
            />
            <TextField
              label={t("apply.contract")}
              hint={t("apply.contract_hint")}
              optional
              value={contract}
              onValue={setContract}
            />
          </div>
        </Card>
      )}
      {step === 1 && <Documents policy={policy} documents={documents} onDocuments={setDocuments} />}
      {step === 2 && (
        <div className="stack loose">
          <Card title={t("apply.stated")}>
            <StatedFacts facts={policy.facts} stated={facts} documents={documents} application={application} />
          </Card>
          {result && <Verdict result={result} facts={policy.facts} currency={detail.currency} />}
        </div>
      )}
      {strict && step === 0 && open > 0 && (
        <p className="wrong-note" role="alert">
          {t("apply.open", { n: open })}
        </p>
      )}
      <div className="row">
        {step > 0 && <Button onClick={() => setStep(step - 1)}>{t("action.back")}</Button>}
        {step < STEPS.length - 1 ? (
          <Button look="primary" onClick={next}>
            {t("action.continue")}
          </Button>
        ) : (
          <Submit application={application} flush={flush} />
        )}
      </div>
    </div>
  );
}

// How many facts that are asked now are not answered well.
function openFacts(policy: PolicyTerms, answers: Answers, missing: readonly string[]): number {
  return shownFacts(policy.facts, answers, missing).filter((fact) => {
    const answer = answers[fact.id];
    return answer !== undefined && isAnswered(answer) ? !isWellFormed(fact, answer) : !fact.optional;
  }).length;
}

function SaveState({ saving }: { saving: Saving }) {
  const { t } = useText();
  const tone = { new: "calm", saved: "good", changed: "busy", saving: "busy", failed: "bad" } as const;
  return (
    <span role="status">
      <Chip tone={tone[saving.state]}>{t(`save.${saving.state}`)}</Chip>
    </span>
  );
}

function Submit(props: { application: string; flush: () => Promise<void> }) {
  const { t } = useText();
  const [, go] = useLocation();
  const toast = useToast();
  const [asks, setAsks] = useState(false);
  const submit = useWrite(
    async (_: null, header) => {
      await props.flush();
      return doStep(props.application, "submit", header, { reason: "", until: "" });
    },
    () => {
      toast(t("apply.submitted"));
      go(`/company/applications/${encodeURIComponent(props.application)}`);
    },
  );
  return (
    <>
      <Button look="primary" onClick={() => setAsks(true)}>
        {t("action.submit")}
      </Button>
      {asks && (
        <Ask
          title={t("apply.ask_title")}
          confirm={t("action.submit")}
          busy={submit.isPending}
          error={submit.error}
          onConfirm={() => submit.mutate(null)}
          onClose={() => setAsks(false)}
        >
          <p>{t("apply.ask")}</p>
        </Ask>
      )}
    </>
  );
}
