// What the charts share: their measures, the width that is there, the legend, and the figures as a table.
import { useEffect, useRef, useState } from "react";
import { useText } from "../text/text";
import { Swatch } from "../ui/meter";

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
export const LABEL_WIDTH = 64; // room for one label below
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
  labels: readonly string[];
  series: readonly Series[];
  shares?: boolean; // each label is a whole
  show: (value: number) => string;
}

// The figures of the chart, for who cannot see it or wants them exactly.
export function ChartTable({ title, labels, series, shares = false, show }: TableProps) {
  const { t } = useText();
  const total = (at: number) => series.reduce((all, each) => all + (each.values[at] ?? 0), 0);
  const cell = (value: number | undefined, at: number) =>
    value === undefined ? "–" : show(shares ? (total(at) > 0 ? value / total(at) : 0) : value);
  return (
    <details className="no-print">
      <summary className="small">{t("chart.as_table")}</summary>
      <div className="table-frame" role="region" aria-label={title} tabIndex={0}>
        <table className="data">
          <thead>
            <tr>
              <th scope="col">{t("chart.period")}</th>
              {series.map((each) => (
                <th key={each.name} scope="col" className="end">
                  {each.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((label, at) => (
              <tr key={label}>
                <td>{label}</td>
                {series.map((each) => (
                  <td key={each.name} className="end">
                    {cell(each.values[at], at)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
