// What a claim presents: the contract, invoices, payments and every card, each with its document.
import { Link } from "wouter";
import type { Claim, Delivery, Invoice, InvoiceLine, Server } from "../../api/claims";
import { saveAs } from "../../api/client";
import { useNames } from "../../api/names";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Card, Facts, Section } from "../../ui/page";
import { useChipNames } from "../../ui/resources";
import { DataTable } from "../../ui/table";

export function Presented({ claim, devices }: { claim: Claim; devices: string }) {
  return (
    <>
      <ContractCard claim={claim} />
      <Invoices claim={claim} />
      <Payments claim={claim} />
      <Devices claim={claim} path={devices} />
    </>
  );
}

function DocumentButton({ claim, hash }: { claim: string; hash: string | null | undefined }) {
  const { t } = useText();
  if (!hash) return <>–</>;
  const name = hash.slice(0, 12);
  const query = new URLSearchParams({ claim });
  return (
    <Button
      small
      onClick={() => void saveAs(`/api/v1/documents/${hash}?${query.toString()}`, name, "*/*")}
      aria-label={t("documents.save", { name })}
    >
      {t("action.download")}
    </Button>
  );
}

function ContractCard({ claim }: { claim: Claim }) {
  const { t } = useText();
  const names = useNames();
  const { amount, date } = useFigures();
  const { contract, acceptance, listing } = claim.content;
  const { supplier } = contract;
  return (
    <Card title={t("claim.contract")}>
      <Facts
        rows={[
          [t("claim.contract.number"), contract.number],
          [
            t("claim.supplier"),
            typeof supplier === "string" ? names.organisation(supplier) : `${supplier.name} · ${supplier.identifier}`,
          ],
          [t("claim.contract.signed"), date(contract.signed)],
          [t("claim.contract.amount"), amount(contract.amount)],
          [
            t("claim.contract.document"),
            <DocumentButton key="contract" claim={claim.claim} hash={contract.document} />,
          ],
          [
            t("claim.acceptance"),
            acceptance && `${date(acceptance.date)} · ${t(acceptance.passed ? "claim.passed" : "claim.not_passed")}`,
          ],
          [t("claim.contract.listing"), listing?.join(", ")],
        ]}
      />
    </Card>
  );
}

type LineRow = InvoiceLine & { invoice: Invoice; at: string };

function Invoices({ claim }: { claim: Claim }) {
  const { t } = useText();
  const { amount, count, date } = useFigures();
  const { chip } = useChipNames();
  const rows = (claim.content.invoices ?? []).flatMap((invoice, at) =>
    invoice.lines.map((line, index): LineRow => ({ ...line, invoice, at: `${at}:${index}` })),
  );
  return (
    <Section title={t("claim.step_invoices")}>
      <DataTable
        label={t("claim.step_invoices")}
        items={rows}
        rowKey={(row) => row.at}
        columns={[
          { title: t("claim.invoices.number"), cell: (row) => row.invoice.number },
          { title: t("claim.invoices.issuer"), cell: (row) => <code>{row.invoice.issuer}</code> },
          { title: t("claim.invoices.date"), cell: (row) => date(row.invoice.date) },
          { title: t("claim.invoices.goods"), cell: (row) => (row.chip ? chip(row.chip) : row.goods) },
          { title: t("claim.invoices.quantity"), cell: (row) => count(row.quantity ?? 1), figure: true },
          { title: t("claim.invoices.unit_price"), cell: (row) => amount(row.unit_price), figure: true },
          { title: t("claim.invoices.amount"), cell: (row) => amount(row.amount), figure: true },
          { title: t("claim.invoices.tax"), cell: (row) => amount(row.tax ?? "0"), figure: true },
          {
            title: t("claim.invoices.document"),
            deed: true,
            cell: (row) => <DocumentButton claim={claim.claim} hash={row.invoice.document} />,
          },
        ]}
      />
    </Section>
  );
}

function Payments({ claim }: { claim: Claim }) {
  const { t } = useText();
  const { amount, date } = useFigures();
  return (
    <Section title={t("claim.step_payments")}>
      <DataTable
        label={t("claim.step_payments")}
        items={claim.content.payments ?? []}
        rowKey={(row) => `${row.date}:${row.reference}:${row.amount}`}
        columns={[
          { title: t("claim.payments.date"), cell: (row) => date(row.date) },
          { title: t("claim.payments.reference"), cell: (row) => row.reference || "–" },
          { title: t("claim.payments.amount"), cell: (row) => amount(row.amount), figure: true },
          {
            title: t("claim.payments.document"),
            deed: true,
            cell: (row) => <DocumentButton claim={claim.claim} hash={row.document} />,
          },
        ]}
      />
    </Section>
  );
}

type ServerRow = Server & { delivery: Delivery; at: string };

function Devices({ claim, path }: { claim: Claim; path: string }) {
  const { t } = useText();
  const names = useNames();
  const { count, date } = useFigures();
  const { chip } = useChipNames();
  const known = claim.status === "accepted"; // a card has a page of its own from then on
  const rows = (claim.content.deliveries ?? []).flatMap((delivery, at) =>
    delivery.servers.map((server, index): ServerRow => ({ ...server, delivery, at: `${at}:${index}` })),
  );
  return (
    <Section title={t("claim.step_devices")}>
      <DataTable
        label={t("claim.step_devices")}
        items={rows}
        rowKey={(row) => row.at}
        columns={[
          { title: t("claim.devices.delivered"), cell: (row) => date(row.delivery.date) },
          { title: t("claim.devices.site"), cell: (row) => names.site(row.delivery.site) },
          { title: t("claim.devices.server"), cell: (row) => row.server },
          { title: t("claim.devices.chip"), cell: (row) => chip(row.chip) },
          { title: t("claim.cards"), cell: (row) => count(row.serials.length), figure: true },
          {
            title: t("claim.devices.serial"),
            cell: (row) => <Serials server={row} path={known ? path : undefined} />,
          },
          {
            title: t("claim.devices.document"),
            deed: true,
            cell: (row) => <DocumentButton claim={claim.claim} hash={row.delivery.document} />,
          },
        ]}
      />
    </Section>
  );
}

// `path`: where the pages of devices lie; none while the cards are not known by this claim.
function Serials({ server, path }: { server: Server; path: string | undefined }) {
  const vendor = encodeURIComponent(server.vendor ?? "");
  return (
    <span className="serials">
      {server.serials.map((serial) =>
        path ? (
          <Link key={serial} href={`${path}/${vendor}/${encodeURIComponent(serial)}`}>
            {serial}
          </Link>
        ) : (
          <span key={serial}>{serial}</span>
        ),
      )}
    </span>
  );
}
