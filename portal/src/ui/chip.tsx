// A status: a word, a symbol and a colour; the word alone is enough.
import type { ReactNode } from "react";
import { useText } from "../text/text";
import { Alert, Check, Clock, Cross, Dot, Minus } from "./icons";

export type Tone = "good" | "warn" | "bad" | "busy" | "calm";

const ICONS = { good: Check, warn: Alert, bad: Cross, busy: Dot, calm: Minus };

export function Chip(props: { tone: Tone; children: ReactNode }) {
  const Icon = ICONS[props.tone];
  return (
    <span className={`chip ${props.tone}`}>
      <Icon />
      {props.children}
    </span>
  );
}

const TONES: Record<string, Tone> = {
  awarded: "good",
  active: "good",
  paid: "good",
  open: "good",
  charged: "good",
  closed: "calm",
  complete: "busy",
  assessed: "busy",
  allocated: "busy",
  proposed: "busy",
  submitted: "busy",
  held: "busy",
  applied: "busy",
  accredited: "good",
  approved: "good",
  published: "good",
  draft: "calm",
  withdrawn: "calm",
  expired: "calm",
  released: "calm",
  exhausted: "calm",
  scheduled: "calm",
  planned: "calm",
  returned: "warn",
  appealed: "warn",
  suspended: "warn",
  waiting: "busy",
  offered: "good",
  left: "calm",
  lapsed: "warn",
  reserved: "good",
  in_use: "busy",
  used: "calm",
  cancelled: "calm",
  reclaimed: "warn",
  broken: "bad",
  refused: "bad",
  revoked: "bad",
  rejected: "bad",
};

export function StatusChip(props: { status: string }) {
  const { name } = useText();
  return <Chip tone={TONES[props.status] ?? "calm"}>{name("status", props.status)}</Chip>;
}

// A day that is near stands out.
export function DueChip(props: { at: string; children: ReactNode }) {
  const days = (Date.parse(props.at) - Date.now()) / 86_400_000;
  if (days > 30) return <>{props.children}</>;
  return (
    <span className={`chip ${days < 7 ? "bad" : "warn"}`}>
      <Clock />
      {props.children}
    </span>
  );
}
