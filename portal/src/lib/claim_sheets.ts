// A claim as the four sheets of a workbook, and back: what a form edits row by row, what a CSV file holds, and what the
// server reads with each mistake's row and column (docs/claims.md, docs/formats/claim.md).
import type { ClaimContent } from "../api/claims";
import { plainCsv } from "./sheet";

export const SHEETS = {
  contract: [
    "number",
    "supplier",
    "supplier_name",
    "supplier_scheme",
    "supplier_identifier",
    "signed",
    "amount",
    "document",
    "accepted_on",
    "accepted",
    "acceptance_document",
    "listing",
  ],
  invoices: ["issuer", "number", "date", "chip", "goods", "quantity", "unit_price", "amount", "tax", "document"],
  payments: ["date", "amount", "reference", "document"],
  devices: ["delivered", "site", "server", "chip", "vendor", "serial", "document"],
} as const;

export type SheetName = keyof typeof SHEETS;
export type SheetRow = Readonly<Record<string, string>>;
export type ClaimSheets = Readonly<Record<SheetName, readonly SheetRow[]>>;

export const SHEET_NAMES = Object.keys(SHEETS) as SheetName[];
export const NO_SHEETS: ClaimSheets = { contract: [{}], invoices: [], payments: [], devices: [] };

// The spreadsheet's number of a row: the first one names the columns.
export const FIRST_ROW = 2;

export function sheetsOf(content: ClaimContent): ClaimSheets {
  const { contract, acceptance } = content;
  const { supplier } = contract;
  const named =
    typeof supplier === "string"
      ? { supplier }
      : {
          supplier_name: supplier.name,
          supplier_scheme: supplier.scheme,
          supplier_identifier: supplier.identifier,
        };
  return {
    contract: [
      filled({
        number: contract.number,
        ...named,
        signed: contract.signed,
        amount: contract.amount,
        document: contract.document,
        accepted_on: acceptance?.date,
        accepted: acceptance ? String(acceptance.passed) : undefined,
        acceptance_document: acceptance?.document,
        listing: content.listing?.join(";"),
      }),
    ],
    invoices: (content.invoices ?? []).flatMap(({ lines, ...invoice }) =>
      lines.map((line) => filled({ ...invoice, ...line, quantity: String(line.quantity ?? 1) })),
    ),
    payments: (content.payments ?? []).map((payment) => filled({ ...payment })),
    devices: (content.deliveries ?? []).flatMap((delivery) =>
      delivery.servers.flatMap(({ server, chip, vendor, serials }) =>
        serials.map((serial) =>
          filled({
            delivered: delivery.date,
            site: delivery.site,
            server,
            chip,
            vendor,
            serial,
            document: delivery.document,
          }),
        ),
      ),
    ),
  };
}

function filled(row: Readonly<Record<string, string | null | undefined>>): SheetRow {
  return Object.fromEntries(Object.entries(row).filter((cell): cell is [string, string] => !!cell[1]));
}

export function csvOf(sheet: SheetName, rows: readonly SheetRow[]): string {
  return plainCsv([SHEETS[sheet], ...rows.map((row) => SHEETS[sheet].map((column) => (row[column] ?? "").trim()))]);
}

// All sheets as the server takes them. An empty one is left out, but for the contract.
export function tablesOf(
  application: string,
  claim: string,
  sheets: ClaimSheets,
): { contract: string } & Record<string, string> {
  const columns = ["claim", "application", ...SHEETS.contract];
  const named = { claim, application, ...sheets.contract[0] };
  const contract = plainCsv([columns, columns.map((column) => ((named as SheetRow)[column] ?? "").trim())]);
  const others = SHEET_NAMES.filter((sheet) => sheet !== "contract" && sheets[sheet].length > 0);
  return { contract, ...Object.fromEntries(others.map((sheet) => [sheet, csvOf(sheet, sheets[sheet])])) };
}
