// Following the money: from a voucher back to the appropriation and on to what it paid for, each step with the journal
// entry that proves it.
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { useNames } from "../../api/names";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import type { PathStep } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Chip, StatusChip } from "../../ui/chip";
import { PageHead } from "../../ui/page";
import { By } from "../../ui/person";
import { PrintButton } from "../../ui/print";
import { Empty, Loaded } from "../../ui/state";
import { ListTable } from "../../ui/table";

export function Money() {
  const { t } = useText();
  const names = useNames();
  const { amount } = useFigures();
  const list = useList(["vouchers"], (cursor) =>
    must(api.GET("/api/v1/vouchers", { params: { query: cursor ? { cursor } : {} } })),
  );
  return (
    <div className="stack loose">
      <PageHead title={t("nav.money")} lead={t("money.lead")} />
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
    </div>
  );
}

export function VoucherPath({ voucher }: { voucher: string }) {
  const { t } = useText();
  const path = useQuery({
    queryKey: ["path", voucher],
    queryFn: () => must(api.GET("/api/v1/vouchers/{voucher}/path", { params: { path: { voucher } } })),
  });
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: "/auditor", title: t("nav.money") }]}
        title={t("money.path", { voucher })}
        lead={t("money.path_lead")}
        actions={<PrintButton />}
      />
      <Loaded from={path} lines={8}>
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

function Subject({ step }: { step: PathStep }) {
  const { t } = useText();
  if (!step.subject) return null;
  if (!NAMED.includes(step.step)) return <code>{step.subject}</code>;
  return (
    <Link href={`/auditor/journal?about=${encodeURIComponent(step.subject)}`}>
      {t("money.entries", { subject: step.subject })}
    </Link>
  );
}

function Step({ step, currency }: { step: PathStep; currency: string }) {
  const { name, pick } = useText();
  const { exact, instant } = useFigures();
  const tone = step.step === "left" || step.step === "returned" ? "calm" : "busy";
  return (
    <li>
      <div className="card step">
        <div className="row apart">
          <span className="row">
            <Chip tone={tone}>{name("step", step.step)}</Chip>
            <strong>{pick(step.title) || step.subject}</strong>
          </span>
          <strong className="number">{exact(step.amount, step.unit, currency)}</strong>
        </div>
        <div className="row small soft">
          <Subject step={step} />
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
