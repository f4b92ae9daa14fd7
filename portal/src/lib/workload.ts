// Workloads as people write them down and as the API takes them: what belongs to which kind, what is missing, and well-known
// sizes to begin from. Figures stay texts ("70B", "1.4T"); the server reads them.

export type Kind = "devices" | "train" | "serve";
export type Latency = "batch" | "standard" | "interactive";

export const KINDS: readonly Kind[] = ["devices", "train", "serve"];
export const LATENCIES: readonly Latency[] = ["interactive", "standard", "batch"];

// Every field of the form; those of other kinds keep what was typed while one looks around.
export interface WorkloadForm {
  kind: Kind;
  devices: string;
  hours: string; // "24", "1.5h", "90m", "30d"
  parameters: string;
  active_parameters: string;
  tokens: string;
  sequence: string;
  precision: "16bit" | "8bit";
  requests_per_day: string;
  tokens_in: string;
  tokens_out: string;
  latency: Latency;
}

type Field = Exclude<keyof WorkloadForm, "kind">;

const REQUIRED: Record<Kind, readonly Field[]> = {
  devices: ["devices", "hours"],
  train: ["parameters", "tokens"],
  serve: ["parameters", "hours", "requests_per_day", "tokens_in", "tokens_out"],
};

const OPTIONAL: Record<Kind, readonly Field[]> = {
  devices: [],
  train: ["active_parameters", "sequence", "precision", "devices", "hours"],
  serve: ["active_parameters", "precision", "latency", "devices"],
};

export const EMPTY: WorkloadForm = {
  kind: "train",
  devices: "",
  hours: "",
  parameters: "",
  active_parameters: "",
  tokens: "",
  sequence: "",
  precision: "16bit",
  requests_per_day: "",
  tokens_in: "",
  tokens_out: "",
  latency: "standard",
};

export interface Preset extends Partial<WorkloadForm> {
  kind: Kind;
}

// Training: 20 tokens a parameter, as Hoffmann et al. 2022 (arXiv:2203.15556) found best for a given effort.
export const PRESETS: readonly Preset[] = [
  { kind: "train", parameters: "1.5B", tokens: "30B" },
  { kind: "train", parameters: "7B", tokens: "140B" },
  { kind: "train", parameters: "14B", tokens: "280B" },
  { kind: "train", parameters: "32B", tokens: "640B" },
  { kind: "train", parameters: "70B", tokens: "1.4T" },
  { kind: "serve", parameters: "7B", requests_per_day: "100000", tokens_in: "500", tokens_out: "300", hours: "30d" },
  { kind: "serve", parameters: "32B", requests_per_day: "100000", tokens_in: "500", tokens_out: "300", hours: "30d" },
  { kind: "serve", parameters: "70B", requests_per_day: "20000", tokens_in: "1000", tokens_out: "500", hours: "30d" },
  { kind: "devices", devices: "1", hours: "24" },
  { kind: "devices", devices: "8", hours: "7d" },
  { kind: "devices", devices: "16", hours: "7d" },
  { kind: "devices", devices: "64", hours: "30d" },
];

export function isPreset(form: WorkloadForm, preset: Preset): boolean {
  return Object.entries(preset).every(([field, value]) => form[field as keyof WorkloadForm] === value);
}

// The required fields that nothing stands in.
export function missing(form: WorkloadForm): Field[] {
  return REQUIRED[form.kind].filter((field) => form[field].trim() === "");
}

// As the API takes it: the fields of the kind that something stands in.
export interface WorkloadBody extends Partial<Omit<WorkloadForm, "kind">> {
  kind: Kind;
}

export function bodyOf(form: WorkloadForm): WorkloadBody {
  const fields = [...REQUIRED[form.kind], ...OPTIONAL[form.kind]].filter((field) => form[field].trim() !== "");
  return { kind: form.kind, ...Object.fromEntries(fields.map((field) => [field, form[field].trim()])) };
}

// The form that asks for what a quote was asked for.
export function formOf(body: WorkloadBody): WorkloadForm {
  const said = Object.fromEntries(
    Object.entries(body).map(([field, value]) => [field, COUNTS.has(field) ? short(String(value)) : value]),
  );
  return { ...EMPTY, ...said };
}

const COUNTS = new Set<string>(["parameters", "active_parameters", "tokens"]);
const UNITS = [
  { letter: "T", zeros: 12 },
  { letter: "B", zeros: 9 },
  { letter: "M", zeros: 6 },
  { letter: "K", zeros: 3 },
] as const;

// "70000000000" is "70B", exactly: what has more than three digits behind the point stays as it is.
export function short(digits: string): string {
  if (!/^\d+$/.test(digits)) return digits;
  const unit = UNITS.find((each) => digits.length > each.zeros);
  if (!unit) return digits;
  const whole = digits.slice(0, -unit.zeros);
  const behind = digits.slice(-unit.zeros).replace(/0+$/, "");
  if (behind.length > 3) return digits;
  return `${whole}${behind ? `.${behind}` : ""}${unit.letter}`;
}

// A row of the list of quotes says its workload in one text: "train 7000000000 x 20000000000", "serve 7000000000 x
// 100000/d", "devices 16 x 168.00 h".
export interface Said {
  kind: Kind;
  size: string; // devices or parameters
  work: string; // hours, tokens or requests a day
}

export function said(text: string): Said | undefined {
  const found = /^(devices|train|serve) (\d+) x ([\d.]+)(?: h|\/d)?$/.exec(text);
  if (!found) return undefined;
  const [, kind, size = "", work = ""] = found;
  return kind === "devices"
    ? { kind, size, work }
    : { kind: kind as Kind, size: short(size), work: kind === "train" ? short(work) : work };
}

// "24", "1.5h", "90m" and "30d" in hours; undefined for what the server would refuse.
export function hoursOf(text: string): number | undefined {
  const found = /^(\d{1,9}(?:\.\d{1,4})?)\s*([hdm]?)$/.exec(text.trim());
  if (!found) return undefined;
  const value = Number(found[1]);
  return found[2] === "d" ? value * 24 : found[2] === "m" ? value / 60 : value;
}

// What is left until an instant: hours, minutes, seconds; nothing below zero.
export function left(until: string, now: number): { h: number; m: number; s: number; over: boolean } {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
  return { h: Math.floor(seconds / 3600), m: Math.floor((seconds % 3600) / 60), s: seconds % 60, over: seconds === 0 };
}

// Parts of what pays an offer, as the API lists them: "V-1:480.00;V-2:20.00".
export function partsOf(text: string): { voucher: string; amount: string }[] {
  return text
    .split(";")
    .filter(Boolean)
    .map((part) => {
      const at = part.lastIndexOf(":");
      return { voucher: part.slice(0, at), amount: part.slice(at + 1) };
    });
}
