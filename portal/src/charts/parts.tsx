// What the charts share: their measures, the width that is there, the frame of the drawing, the legend, and the figures as a table.
import type { ScaleLinear } from "d3-scale";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useText } from "../text/text";
import { Swatch } from "../ui/meter";
import { DataTable } from "../ui/table";

export interface Series {
  name: string;
  values: readonly (number | undefined)[]; // one for each label; nothing where there is none
  colour?: number; // 1 to 6; without it they are numbered as they come
}

export const HEIGHT = 240;
export const LEFT = 76;
export const BOTTOM = 28;
export const TOP = 10;
export const TICKS = 4;
const LABEL_WIDTH = 64; // room for one label below, at least
const LETTER_WIDTH = 7; // of the axis; a Chinese character takes two
const WIDTH_FIRST = 480; // until the real one is known

// The width that is there, so that letters have the same size on a phone as on a desk.
export function useWidth() {
  const frame = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(WIDTH_FIRST);
  useEffect(() => {
    if (!frame.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.max(200, entry.contentRect.width)));
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  return { frame, width };
}

interface PlotProps {
  title: string;
  width: number;
  right?: number; // where the lines across end before the edge
  y: ScaleLinear<number, number>;
  show: (value: number) => string;
  labels: readonly { text: string; at: number }[]; // below, from left to right; as many are drawn as there is room for
  children: ReactNode;
}

function roomOf(label: string): number {
  const wide = label.replaceAll(/[^\u2e80-\uffff]/g, "").length;
  return Math.max(LABEL_WIDTH, (label.length + wide + 2) * LETTER_WIDTH);
}

// The drawing with its lines across and what stands at its edges.
export function Plot({ title, width, right = 0, y, show, labels, children }: PlotProps) {
  const room = Math.max(LABEL_WIDTH, ...labels.map(({ text }) => roomOf(text)));
  const every = Math.ceil((labels.length * room) / (width - LEFT));
  const ticks = y.ticks(TICKS);
  return (
    <svg
      className="plot"
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={title}
    >
      <g className="grid">
        {ticks.map((tick) => (
          <line key={tick} x1={LEFT} x2={width - right} y1={y(tick)} y2={y(tick)} />
        ))}
      </g>
      <g className="axis">
        {ticks.map((tick) => (
          <text key={tick} x={LEFT - 10} y={y(tick)} dy="0.32em" textAnchor="end">
            {show(tick)}
          </text>
        ))}
        {labels.map(({ text, at }, index) =>
          index % every === 0 ? (
            <text key={text} x={at} y={HEIGHT - 8} textAnchor="middle">
              {text}
            </text>
          ) : null,
        )}
      </g>
      {children}
    </svg>
  );
}

// `series`: the number of each name's colour; without it they are numbered as they come.
export function Legend(props: { names: readonly string[]; series?: readonly (number | "band")[] }) {
  return (
    <ul className="legend">
      {props.names.map((name, index) => (
        <li key={name}>
          <Swatch series={props.series?.[index] ?? (index % 6) + 1} />
          {name}
        </li>
      ))}
    </ul>
  );
}

interface TableProps {
  title: string;
  summary?: string; // what one opens it by, where a chart has several
  labels: readonly string[];
  series: readonly Series[];
  shares?: boolean; // each label is a whole
  show: (value: number) => string;
}

// The figures of the chart, for who cannot see it or wants them exactly.
export function ChartTable({ title, summary, labels, series, shares = false, show }: TableProps) {
  const { t } = useText();
  const total = (at: number) => series.reduce((all, each) => all + (each.values[at] ?? 0), 0);
  const cell = (value: number | undefined, at: number) =>
    value === undefined ? "–" : show(shares ? (total(at) > 0 ? value / total(at) : 0) : value);
  return (
    <details className="no-print">
      <summary className="small">{summary ?? t("chart.as_table")}</summary>
      <DataTable
        label={title}
        items={labels.map((label, at) => ({ label, at }))}
        rowKey={(row) => row.label}
        columns={[
          { title: t("chart.period"), cell: (row) => row.label },
          ...series.map((each) => ({
            title: each.name,
            cell: (row: { at: number }) => cell(each.values[row.at], row.at),
            figure: true,
          })),
        ]}
      />
    </details>
  );
}
