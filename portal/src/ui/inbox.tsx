// What waits for who is signed in: one line each, the oldest first, with what is to be done.
import type { ReactNode } from "react";
import { Link } from "wouter";
import { useNames } from "../api/names";
import { api, must } from "../api/client";
import { useList, type List } from "../api/list";
import type { InboxItem } from "../api/types";
import { useFigures } from "../app/figures";
import { useText } from "../text/text";
import { Chip, DueChip } from "./chip";
import { usePersonNames } from "./person";
import { Empty, ProblemBox, Skeleton } from "./state";
import { Button } from "./button";

// In the order of an application's life.
export const KINDS: Record<string, readonly InboxItem["kind"][]> = {
  officer: [
    "check_completeness",
    "assess",
    "share_out",
    "propose",
    "issue",
    "resolve_suspense",
    "look_at_alerts",
    "close_period",
    "decide_rate_card",
    "decide_accreditation",
    "check_claim",
    "settle_findings",
    "propose_statement",
    "answer_dispute",
    "record_payment",
  ],
  approver: [
    "approve",
    "answer_appeal",
    "approve_accreditation",
    "approve_statement",
    "approve_payment",
    "approve_instalment",
    "approve_clawback",
    "approve_relief",
    "decide_allocation_rule",
    "decide_backing_rule",
  ],
  company: ["complete_application", "withdraw_or_wait", "submit_claim", "answer_claim"],
  site: ["resolve_suspense", "look_at_alerts"],
};

// The inbox of a desk: a person with several roles has several, and each shows its own tasks.
export function useInbox(desk: keyof typeof KINDS): List<InboxItem> {
  const list = useList(["inbox"], (cursor) =>
    must(api.GET("/api/v1/inbox", { params: { query: { limit: 200, ...(cursor ? { cursor } : {}) } } })),
  );
  const items = list.items?.filter((item) => KINDS[desk]?.includes(item.kind));
  return { ...list, items, total: items?.length ?? 0 };
}

export interface LineProps {
  link: (item: InboxItem) => string;
  lead?: (item: InboxItem) => ReactNode; // before the line, such as a check box
  note?: (item: InboxItem) => ReactNode; // below it, such as what became of it
  isDone?: (item: InboxItem) => boolean; // then it is no task any more
  grouped?: boolean; // under a heading that says what is to be done
}

export function taskOf(item: InboxItem): string {
  return `${item.kind}:${item.subject}`;
}

export function InboxList({ list, ...line }: LineProps & { list: List<InboxItem> }) {
  const { t } = useText();
  if (list.error && !list.items) return <ProblemBox error={list.error} again={list.again} />;
  if (!list.items) return <Skeleton lines={6} />;
  if (list.items.length === 0) return <Empty title={t("inbox.empty")}>{t("inbox.empty_lead")}</Empty>;
  return (
    <div className="stack">
      <ul className="rules">
        {list.items.map((item) => (
          <InboxLine key={taskOf(item)} item={item} {...line} />
        ))}
      </ul>
      {list.hasMore && (
        <div>
          <Button onClick={list.more} off={list.loadingMore}>
            {t("list.more")}
          </Button>
        </div>
      )}
    </div>
  );
}

function InboxLine({ item, link, lead, note, isDone, grouped }: LineProps & { item: InboxItem }) {
  const { t, name } = useText();
  const { amount, instant, month } = useFigures();
  const names = useNames();
  const by = usePersonNames([item.by]);
  const headline = () => {
    switch (item.subject_kind) {
      case "application":
      case "award":
        return `${names.organisation(item.organisation)} · ${item.subject}`;
      case "site":
        return names.site(item.subject);
      case "call":
      case "programme":
        return names.programme(item.programme);
      case "allocation_rule":
        return `${names.programme(item.programme)} · ${item.subject}`;
      case "statement":
        return `${names.site(item.site)} · ${month(item.month)}`;
      case "rate_card":
      case "accreditation":
        return `${names.site(item.site)} · ${item.subject}`;
      case "payment":
      case "instalment":
      case "clawback":
      case "claim":
        return `${names.organisation(item.organisation)} · ${item.subject}`;
      case "period":
        return /^\d{4}-\d{2}$/.test(item.subject) ? month(item.subject) : item.subject;
      default:
        return item.subject;
    }
  };
  const details = [
    item.subject_kind === "programme" || item.subject_kind === "allocation_rule"
      ? ""
      : item.subject_kind === "call"
        ? t("programme.call", { call: item.subject })
        : item.programme && names.programme(item.programme),
    item.by && t("inbox.by", { by: by(item.by) }),
    counted(item, t),
    item.since && t("inbox.since", { at: instant(item.since) }),
  ].filter((each) => each);
  return (
    <li className={lead ? "inbox-line chosen-by-box" : "inbox-line"}>
      {lead?.(item)}
      <div className="stack tight">
        <div className="row apart">
          <span className="row">
            <Link href={link(item)}>
              <strong>{headline() || item.subject}</strong>
            </Link>
            {!grouped && !isDone?.(item) && (
              <Chip tone={item.kind === "approve" ? "warn" : "busy"}>{name("todo", item.kind)}</Chip>
            )}
          </span>
          <span className="row">
            {item.amount !== null && <strong className="number">{amount(item.amount, item.unit)}</strong>}
            {item.due && <DueChip at={item.due}>{t("inbox.due", { at: instant(item.due) })}</DueChip>}
          </span>
        </div>
        <span className="small soft">{details.join(" · ")}</span>
        {note?.(item)}
      </div>
    </li>
  );
}

// How many there are, where the task is about several.
function counted(item: InboxItem, t: ReturnType<typeof useText>["t"]): string | undefined {
  if (item.count === null) return undefined;
  if (item.kind === "share_out") return t("inbox.in_round", { n: item.count });
  if (item.kind === "look_at_alerts") return t("inbox.alerts", { n: item.count });
  return item.kind === "resolve_suspense" ? t("inbox.count", { n: item.count }) : undefined;
}
