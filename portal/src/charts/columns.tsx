// Stacked columns over time, or stacked shares of a whole: an SVG with a table beside it that says the same.
import { scaleBand, scaleLinear } from "d3-scale";
import { stack, stackOffsetExpand, stackOffsetNone } from "d3-shape";
import { BOTTOM, ChartTable, HEIGHT, LABEL_WIDTH, LEFT, Legend, TICKS, TOP, useWidth, type Series } from "./parts";

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
  const every = Math.ceil((labels.length * LABEL_WIDTH) / (width - LEFT));
  return (
    <figure className="chart" ref={frame}>
      <svg
        className="plot"
        width={width}
        height={HEIGHT}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={title}
      >
        <g className="grid">
          {y.ticks(TICKS).map((tick) => (
            <line key={tick} x1={LEFT} x2={width} y1={y(tick)} y2={y(tick)} />
          ))}
        </g>
        <g className="axis">
          {y.ticks(TICKS).map((tick) => (
            <text key={tick} x={LEFT - 10} y={y(tick)} dy="0.32em" textAnchor="end">
              {show(tick)}
            </text>
          ))}
          {labels.map((label, index) =>
            index % every === 0 ? (
              <text key={label} x={(x(label) ?? 0) + x.bandwidth() / 2} y={HEIGHT - 8} textAnchor="middle">
                {label}
              </text>
            ) : null,
          )}
        </g>
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
      </svg>
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
