// Parts of the pages of money out: states of what is owed, a question before a write, a document to go with it.
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { Button as AriaButton, FileTrigger } from "react-aria-components";
import { Link } from "wouter";
import { uploadDocument } from "../../api/application";
import { useWrite, type WriteHeader } from "../../api/write";
import { useText } from "../../text/text";
import { Button, type Look } from "../../ui/button";
import { Chip, type Tone } from "../../ui/chip";
import { Ask } from "../../ui/dialog";
import { ProblemBox } from "../../ui/state";
import { useToast } from "../../ui/toast";
import { sourceHref, TABS, tabHref, type Desk, type Tab } from "./desk";

const TONES: Record<string, Tone> = {
  open: "calm",
  not_approved: "calm",
  withdrawn: "calm",
  set_off: "calm",
  proposed: "busy",
  in_flight: "busy",
  payable: "warn",
  disputed: "warn",
  filed: "warn",
  approved: "good",
  paid: "good",
  upheld: "good",
  rejected: "bad",
};

export function PayChip({ status }: { status: string }) {
  const { name } = useText();
  return <Chip tone={TONES[status] ?? "calm"}>{name("pay_status", status)}</Chip>;
}

export function Tabs({ desk, tab }: { desk: Desk; tab?: Tab }) {
  const { t } = useText();
  return (
    <nav aria-label={t("paying.tabs")} className="row no-print">
      {TABS[desk].map((each) => (
        <Link
          key={each}
          href={tabHref(desk, each)}
          className={each === tab ? "button small primary" : "button small plain"}
          aria-current={each === tab ? "page" : undefined}
        >
          {t(`paying.tab_${each}`)}
        </Link>
      ))}
    </nav>
  );
}

// A due by its name, which leads to what it is out of.
export function DueName({ desk, due }: { desk: Desk; due: string }) {
  const { t } = useText();
  const [kind = "", rest = ""] = [due.slice(0, due.indexOf(":")), due.slice(due.indexOf(":") + 1)];
  const text =
    kind === "statement"
      ? t("paying.due_statement", { key: rest })
      : kind === "instalment"
        ? t("paying.due_instalment", { key: rest })
        : t("paying.due_voucher", { key: rest });
  const address = sourceHref(desk, due);
  return address ? <Link href={address}>{text}</Link> : <>{text}</>;
}

interface DeedProps {
  label: string;
  title: string;
  look?: Look;
  reason?: boolean;
  done: string;
  children?: ReactNode; // what is asked besides a reason
  fields?: Readonly<Record<string, string>>; // the answers: other ones are another write
  check?: () => boolean; // whether all was answered
  run: (reason: string, header: WriteHeader) => Promise<unknown>;
}

// A button that asks before it writes.
export function Deed({ label, title, look = "plain", reason = false, done, children, fields, check, run }: DeedProps) {
  const { t } = useText();
  const toast = useToast();
  const [asks, setAsks] = useState(false);
  const write = useWrite(
    ({ given }: { given: string; fields: typeof fields }, header) => run(given, header),
    () => {
      setAsks(false);
      toast(done);
    },
  );
  return (
    <>
      <Button look={look} onClick={() => setAsks(true)}>
        {label}
      </Button>
      {asks && (
        <Ask
          title={title}
          confirm={label}
          {...(reason ? { reason: t("field.reason") } : {})}
          busy={write.isPending}
          error={write.error}
          onConfirm={(given) => (check?.() ?? true) && write.mutate({ given, fields })}
          onClose={() => {
            write.reset();
            setAsks(false);
          }}
        >
          {children}
        </Ask>
      )}
    </>
  );
}

// One document, kept as soon as it is chosen; its hash goes with what is written.
export function OneDocument(props: { label: string; hash: string; onHash: (hash: string) => void }) {
  const { t } = useText();
  const upload = useMutation({
    mutationFn: async (files: File[]) => {
      if (files[0]) props.onHash((await uploadDocument(files[0])).hash);
    },
  });
  return (
    <div className="field">
      <span>
        {props.label} <span className="soft">({t("field.optional")})</span>
      </span>
      <div className="row">
        <FileTrigger onSelect={(files) => files && upload.mutate([...files])}>
          <AriaButton className="button small">{t(upload.isPending ? "state.working" : "action.add_file")}</AriaButton>
        </FileTrigger>
        {props.hash && (
          <>
            <Chip tone="good">{t("documents.kept")}</Chip>
            <code className="small soft">{props.hash.slice(0, 12)}</code>
            <Button small look="quiet" onClick={() => props.onHash("")}>
              {t("action.remove")}
            </Button>
          </>
        )}
      </div>
      {upload.error && <ProblemBox error={upload.error} />}
    </div>
  );
}
