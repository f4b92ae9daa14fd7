// Following the money: from a voucher or a grant back to the appropriation and on to what it paid for, each step with the
// journal entry that proves it.
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { Link } from "wouter";
import { useNames } from "../../api/names";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import type { MoneyPath, PathStep } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Chip, StatusChip, type Tone } from "../../ui/chip";
import { PageHead, Section } from "../../ui/page";
import { By } from "../../ui/person";
import { PrintButton } from "../../ui/print";
import { Empty, Loaded } from "../../ui/state";
import { ListTable } from "../../ui/table";
import { href } from "../paying/desk";
import { GrantList } from "../paying/grants";

export function Money() {
  const { t } = useText();
  return (
    <div className="stack loose">
      <PageHead title={t("nav.money")} lead={t("money.lead")} />
      <Section title={t("money.vouchers")}>
        <Vouchers />
      </Section>
      <Section title={t("money.grants")}>
        <GrantList place={{ desk: "auditor" }} link={(award) => `/auditor/grants/${encodeURIComponent(award)}`} />
      </Section>
    </div>
  );
}

function Vouchers() {
  const { t } = useText();
  const names = useNames();
  const { amount } = useFigures();
  const list = useList(["vouchers"], (cursor) =>
    must(api.GET("/api/v1/vouchers", { params: { query: cursor ? { cursor } : {} } })),
  );
  return (
    <ListTable
      label={t("money.vouchers")}
      list={list}
      empty={<Empty title={t("money.none")} />}
      rowKey={(each) => each.voucher}
      file={{ path: "/api/v1/vouchers", name: "vouchers" }}
      columns={[
        {
          title: t("money.voucher"),
          cell: (each) => <Link href={`/auditor/vouchers/${encodeURIComponent(each.voucher)}`}>{each.voucher}</Link>,
        },
        { title: t("programme.title"), cell: (each) => names.programme(each.programme) },
        { title: t("application.organisation"), cell: (each) => names.organisation(each.organisation) },
        { title: t("application.status"), cell: (each) => <StatusChip status={each.status} /> },
        { title: t("wallet.face"), cell: (each) => amount(each.face, each.unit), figure: true },
        { title: t("wallet.settled"), cell: (each) => amount(each.settled, each.unit), figure: true },
        { title: t("wallet.available"), cell: (each) => amount(each.available, each.unit), figure: true },
      ]}
    />
  );
}

export function VoucherPath({ voucher }: { voucher: string }) {
  const { t } = useText();
  const path = useQuery({
    queryKey: ["path", voucher],
    queryFn: () => must(api.GET("/api/v1/vouchers/{voucher}/path", { params: { path: { voucher } } })),
  });
  return <Path title={t("money.path", { voucher })} path={path} />;
}

export function GrantPath({ award }: { award: string }) {
  const { t } = useText();
  const path = useQuery({
    queryKey: ["path", "grant", award],
    queryFn: () => must(api.GET("/api/v1/awards/{award}/path", { params: { path: { award } } })),
  });
  return <Path title={t("money.path", { voucher: award })} path={path} />;
}

function Path(props: { title: string; path: UseQueryResult<Pick<MoneyPath, "currency" | "path">> }) {
  const { t } = useText();
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: "/auditor", title: t("nav.money") }]}
        title={props.title}
        lead={t("money.path_lead")}
        actions={<PrintButton />}
      />
      <Loaded from={props.path} lines={8}>
        {(data) => (
          <ul className="tree">
            <Step step={data.path} currency={data.currency} />
          </ul>
        )}
      </Loaded>
    </div>
  );
}

// Steps that have a key of their own lead to the entries that name it.
const NAMED: readonly PathStep["step"][] = ["application", "decision", "award", "voucher", "hold"];

// Those that have a page of their own lead there.
function pageOf({ step, subject }: PathStep): string | undefined {
  switch (step) {
    case "instalment":
      return href("auditor", "grants", subject.split("/")[0] ?? "");
    case "payment":
      return href("auditor", "payments", subject);
    case "clawback":
      return href("auditor", "clawbacks", subject);
    case "statement":
      return href("auditor", "statements", subject);
    case "appropriation":
    case "returned":
      return subject ? "/auditor/budget" : undefined;
    default:
      return undefined;
  }
}

function Subject({ step }: { step: PathStep }) {
  const { t } = useText();
  if (!step.subject) return null;
  const page = pageOf(step);
  if (page) return <Link href={page}>{step.subject}</Link>;
  if (!NAMED.includes(step.step)) return <code>{step.subject}</code>;
  return (
    <Link href={`/auditor/journal?about=${encodeURIComponent(step.subject)}`}>
      {t("money.entries", { subject: step.subject })}
    </Link>
  );
}

// A tone for what is money that moved, what waits, what came back.
const TONES: Partial<Record<PathStep["step"], Tone>> = {
  left: "calm",
  returned: "good",
  bank: "good",
  repayment: "good",
  clawback: "warn",
  write_off: "bad",
};

function Step({ step, currency }: { step: PathStep; currency: string }) {
  const { t, name, pick } = useText();
  const { exact, instant } = useFigures();
  return (
    <li>
      <div className="card step">
        <div className="row apart">
          <span className="row">
            <Chip tone={TONES[step.step] ?? "busy"}>{name("step", step.step)}</Chip>
            <strong>{pick(step.title) || step.subject}</strong>
          </span>
          <strong className="number">{exact(step.amount, step.unit, currency)}</strong>
        </div>
        <div className="row small soft">
          <Subject step={step} />
          {step.entry !== null && (
            <Link href={`/auditor/journal/${step.entry}`}>{t("device.entry", { n: step.entry })}</Link>
          )}
          {step.at && <span>{instant(step.at)}</span>}
          {step.by && <By person={step.by} />}
        </div>
      </div>
      {step.children.length > 0 && (
        <ul>
          {step.children.map((child, index) => (
            <Step key={`${child.step}:${child.subject}:${index}`} step={child} currency={currency} />
          ))}
        </ul>
      )}
    </li>
  );
}
