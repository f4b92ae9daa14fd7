// A bar of parts of a whole, with a legend that says the same in words and figures.
import type { ReactNode } from "react";

export interface Part {
  name: ReactNode;
  key?: string; // where the name is no text
  share: number; // of the whole, 0 to 1
  figure: ReactNode;
  series: 1 | 2 | 3 | 4 | 5 | 6;
}

const WIDTH = 1000;

const keyOf = (part: Part) => part.key ?? String(part.name);

export function Meter(props: { label: string; parts: readonly Part[]; rest?: { name: string; figure: ReactNode } }) {
  let at = 0;
  const bars = props.parts.map((part) => {
    const width = Math.max(0, Math.min(WIDTH - at, part.share * WIDTH));
    const bar = <rect key={keyOf(part)} x={at} y={0} width={width} height={10} className={`s${part.series}`} />;
    at += width;
    return bar;
  });
  return (
    <div className="stack tight">
      <div className="meter" aria-hidden="true">
        <svg viewBox={`0 0 ${WIDTH} 10`} preserveAspectRatio="none">
          {bars}
        </svg>
      </div>
      <ul className="legend" aria-label={props.label}>
        {props.parts.map((part) => (
          <li key={keyOf(part)}>
            <Swatch series={part.series} />
            {part.name} <span className="number">{part.figure}</span>
          </li>
        ))}
        {props.rest && (
          <li>
            <span className="swatch" />
            {props.rest.name} <span className="number">{props.rest.figure}</span>
          </li>
        )}
      </ul>
    </div>
  );
}

// The colour of a series, or of a band around one.
export function Swatch(props: { series: number | "band" }) {
  return (
    <svg viewBox="0 0 10 10" className="swatch" aria-hidden="true">
      <rect width="10" height="10" rx="2" className={props.series === "band" ? "band" : `s${props.series}`} />
    </svg>
  );
}
