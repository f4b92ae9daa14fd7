// The first step: what to run, with an estimate while one writes.
import { useState, type FormEvent } from "react";
import { useNames } from "../../../api/names";
import {
  bodyOf,
  EMPTY,
  hoursOf,
  isPreset,
  KINDS,
  LATENCIES,
  missing,
  PRESETS,
  type Kind,
  type Preset,
  type WorkloadForm,
} from "../../../lib/workload";
import { useFigures, useToday } from "../../../app/figures";
import { dayAfter } from "../../../lib/day";
import { useText } from "../../../text/text";
import { Button } from "../../../ui/button";
import { Choices, Select, TextField } from "../../../ui/field";
import { Card } from "../../../ui/page";
import { useResources } from "../../../ui/resources";
import { ProblemBox } from "../../../ui/state";
import { Switch } from "../../../ui/switch";
import { rankOf, RANKS, useAsk } from "./ask";
import { EstimateCard } from "./estimate";

export interface Wish {
  form: WorkloadForm;
  use: string;
  rank: string;
  sites: readonly string[];
  chips: readonly string[];
}

export function firstWish(site: string): Wish {
  return { form: { ...EMPTY, ...PRESETS[1] }, use: "", rank: "cheapest", sites: site ? [site] : [], chips: [] };
}

// Vouchers are for a use: what a model is trained or served for is known, of bare devices it is asked.
const USES: Record<Kind, string> = { devices: "training", train: "training", serve: "inference" };

export function WorkloadStep({ begin, onAsked }: { begin: Wish; onAsked: (quote: string) => void }) {
  const { t, name } = useText();
  const [form, setForm] = useState(begin.form);
  const [wish, setWish] = useState(begin);
  const [times, setTimes] = useState({ earliest: "", latest: "" });
  const [tried, setTried] = useState(false);
  const ask = useAsk(onAsked);
  const use = wish.use || USES[form.kind];
  const wrong = wrongHours(form);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing(form).length > 0 || wrong || ask.isPending) return;
    ask.mutate({
      workload: bodyOf(form),
      use,
      rank: rankOf(wish.rank),
      sites: wish.sites,
      chips: wish.chips,
      ...(times.earliest ? { earliest: times.earliest } : {}),
      ...(times.latest ? { latest: dayAfter(times.latest) } : {}),
    });
  };
  return (
    <form className="columns book" onSubmit={submit} noValidate>
      <Card>
        <div className="stack">
          <Switch
            label={t("book.what")}
            views={KINDS.map((each) => ({ key: each, title: t(`workload.${each}`) }))}
            at={form.kind}
            onGo={(kind) => setForm({ ...form, kind })}
          />
          <Presets form={form} onChoose={(preset) => setForm({ ...form, ...preset })} />
          <Fields form={form} onForm={setForm} tried={tried} wrongHours={wrong} />
          <Choices
            label={t("book.rank")}
            hint={t("book.rank_hint")}
            choices={RANKS.map((each) => ({ value: each, label: t(`rank.${each}`) }))}
            values={[wish.rank]}
            onValues={([rank = "cheapest"]) => setWish({ ...wish, rank })}
          />
          <More wish={wish} onWish={setWish} times={times} onTimes={setTimes}>
            <Select
              label={t("spending.use")}
              hint={t("book.use_hint")}
              value={use}
              onValue={(value) => setWish({ ...wish, use: value })}
              choices={["training", "inference", "unspecified"].map((each) => ({
                value: each,
                label: name("use", each),
              }))}
            />
          </More>
          {ask.error && <ProblemBox error={ask.error} />}
          <div>
            <Button type="submit" look="primary" off={ask.isPending}>
              {t(ask.isPending ? "state.working" : "book.ask")}
            </Button>
          </div>
        </div>
      </Card>
      <EstimateCard form={form} ready={missing(form).length === 0 && !wrong} />
    </form>
  );
}

function wrongHours(form: WorkloadForm): boolean {
  return form.hours.trim() !== "" && hoursOf(form.hours) === undefined;
}

function Presets(props: { form: WorkloadForm; onChoose: (preset: Preset) => void }) {
  const { t } = useText();
  const { count } = useFigures();
  const { form } = props;
  const title = (preset: Preset) =>
    t(`preset.${preset.kind}`, {
      size: preset.parameters ?? preset.devices ?? "",
      tokens: preset.tokens ?? "",
      requests: count(preset.requests_per_day ?? "0"),
      hours: preset.hours ?? "",
    });
  return (
    <div className="field">
      <span className="label">{t("book.presets")}</span>
      <div className="switch" role="group" aria-label={t("book.presets")}>
        {PRESETS.filter((each) => each.kind === form.kind).map((preset) => (
          <button
            key={title(preset)}
            type="button"
            aria-pressed={isPreset(form, preset)}
            onClick={() => props.onChoose(preset)}
          >
            {title(preset)}
          </button>
        ))}
      </div>
      {form.kind === "train" && <span className="hint">{t("book.presets_source")}</span>}
    </div>
  );
}

interface FieldsProps {
  form: WorkloadForm;
  onForm: (form: WorkloadForm) => void;
  tried: boolean;
  wrongHours: boolean;
}

function Fields({ form, onForm, tried, wrongHours: badHours }: FieldsProps) {
  const { t } = useText();
  const lacks = missing(form);
  const field = (
    of: "devices" | "hours" | "parameters" | "tokens" | "requests_per_day" | "tokens_in" | "tokens_out",
    hint?: string,
    optional = false,
  ) => (
    <TextField
      label={t(`workload.${of}`)}
      hint={hint}
      optional={optional}
      inputMode={of === "hours" || of === "parameters" || of === "tokens" ? "text" : "numeric"}
      autoComplete="off"
      value={form[of]}
      onValue={(value) => onForm({ ...form, [of]: value })}
      wrong={
        of === "hours" && badHours
          ? t("workload.hours_wrong")
          : tried && lacks.includes(of)
            ? t("field.missing")
            : undefined
      }
    />
  );
  if (form.kind === "devices")
    return (
      <div className="field-grid">
        {field("devices")}
        {field("hours", t("workload.hours_hint"))}
      </div>
    );
  return (
    <>
      <div className="field-grid">
        {field("parameters", t("workload.parameters_hint"))}
        {form.kind === "train" && field("tokens", t("workload.tokens_hint"))}
        {form.kind === "serve" && field("requests_per_day")}
        {form.kind === "serve" && field("tokens_in")}
        {form.kind === "serve" && field("tokens_out")}
        {form.kind === "serve" && field("hours", t("workload.hours_hint"))}
      </div>
      {form.kind === "serve" && (
        <Select
          label={t("workload.latency")}
          value={form.latency}
          onValue={(value) => onForm({ ...form, latency: LATENCIES.find((each) => each === value) ?? "standard" })}
          choices={LATENCIES.map((each) => ({ value: each, label: t(`latency.${each}`) }))}
        />
      )}
      <details>
        <summary>{t("book.model_more")}</summary>
        <div className="field-grid padded">
          <TextField
            label={t("workload.active_parameters")}
            hint={t("workload.active_hint")}
            optional
            value={form.active_parameters}
            onValue={(value) => onForm({ ...form, active_parameters: value })}
          />
          {form.kind === "train" && (
            <TextField
              label={t("workload.sequence")}
              hint={t("workload.sequence_hint")}
              optional
              inputMode="numeric"
              value={form.sequence}
              onValue={(value) => onForm({ ...form, sequence: value })}
            />
          )}
          {form.kind === "train" && field("hours", t("workload.within_hint"), true)}
          {field("devices", t("workload.at_least_hint"), true)}
          <Select
            label={t("workload.precision")}
            value={form.precision}
            onValue={(value) => onForm({ ...form, precision: value === "8bit" ? "8bit" : "16bit" })}
            choices={(["16bit", "8bit"] as const).map((each) => ({ value: each, label: t(`precision.${each}`) }))}
          />
        </div>
      </details>
    </>
  );
}

interface MoreProps {
  wish: Wish;
  onWish: (wish: Wish) => void;
  times: { earliest: string; latest: string };
  onTimes: (times: { earliest: string; latest: string }) => void;
  children: React.ReactNode;
}

// What narrows the search: most need none of it.
function More({ wish, onWish, times, onTimes, children }: MoreProps) {
  const { t } = useText();
  const names = useNames();
  const today = useToday();
  const chips = useResources().filter((each) => each.kind === "accelerator");
  const any = { value: "", label: t("book.any") };
  return (
    <details open={wish.sites.length > 0 || wish.chips.length > 0}>
      <summary>{t("book.more")}</summary>
      <div className="field-grid padded">
        {children}
        <Select
          label={t("book.only_site")}
          value={wish.sites[0] ?? ""}
          onValue={(value) => onWish({ ...wish, sites: value ? [value] : [] })}
          choices={[any, ...names.sites]}
        />
        <Select
          label={t("book.only_chip")}
          value={wish.chips[0] ?? ""}
          onValue={(value) => onWish({ ...wish, chips: value ? [value] : [] })}
          choices={[any, ...chips]}
        />
        <TextField
          label={t("book.earliest")}
          optional
          type="date"
          min={today}
          value={times.earliest}
          onValue={(earliest) => onTimes({ ...times, earliest })}
        />
        <TextField
          label={t("book.latest")}
          optional
          type="date"
          min={today}
          value={times.latest}
          onValue={(latest) => onTimes({ ...times, latest })}
        />
      </div>
    </details>
  );
}
