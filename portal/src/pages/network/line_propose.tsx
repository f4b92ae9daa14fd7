// Proposing the rule of a programme's waiting line: who is served first, and what single organisations are to it.
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Button as AriaButton, FileTrigger } from "react-aria-components";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import { useWrite } from "../../api/write";
import { fileText } from "../../lib/file_text";
import { countsStandings, isStanding, readStandings, type RowProblem, type Standing } from "../../lib/standings";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Select, TextField } from "../../ui/field";
import { Alert } from "../../ui/icons";
import { Card } from "../../ui/page";
import { NewSeed } from "../../ui/seed";
import { ProblemBox } from "../../ui/state";
import { useToast } from "../../ui/toast";

const ORDERS = ["first_come", "priority", "fair_share", "deadline", "lottery"] as const;
type Order = (typeof ORDERS)[number];

interface Form {
  rule: string;
  programme: string;
  order: Order;
  usual: string;
  standings: readonly Standing[];
  days: string;
  ahead: string; // hours
  commitment: string;
}

const HOUR_S = 3600;
const WEEK = "168";
const EMPTY: Form = {
  rule: "",
  programme: "",
  order: "first_come",
  usual: "1",
  standings: [],
  days: "30",
  ahead: WEEK,
  commitment: "",
};

function bodyOf(form: Form) {
  const counted = countsStandings(form.order);
  return {
    rule: form.rule.trim(),
    order: form.order,
    ahead_s: Math.round(Number(form.ahead) * HOUR_S),
    ...(counted ? { usual: Number(form.usual), standings: form.standings.map(numbered) } : {}),
    ...(form.order === "fair_share" ? { days: Number(form.days) } : {}),
    ...(form.order === "lottery" ? { commitment: form.commitment } : {}),
  };
}

const numbered = (each: Standing) => ({ organisation: each.organisation, value: Number(each.value) });

function isReady(form: Form): boolean {
  if (form.rule.trim() === "" || !(Number(form.ahead) > 0)) return false;
  if (form.order === "lottery") return form.commitment !== "";
  if (!countsStandings(form.order)) return true;
  return isStanding(form.usual) && form.standings.every((each) => each.organisation !== "" && isStanding(each.value));
}

export function Propose() {
  const { t, name } = useText();
  const names = useNames();
  const toast = useToast();
  const [form, setForm] = useState(EMPTY);
  const programme = form.programme || (names.programmes[0]?.value ?? "");
  const propose = useWrite(
    (input: Form, header) =>
      must(
        api.POST("/api/v1/programmes/{programme}/allocation-rules", {
          params: { path: { programme: input.programme }, header },
          body: bodyOf(input),
        }),
      ),
    () => {
      setForm(EMPTY);
      toast(t("waiting.proposed"));
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady(form) && !propose.isPending) propose.mutate({ ...form, programme });
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
          <TextField
            label={t("waiting.ahead_hours")}
            hint={t("waiting.ahead_hint")}
            inputMode="decimal"
            value={form.ahead}
            onValue={(ahead) => setForm({ ...form, ahead })}
          />
          {form.order === "fair_share" && (
            <TextField
              label={t("waiting.days")}
              inputMode="numeric"
              value={form.days}
              onValue={(days) => setForm({ ...form, days })}
            />
          )}
        </div>
        <p className="soft">{name("line_order_lead", form.order)}</p>
        {countsStandings(form.order) && <Standings form={form} onForm={setForm} />}
        {form.order === "lottery" && (
          <NewSeed
            name={`seed-${form.rule.trim() || programme}`}
            onCommitment={(commitment) => setForm({ ...form, commitment })}
          />
        )}
        <p className="small soft">{t("waiting.propose_lead")}</p>
        {propose.error && <ProblemBox error={propose.error} />}
        <div>
          <Button type="submit" look="primary" off={propose.isPending || !isReady(form)}>
            {t("waiting.propose_do")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

interface StandingsProps {
  form: Form;
  onForm: (form: Form) => void;
}

// The usual class or weight, and those of single organisations: row by row, or from a file.
function Standings({ form, onForm }: StandingsProps) {
  const { t } = useText();
  const names = useNames();
  const kind = form.order === "priority" ? "class" : "weight";
  const put = (at: number, change: Partial<Standing>) =>
    onForm({ ...form, standings: form.standings.map((each, i) => (i === at ? { ...each, ...change } : each)) });
  const drop = (at: number) => onForm({ ...form, standings: form.standings.filter((_, i) => i !== at) });
  const load = useMutation({
    mutationFn: async (file: File) => readStandings(await fileText(file), names.organisations),
    onSuccess: ({ standings, problems }) => problems.length === 0 && onForm({ ...form, standings }),
  });
  return (
    <fieldset className="stack">
      <legend>{t(`waiting.of_each_${kind}`)}</legend>
      <TextField
        label={t(`waiting.usual_${kind}`)}
        hint={t(`waiting.usual_hint_${kind}`)}
        inputMode="numeric"
        value={form.usual}
        onValue={(usual) => onForm({ ...form, usual })}
        wrong={isStanding(form.usual) ? undefined : t("waiting.standing_wrong")}
      />
      {form.standings.map((each, at) => (
        <div key={at} className="row end">
          <Select
            label={t("reservation.organisation")}
            value={each.organisation}
            onValue={(organisation) => put(at, { organisation })}
            choices={[
              { value: "", label: t("waiting.choose") },
              ...names.organisations.filter(
                (choice) =>
                  choice.value === each.organisation ||
                  !form.standings.some((other) => other.organisation === choice.value),
              ),
            ]}
          />
          <TextField
            label={t(`waiting.${kind}`)}
            inputMode="numeric"
            value={each.value}
            onValue={(value) => put(at, { value })}
            wrong={isStanding(each.value) ? undefined : t("waiting.standing_wrong")}
          />
          <Button small look="quiet" onClick={() => drop(at)}>
            {t("claim.row_remove")}
            <span className="visually-hidden"> {names.organisation(each.organisation)}</span>
          </Button>
        </div>
      ))}
      <div className="row">
        <Button
          small
          onClick={() => onForm({ ...form, standings: [...form.standings, { organisation: "", value: form.usual }] })}
        >
          {t("waiting.add_organisation")}
        </Button>
        <FileTrigger acceptedFileTypes={[".csv"]} onSelect={(files) => files?.[0] && load.mutate(files[0])}>
          <AriaButton className="button small">{t(load.isPending ? "state.working" : "waiting.from_file")}</AriaButton>
        </FileTrigger>
        <span className="small soft">{t(`waiting.file_hint_${kind}`)}</span>
      </div>
      {load.error && <ProblemBox error={load.error} />}
      {load.data && load.data.problems.length > 0 && <FileProblems problems={load.data.problems} />}
    </fieldset>
  );
}

const SHOWN_MAX = 10;

function FileProblems({ problems }: { problems: readonly RowProblem[] }) {
  const { t, name } = useText();
  return (
    <div className="message bad" role="alert">
      <Alert />
      <strong>{t("waiting.file_wrong", { n: problems.length })}</strong>
      <ul>
        {problems.slice(0, SHOWN_MAX).map(({ row, problem, cell }) => (
          <li key={row}>
            {t("waiting.file_row", { row })}: {name("standing_problem", problem)} <code>{cell}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}
