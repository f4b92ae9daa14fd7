// Tables: a header for every column, figures at the end of their cell, cards instead of rows on a phone.
import { useRef, useState, type ReactNode, type Ref } from "react";
import { MEDIA_TYPES, saveBytes, saveList, type FileKind, type ListQuery } from "../api/client";
import type { List } from "../api/list";
import { useText } from "../text/text";
import { Button } from "./button";
import { Download } from "./icons";
import { ProblemBox, Skeleton } from "./state";

export interface Column<Item> {
  title: string;
  cell: (item: Item) => ReactNode;
  figure?: boolean; // set at the end, in tabular figures
  deed?: boolean; // buttons: not for a file
  value?: (item: Item) => string; // in a file, where it is not what the cell shows: an amount with every digit
}

// Tables with more columns are set smaller, so that they stay within a desk's page.
const DENSE_FROM = 6;

interface TableProps<Item> {
  label: string;
  columns: readonly Column<Item>[];
  items: readonly Item[];
  rowKey: (item: Item) => string;
}

// A table of what is there; the files have what it shows, or the server's own list where there is one.
export function DataTable<Item>({ file, ...table }: TableProps<Item> & { file?: ServerFile }) {
  const shown = useRef<HTMLTableElement>(null);
  return (
    <div className="stack tight">
      <Rows {...table} ref={shown} />
      {table.items.length > 0 && (
        <div className="row save no-print">
          <SaveButtons file={file ?? { of: shown, name: table.label }} />
        </div>
      )}
    </div>
  );
}

function Rows<Item>({ label, columns, items, rowKey, ref }: TableProps<Item> & { ref?: Ref<HTMLTableElement> }) {
  return (
    <div className="table-frame" role="region" aria-label={label} tabIndex={0}>
      <table ref={ref} className={columns.length > DENSE_FROM ? "data cards dense" : "data cards"}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" data-deed={column.deed} className={column.figure ? "end" : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={rowKey(item)}>
              {columns.map((column) => (
                <td
                  key={column.title}
                  data-label={column.title}
                  data-value={column.value?.(item)}
                  data-deed={column.deed}
                  className={column.figure ? "end" : undefined}
                >
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
  file?: ServerFile;
}

export function ListTable<Item>({ list, empty, file, ...table }: ListTableProps<Item>) {
  const { t } = useText();
  const shown = useRef<HTMLTableElement>(null);
  if (list.error && !list.items) return <ProblemBox error={list.error} again={list.again} />;
  if (!list.items) return <Skeleton lines={6} />;
  if (list.items.length === 0) return <>{empty}</>;
  return (
    <div className="stack">
      <Rows {...table} items={list.items} ref={shown} />
      <div className="row apart no-print">
        <span className="small soft">{t("list.shown", { shown: list.items.length, total: list.total })}</span>
        <div className="row">
          <SaveButtons file={file ?? { of: shown, name: table.label }} />
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

// Where a list is to be had as a file: the whole of it, with every digit. `name` is the file's, without its ending.
export interface ServerFile {
  path: string;
  query?: ListQuery;
  name: string;
}

// A table on the screen, for which the server has no file.
interface ShownFile {
  of: { current: HTMLTableElement | null };
  name: string;
}

const KINDS: FileKind[] = ["csv", "xlsx"];

function SaveButtons({ file }: { file: ServerFile | ShownFile }) {
  const { t } = useText();
  const [error, setError] = useState<Error | undefined>(undefined);
  const save = (kind: FileKind) => {
    setError(undefined);
    const saved = "of" in file ? saveShown(file, kind) : saveList(file.path, file.query ?? {}, file.name, kind);
    saved.catch((cause: Error) => setError(cause));
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

async function saveShown({ of, name }: ShownFile, kind: FileKind): Promise<void> {
  const { toCsv, toXlsx } = await import("../lib/sheet");
  const rows = [...(of.current?.rows ?? [])].map((row) =>
    [...row.cells]
      .filter((cell) => cell.dataset["deed"] === undefined)
      .map((cell) => cell.dataset["value"] ?? cell.innerText.trim()),
  );
  const bytes = kind === "csv" ? toCsv(rows) : toXlsx(rows);
  saveBytes(new Blob([bytes], { type: MEDIA_TYPES[kind] }), `${name}.${kind}`);
}
