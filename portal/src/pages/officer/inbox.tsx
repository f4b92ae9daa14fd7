// What waits for the officer; the same task for several applications is done together.
import { useState } from "react";
import type { Bilingual, InboxItem } from "../../api/types";
import { useFigures } from "../../app/figures";
import { sum } from "../../lib/format";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { Ask } from "../../ui/dialog";
import { TextArea } from "../../ui/field";
import { taskOf, useInbox } from "../../ui/inbox";
import { InboxDesk, useInboxFilter } from "../../ui/inbox_desk";
import { PageHead } from "../../ui/page";
import { problemText } from "../../ui/state";
import { payingLink } from "../paying/desk";
import { isTogether, useBatch, type Batch, type Together } from "./batch";

function link(item: InboxItem): string {
  const subject = encodeURIComponent(item.subject);
  switch (item.subject_kind) {
    case "application":
      return `/officer/applications/${subject}`;
    case "award":
      // An award has the key of its application unless the proposal named another; the list finds it either way.
      return `/officer/applications?award=${subject}`;
    case "call":
      return `/officer/rounds/${subject}`;
    case "rate_card":
      return "/officer/sites";
    case "accreditation":
      return `/officer/sites/accreditations/${subject}`;
    case "site":
      return item.kind === "look_at_alerts" ? "/officer/sites#alerts" : "/officer/suspense";
    case "period":
      return "/officer/months";
    case "claim":
      return `/officer/claims/${subject}`;
    default:
      return payingLink("officer", item);
  }
}

export function Inbox() {
  const { t } = useText();
  const list = useInbox("officer");
  const filter = useInboxFilter("officer");
  const batch = useBatch();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { kind } = filter;
  const together = isTogether(kind);
  const items = together ? withDone(list.items ?? [], batch) : (list.items ?? []);
  const isDone = (item: InboxItem) => batch.results.get(taskOf(item))?.state === "done";
  const open = items.filter((item) => item.kind === kind && filter.takes(item) && !isDone(item));
  const go = (next: InboxItem["kind"] | "") => {
    filter.choose("kind", next);
    setChosen(new Set());
    batch.clear();
  };
  const toggle = (item: InboxItem) => {
    const next = new Set(chosen);
    if (!next.delete(taskOf(item))) next.add(taskOf(item));
    setChosen(next);
  };
  const lines = together
    ? {
        link,
        lead: (item: InboxItem) => (
          <Box
            item={item}
            checked={chosen.has(taskOf(item))}
            off={batch.busy || isDone(item)}
            onToggle={() => toggle(item)}
          />
        ),
        isDone,
        note: (item: InboxItem) => <Note item={item} batch={batch} />,
      }
    : { link };
  return (
    <div className="stack loose">
      <PageHead
        title={t("nav.inbox")}
        lead={list.items?.length ? t("inbox.lead", { n: list.items.length }) : undefined}
      />
      <InboxDesk desk="officer" list={list} items={items} filter={filter} line={lines} onKind={go} />
      {together && (
        <BatchBar
          kind={kind}
          open={open}
          chosen={open.filter((item) => chosen.has(taskOf(item)))}
          batch={batch}
          onChoose={(next) => setChosen(new Set(next.map(taskOf)))}
        />
      )}
    </div>
  );
}

// The inbox forgets what is done: those tasks stay where one can read what became of them.
function withDone(items: readonly InboxItem[], batch: Batch): InboxItem[] {
  const gone = batch.tasks.filter((task) => !items.some((item) => taskOf(item) === taskOf(task)));
  return [...gone, ...items];
}

function Box(props: { item: InboxItem; checked: boolean; off: boolean; onToggle: () => void }) {
  const { t } = useText();
  return (
    <input
      type="checkbox"
      aria-label={t("batch.choose", { application: props.item.subject })}
      checked={props.checked}
      disabled={props.off}
      onChange={props.onToggle}
    />
  );
}

function Note(props: { item: InboxItem; batch: Batch }) {
  const { t } = useText();
  const result = props.batch.results.get(taskOf(props.item));
  if (!result) return null;
  if (result.state === "working") return <span className="small soft">{t("state.working")}</span>;
  if (result.state === "failed")
    return (
      <span className="row small" role="alert">
        <Chip tone="bad">{t("batch.failed")}</Chip>
        <span>{problemText(result.error, t)}</span>
      </span>
    );
  return (
    <span>
      <Chip tone="good">{t(`batch.${result.outcome}`)}</Chip>
    </span>
  );
}

interface BarProps {
  kind: Together;
  open: readonly InboxItem[];
  chosen: readonly InboxItem[];
  batch: Batch;
  onChoose: (items: readonly InboxItem[]) => void;
}

function BatchBar({ kind, open, chosen, batch, onChoose }: BarProps) {
  const { t, name } = useText();
  const [asks, setAsks] = useState(false);
  const all = open.length > 0 && chosen.length === open.length;
  const run = async (reason: Bilingual) => {
    setAsks(false);
    onChoose(await batch.run(chosen, reason));
  };
  return (
    <div className="batch-bar row apart no-print" role="region" aria-label={t("batch.together")}>
      <span className="row">
        <Button small off={open.length === 0} onClick={() => onChoose(all ? [] : open)}>
          {t(all ? "batch.none" : "batch.select_all", { n: open.length })}
        </Button>
        <span className="soft small" aria-live="polite">
          {t("batch.chosen", { n: chosen.length })}
        </span>
      </span>
      <span className="row">
        {batch.results.size > 0 && !batch.busy && (
          <Button small look="quiet" onClick={batch.clear}>
            {t("batch.clear")}
          </Button>
        )}
        <Button
          look="primary"
          off={chosen.length === 0 || batch.busy}
          onClick={() => (kind === "propose" ? setAsks(true) : void run({ en: "", zh: "" }))}
        >
          {batch.busy ? t("state.working") : `${name("todo", kind)} (${chosen.length})`}
        </Button>
      </span>
      {asks && <ProposeTogether items={chosen} onRun={run} onClose={() => setAsks(false)} />}
    </div>
  );
}

interface ProposeProps {
  items: readonly InboxItem[];
  onRun: (reason: Bilingual) => Promise<void>;
  onClose: () => void;
}

function ProposeTogether({ items, onRun, onClose }: ProposeProps) {
  const { t } = useText();
  const { amount } = useFigures();
  const [en, setEn] = useState("");
  const [zh, setZh] = useState("");
  const [tried, setTried] = useState(false);
  const awards = items.filter((item) => Number(item.amount ?? "0") > 0);
  const units = Map.groupBy(awards, (item) => item.unit ?? "money");
  const missing = en.trim() === "" && zh.trim() === "";
  return (
    <Ask
      title={t("ask.propose_together", { n: items.length })}
      confirm={t("batch.propose_do", { n: items.length })}
      busy={false}
      error={null}
      onConfirm={() => (missing ? setTried(true) : void onRun({ en: en.trim(), zh: zh.trim() }))}
      onClose={onClose}
    >
      <p>{t("ask.propose_together_lead")}</p>
      <ul>
        {[...units].map(([unit, all]) => (
          <li key={unit}>
            {t("batch.awards", { n: all.length, amount: amount(sum(all.map((item) => item.amount ?? "0")), unit) })}
          </li>
        ))}
        {items.length > awards.length && <li>{t("batch.refusals", { n: items.length - awards.length })}</li>}
      </ul>
      <TextArea
        label={t("propose.reason_en")}
        rows={2}
        value={en}
        onValue={setEn}
        wrong={tried && missing ? t("field.reason_missing") : undefined}
      />
      <TextArea label={t("propose.reason_zh")} rows={2} value={zh} onValue={setZh} />
    </Ask>
  );
}
