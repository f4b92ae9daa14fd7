// Tables: a header for every column, figures at the end of their cell, cards instead of rows on a phone.
import { useState, type ReactNode } from "react";
import { saveList, type FileKind } from "../api/client";
import type { List } from "../api/list";
import { useText } from "../text/text";
import { Button } from "./button";
import { Download } from "./icons";
import { ProblemBox, Skeleton } from "./state";

export interface Column<Item> {
  title: string;
  cell: (item: Item) => ReactNode;
  figure?: boolean; // set at the end, in tabular figures
}

// Tables with more columns are set smaller, so that they stay within a desk's page.
const DENSE_FROM = 6;

interface TableProps<Item> {
  label: string;
  columns: readonly Column<Item>[];
  items: readonly Item[];
  rowKey: (item: Item) => string;
}

export function DataTable<Item>({ label, columns, items, rowKey }: TableProps<Item>) {
  return (
    <div className="table-frame" role="region" aria-label={label} tabIndex={0}>
      <table className={columns.length > DENSE_FROM ? "data cards dense" : "data cards"}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" className={column.figure ? "end" : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={rowKey(item)}>
              {columns.map((column) => (
                <td key={column.title} data-label={column.title} className={column.figure ? "end" : undefined}>
                  <span>{column.cell(item)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ListTableProps<Item> extends Omit<TableProps<Item>, "items"> {
  list: List<Item>;
  empty: ReactNode;
  // Where the same list is to be had as a file, and its name without the ending.
  file?: { path: string; query?: Record<string, string>; name: string };
}

export function ListTable<Item>({ list, empty, file, ...table }: ListTableProps<Item>) {
  const { t } = useText();
  if (list.error && !list.items) return <ProblemBox error={list.error} again={list.again} />;
  if (!list.items) return <Skeleton lines={6} />;
  if (list.items.length === 0) return <>{empty}</>;
  return (
    <div className="stack">
      <DataTable {...table} items={list.items} />
      <div className="row apart no-print">
        <span className="small soft">{t("list.shown", { shown: list.items.length, total: list.total })}</span>
        <div className="row">
          {file && <SaveButtons {...file} />}
          {list.hasMore && (
            <Button onClick={list.more} off={list.loadingMore}>
              {t(list.loadingMore ? "state.loading" : "list.more")}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}

const KINDS: FileKind[] = ["csv", "xlsx"];

export function SaveButtons(props: { path: string; query?: Record<string, string>; name: string }) {
  const { t } = useText();
  const [error, setError] = useState<Error | undefined>(undefined);
  const save = (kind: FileKind) => {
    setError(undefined);
    saveList(props.path, props.query ?? {}, props.name, kind).catch((cause: Error) => setError(cause));
  };
  return (
    <>
      {KINDS.map((kind) => (
        <Button key={kind} small onClick={() => save(kind)}>
          <Download className="glyph" />
          {t(`action.${kind}`)}
        </Button>
      ))}
      {error && <ProblemBox error={error} />}
    </>
  );
}
