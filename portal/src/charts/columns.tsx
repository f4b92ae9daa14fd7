// Stacked columns over time, or stacked shares of a whole: an SVG with a table beside it that says the same.
import { scaleBand, scaleLinear } from "d3-scale";
import { stack, stackOffsetExpand, stackOffsetNone } from "d3-shape";
import { BOTTOM, ChartTable, HEIGHT, LEFT, Legend, Plot, TICKS, TOP, useWidth, type Series } from "./parts";

export type { Series } from "./parts";

interface ColumnsProps {
  title: string;
  labels: readonly string[];
  series: readonly Series[];
  shares?: boolean; // each column is a whole
  show: (value: number) => string;
}

const BAR_MAX = 72; // two months are no walls

export function Columns({ title, labels, series, shares = false, show }: ColumnsProps) {
  const { frame, width } = useWidth();
  const rows = labels.map((_, index) => Object.fromEntries(series.map((each) => [each.name, each.values[index] ?? 0])));
  const layers = stack<Record<string, number>>()
    .keys(series.map((each) => each.name))
    .offset(shares ? stackOffsetExpand : stackOffsetNone)(rows);
  const highest = Math.max(1e-9, ...layers.flatMap((layer) => layer.map((cell) => cell[1] || 0)));
  const x = scaleBand(labels, [LEFT, width]).padding(0.28);
  const y = scaleLinear([0, shares ? 1 : highest], [HEIGHT - BOTTOM, TOP]);
  if (!shares) y.nice(TICKS);
  const bar = Math.min(x.bandwidth(), BAR_MAX);
  return (
    <figure className="chart" ref={frame}>
      <Plot
        title={title}
        width={width}
        y={y}
        show={show}
        labels={labels.map((text) => ({ text, at: (x(text) ?? 0) + x.bandwidth() / 2 }))}
      >
        {layers.map((layer, index) => (
          <g key={layer.key} className={`s${colourOf(series, index)}`}>
            {layer.map((cell, at) => {
              const label = labels[at] ?? "";
              const height = y(cell[0]) - y(cell[1]);
              return Number.isFinite(height) && height > 0 ? (
                <rect
                  key={label}
                  x={(x(label) ?? 0) + (x.bandwidth() - bar) / 2}
                  width={bar}
                  y={y(cell[1])}
                  height={height}
                  rx={1.5}
                >
                  <title>{`${label} · ${layer.key}: ${show(shares ? cell[1] - cell[0] : (series[index]?.values[at] ?? 0))}`}</title>
                </rect>
              ) : null;
            })}
          </g>
        ))}
      </Plot>
      {series.length > 1 && (
        <Legend names={series.map((each) => each.name)} series={series.map((_, index) => colourOf(series, index))} />
      )}
      <ChartTable title={title} labels={labels} series={series} shares={shares} show={show} />
    </figure>
  );
}

function colourOf(series: readonly Series[], index: number): number {
  return series[index]?.colour ?? (index % 6) + 1;
}
