// What of money out waits for the officer or the approver: each line leads to where it is done.
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useNames } from "../../api/names";
import { clawbackQuery, instalmentsQuery, paymentQuery, statementQuery } from "../../api/paying";
import type { InboxItem } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { PageHead } from "../../ui/page";
import { Empty, ProblemBox, Skeleton } from "../../ui/state";
import { href } from "./desk";
import { Tabs } from "./parts";

const KINDS: Record<"officer" | "approver", readonly InboxItem["kind"][]> = {
  officer: ["propose_statement", "answer_dispute", "record_payment"],
  approver: ["approve_statement", "approve_payment", "approve_instalment", "approve_clawback", "approve_relief"],
};

export function Tasks({ desk }: { desk: "officer" | "approver" }) {
  const { t } = useText();
  const list = useList(["inbox"], (cursor) =>
    must(api.GET("/api/v1/inbox", { params: { query: { limit: 200, ...(cursor ? { cursor } : {}) } } })),
  );
  const items = list.items?.filter(({ kind }) => KINDS[desk].includes(kind));
  return (
    <div className="stack loose">
      <PageHead title={t("nav.paying")} lead={t(`paying.tasks_lead_${desk}`)} />
      <Tabs desk={desk} tab="tasks" />
      {list.error && !items && <ProblemBox error={list.error} again={list.again} />}
      {!items && !list.error && <Skeleton lines={6} />}
      {items?.length === 0 && !list.hasMore && <Empty title={t("paying.no_tasks")}>{t("paying.no_tasks_lead")}</Empty>}
      {items && items.length > 0 && (
        <ul className="rules">
          {items.map((item) => (
            <li key={`${item.kind}:${item.subject}`} className="inbox-line">
              <Line desk={desk} item={item} />
            </li>
          ))}
        </ul>
      )}
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

function Line({ desk, item }: { desk: "officer" | "approver"; item: InboxItem }) {
  switch (item.subject_kind) {
    case "statement":
      return <StatementLine desk={desk} item={item} />;
    case "payment":
      return <PaymentLine desk={desk} item={item} />;
    case "instalment":
      return <InstalmentLine desk={desk} item={item} />;
    default:
      return <ClawbackLine desk={desk} item={item} />;
  }
}

interface LineProps {
  desk: "officer" | "approver";
  item: InboxItem;
}

function OneLine(props: { item: InboxItem; address: string; headline: string; figure: string; details?: string }) {
  const { name } = useText();
  return (
    <div className="stack tight">
      <div className="row apart">
        <span className="row">
          <Link href={props.address}>
            <strong>{props.headline}</strong>
          </Link>
          <Chip tone={props.item.kind === "answer_dispute" ? "warn" : "busy"}>{name("todo", props.item.kind)}</Chip>
        </span>
        <strong className="number">{props.figure}</strong>
      </div>
      {props.details && <span className="small soft">{props.details}</span>}
    </div>
  );
}

function StatementLine({ desk, item }: LineProps) {
  const { t } = useText();
  const names = useNames();
  const { exact, month } = useFigures();
  const row = useQuery(statementQuery(item.subject)).data;
  return (
    <OneLine
      item={item}
      address={href(desk, "statements", item.subject)}
      headline={
        row
          ? t("paying.statement_of", { site: names.site(row.site), month: row.month ? month(row.month) : "–" })
          : item.subject
      }
      figure={row ? exact(row.total, row.unit) : ""}
      details={row ? names.programme(row.programme) : ""}
    />
  );
}

function PaymentLine({ desk, item }: LineProps) {
  const names = useNames();
  const { exact } = useFigures();
  const row = useQuery(paymentQuery(item.subject)).data;
  return (
    <OneLine
      item={item}
      address={href(desk, "payments", item.subject)}
      headline={row ? `${names.organisation(row.organisation)} · ${item.subject}` : item.subject}
      figure={row ? exact(row.amount) : ""}
      details={row?.proposed_by ?? ""}
    />
  );
}

// An instalment's name is behind its award's: "G-1/first".
function InstalmentLine({ desk, item }: LineProps) {
  const { exact } = useFigures();
  const [award = "", instalment] = item.subject.split("/");
  const row = useQuery(instalmentsQuery(award)).data?.instalments.find((each) => each.instalment === instalment);
  return (
    <OneLine
      item={item}
      address={href(desk, "grants", award)}
      headline={item.subject}
      figure={row ? exact(row.amount) : ""}
      details={row?.reason ?? ""}
    />
  );
}

function ClawbackLine({ desk, item }: LineProps) {
  const names = useNames();
  const { exact } = useFigures();
  const row = useQuery(clawbackQuery(item.subject)).data;
  return (
    <OneLine
      item={item}
      address={href(desk, "clawbacks", item.subject)}
      headline={row ? `${names.organisation(row.organisation)} · ${item.subject}` : item.subject}
      figure={row ? exact(item.kind === "approve_relief" ? row.left : row.amount) : ""}
      details={row?.reason ?? ""}
    />
  );
}
