// Take-up over time: lines of what was appropriated, committed, issued and spent, and a band of where spending goes.
import { scaleLinear, scalePoint } from "d3-scale";
import { area, curveStepAfter, line } from "d3-shape";
import { monthsOf, TOTALS, type Takeup, type Total } from "../lib/takeup";
import { useText } from "../text/text";
import { BOTTOM, ChartTable, HEIGHT, LEFT, Legend, Plot, TICKS, TOP, useWidth, type Series } from "./parts";

interface Props {
  title: string;
  takeup: Takeup;
  month: (month: string) => string;
  show: (value: number) => string;
}

interface At {
  month: string;
  value: number;
}

const RIGHT = 24;

// Money is promised in steps; it is spent day by day.
const IN_STEPS: readonly Total[] = ["appropriated", "committed", "issued"];

export function TakeupChart({ title, takeup, month, show }: Props) {
  const { t } = useText();
  const { frame, width } = useWidth();
  const { past, ahead } = takeup;
  const months = monthsOf(takeup);
  const totals = TOTALS.map((total) => past.map((each): At => ({ month: each.month, value: Number(each[total]) })));
  const highest = Math.max(1, ...totals.flat().map((each) => each.value), ...ahead.map((each) => Number(each.high)));
  const x = scalePoint(months, [LEFT, width - RIGHT]);
  const y = scaleLinear([0, highest], [HEIGHT - BOTTOM, TOP]).nice(TICKS);
  const at = (each: { month: string }) => x(each.month) ?? LEFT;
  const drawn = line<At>()
    .x(at)
    .y((each) => y(each.value));
  const stepped = line<At>()
    .x(at)
    .y((each) => y(each.value))
    .curve(curveStepAfter);
  const band = area<(typeof ahead)[number]>()
    .x(at)
    .y0((each) => y(Number(each.low)))
    .y1((each) => y(Number(each.high)));
  const mean = ahead.map((each): At => ({ month: each.month, value: Number(each.mean) }));
  return (
    <figure className="chart" ref={frame}>
      <Plot
        title={title}
        width={width}
        y={y}
        show={show}
        labels={months.map((each) => ({ text: month(each), at: x(each) ?? LEFT }))}
      >
        <path className="band" d={band(ahead) ?? ""} />
        {TOTALS.map((total, index) => (
          <path
            key={total}
            className={`line l${SERIES[total]}`}
            d={(IN_STEPS.includes(total) ? stepped : drawn)(totals[index] ?? []) ?? ""}
          />
        ))}
        <path className="line l1 ahead" d={drawn(mean) ?? ""} />
        <path className={`line l${SERIES.appropriated} ahead`} d={drawn(onwards(past, ahead)) ?? ""} />
      </Plot>
      <Legend
        names={[...TOTALS.map((total) => t(`takeup.${total}`)), ...(ahead.length > 0 ? [t("takeup.band")] : [])]}
        series={[...TOTALS.map((total) => SERIES[total]), "band"]}
      />
      <ChartTable title={title} labels={months.map(month)} series={seriesOf(takeup, months, t)} show={show} />
    </figure>
  );
}

// What is appropriated stays until something is added: the bound of all spending.
function onwards(past: Takeup["past"], ahead: Takeup["ahead"]): At[] {
  const last = past.at(-1);
  return last ? ahead.map((each) => ({ month: each.month, value: Number(last.appropriated) })) : [];
}

// The colours are those of the budget's bars.
const SERIES: Record<Total, 1 | 2 | 3 | 4> = { appropriated: 3, committed: 2, issued: 4, spent: 1 };

function seriesOf({ past, ahead }: Takeup, months: readonly string[], t: ReturnType<typeof useText>["t"]): Series[] {
  const totals = TOTALS.map((total) => ({
    name: t(`takeup.${total}`),
    values: months.map((month) => number(past.find((each) => each.month === month)?.[total])),
  }));
  const future = (["low", "mean", "high"] as const).map((bound) => ({
    name: t(`takeup.${bound}`),
    values: months.map((month) => number(ahead.find((each) => each.month === month)?.[bound])),
  }));
  return ahead.length > 0 ? [...totals, ...future] : totals;
}

function number(value: string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
