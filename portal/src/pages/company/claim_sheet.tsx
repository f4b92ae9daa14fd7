// One sheet of a claim as rows to write in, or to fill from a file; what the server finds wrong stands at its row.
import type { ReactNode } from "react";
import { useNames } from "../../api/names";
import type { TableProblem } from "../../api/claims";
import { FIRST_ROW, SHEETS, type SheetName, type SheetRow } from "../../lib/claim_sheets";
import { useText, type Key } from "../../text/text";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/state";
import { DataTable, type Column } from "../../ui/table";
import { useResources } from "../../ui/resources";
import { DocumentCell } from "./claim_document";

const SHOWN_MAX = 100; // beyond, a file is the better way: the rest is kept and counted

interface SheetProps {
  sheet: Exclude<SheetName, "contract">;
  rows: readonly SheetRow[];
  problems: readonly TableProblem[];
  onRows: (rows: readonly SheetRow[]) => void;
}

export function ClaimSheet({ sheet, rows, problems, onRows }: SheetProps) {
  const { t, pick } = useText();
  const shown = rows.slice(0, SHOWN_MAX).map((row, index) => ({ row, index }));
  const set = (index: number, column: string, value: string) =>
    onRows(rows.map((row, at) => (at === index ? { ...row, [column]: value } : row)));
  const wrong = (index: number) => problems.filter((each) => each.sheet === sheet && each.row === index + FIRST_ROW);
  const columns = SHEETS[sheet].map((column): Column<{ row: SheetRow; index: number }> => ({
    title: t(`claim.${sheet}.${column}` as Key),
    value: ({ row }) => row[column] ?? "",
    cell: ({ row, index }) => (
      <Cell
        column={column}
        label={t("claim.cell", { column: t(`claim.${sheet}.${column}` as Key), row: index + 1 })}
        value={row[column] ?? ""}
        wrong={wrong(index).some((each) => each.column === column)}
        onValue={(value) => set(index, column, value)}
      />
    ),
  }));
  const problem: Column<{ row: SheetRow; index: number }> = {
    title: t("claim.row_problem"),
    cell: ({ index }) =>
      wrong(index).map((each) => (
        <div key={`${each.column}:${each.code}`} className="wrong">
          {pick(each.text)}
        </div>
      )),
  };
  return (
    <div className="stack">
      {rows.length === 0 ? (
        <Empty title={t(`claim.${sheet}_none`)}>{t("claim.none_lead")}</Empty>
      ) : (
        <DataTable
          label={t(`claim.step_${sheet}`)}
          items={shown}
          rowKey={({ index }) => String(index)}
          columns={[
            ...columns,
            ...(shown.some(({ index }) => wrong(index).length > 0) ? [problem] : []),
            {
              title: t("claim.row_remove"),
              deed: true,
              cell: ({ index }) => (
                <Button
                  small
                  look="quiet"
                  aria-label={t("claim.remove_row", { row: index + 1 })}
                  onClick={() => onRows(rows.filter((_, at) => at !== index))}
                >
                  {t("action.remove")}
                </Button>
              ),
            },
          ]}
        />
      )}
      {rows.length > SHOWN_MAX && <p className="soft">{t("claim.more_rows", { n: rows.length - SHOWN_MAX })}</p>}
      <div>
        <Button small onClick={() => onRows([...rows, following(rows.at(-1))])}>
          {t("claim.add_row")}
        </Button>
      </div>
    </div>
  );
}

// Most rows begin like the one before: the same invoice, the same server. What tells them apart is left to be written.
function following(last: SheetRow | undefined): SheetRow {
  const { serial: _serial, amount: _amount, reference: _reference, ...common } = last ?? {};
  return common;
}

interface CellProps {
  column: string;
  label: string;
  value: string;
  wrong: boolean;
  onValue: (value: string) => void;
}

const DAYS = ["date", "delivered"];
const SHORT = ["quantity", "server"];
const FIGURES = ["quantity", "unit_price", "amount", "tax"];

function Cell({ column, label, value, wrong, onValue }: CellProps): ReactNode {
  const names = useNames();
  const chips = useResources();
  const common = {
    "aria-label": label,
    "aria-invalid": wrong || undefined,
    className: SHORT.includes(column) ? "input cell short" : "input cell",
    value,
  };
  if (column === "document") return <DocumentCell label={label} hash={value} onHash={onValue} />;
  const choices =
    column === "chip"
      ? chips.filter(({ kind }) => kind === "accelerator")
      : column === "site"
        ? names.sites
        : undefined;
  if (choices)
    return (
      <select {...common} onChange={(event) => onValue(event.target.value)}>
        <option value="">–</option>
        {choices.map((each) => (
          <option key={each.value} value={each.value}>
            {each.label}
          </option>
        ))}
      </select>
    );
  return (
    <input
      {...common}
      type={DAYS.includes(column) ? "date" : "text"}
      inputMode={FIGURES.includes(column) ? "decimal" : undefined}
      onChange={(event) => onValue(event.target.value)}
    />
  );
}
