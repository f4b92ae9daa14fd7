// Domestic, foreign and unknown compute as shares of each month, the path to the target, and the line drawn on.
import { scaleBand, scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { ORIGINS, type Origin, type RelianceMonth } from "../lib/reliance";
import { useText } from "../text/text";
import { BOTTOM, ChartTable, HEIGHT, LEFT, Plot, TOP, useWidth } from "./parts";

interface Props {
  title: string;
  months: readonly RelianceMonth[];
  month: (month: string) => string;
  percent: (share: number) => string;
  show: (value: number) => string;
}

const RIGHT = 12;

export function RelianceChart({ title, months, month, percent, show }: Props) {
  const { t } = useText();
  const { frame, width } = useWidth();
  const x = scaleBand(
    months.map((each) => each.month),
    [LEFT, width - RIGHT],
  ).padding(0.18);
  const y = scaleLinear([0, 1], [HEIGHT - BOTTOM, TOP]);
  const middle = (each: RelianceMonth) => (x(each.month) ?? LEFT) + x.bandwidth() / 2;
  const drawn = (value: (each: RelianceMonth) => number) =>
    line<RelianceMonth>()
      .x(middle)
      .y((each) => y(value(each)));
  const steps = months.filter((each) => each.target !== undefined);
  const ahead = months.filter((each) => each.projected !== undefined);
  return (
    <figure className="chart" ref={frame}>
      <Plot
        title={title}
        width={width}
        right={RIGHT}
        y={y}
        show={percent}
        labels={months.map((each) => ({ text: month(each.month), at: middle(each) }))}
      >
        {months.map((each) => (
          <Stack key={each.month} each={each} x={x(each.month) ?? 0} width={x.bandwidth()} y={y} say={say(each)} />
        ))}
        <path className="line path" d={drawn((each) => each.target ?? 0)(steps) ?? ""} />
        <path className="line projected" d={drawn((each) => each.projected ?? 0)(ahead) ?? ""} />
        {steps.map((each) => (
          <circle key={each.month} className="step" cx={middle(each)} cy={y(each.target ?? 0)} r={4.5}>
            <title>{`${month(each.month)} · ${t("reliance.target")}: ${percent(each.target ?? 0)}`}</title>
          </circle>
        ))}
      </Plot>
      <ul className="legend">
        {ORIGINS.map((origin) => (
          <li key={origin}>
            <span className={`swatch origin ${origin}`} />
            {t(`reliance.${origin}`)}
          </li>
        ))}
        {steps.length > 0 && <LineKey of="path" name={t("reliance.target")} />}
        {ahead.length > 0 && <LineKey of="projected" name={t("reliance.projected")} />}
      </ul>
      <ChartTable
        title={title}
        labels={months.map((each) => month(each.month))}
        series={[
          ...ORIGINS.map((origin) => ({
            name: t(`reliance.${origin}`),
            values: months.map((each) => each.used?.[origin]),
          })),
        ]}
        show={show}
      />
      <ChartTable
        title={t("reliance.shares")}
        summary={t("reliance.shares_as_table")}
        labels={months.map((each) => month(each.month))}
        series={[
          { name: t("reliance.share"), values: months.map((each) => each.share) },
          { name: t("reliance.target"), values: months.map((each) => each.target) },
          { name: t("reliance.projected"), values: months.map((each) => each.projected) },
        ]}
        show={percent}
      />
    </figure>
  );

  function say(each: RelianceMonth) {
    return (origin: Origin, share: number) =>
      `${month(each.month)} · ${t(`reliance.${origin}`)}: ${show(each.used?.[origin] ?? 0)} (${percent(share)})`;
  }
}

interface StackProps {
  each: RelianceMonth;
  x: number;
  width: number;
  y: (share: number) => number;
  say: (origin: Origin, share: number) => string;
}

function Stack({ each, x, width, y, say }: StackProps) {
  const total = each.used ? ORIGINS.reduce((sum, origin) => sum + (each.used?.[origin] ?? 0), 0) : 0;
  if (!each.used || total === 0) return null;
  let from = 0;
  return ORIGINS.map((origin) => {
    const share = (each.used?.[origin] ?? 0) / total;
    const until = from + share;
    const bar = (
      <rect
        key={origin}
        className={`origin ${origin}`}
        x={x}
        width={width}
        y={y(until)}
        height={Math.max(0, y(from) - y(until))}
      >
        <title>{say(origin, share)}</title>
      </rect>
    );
    from = until;
    return bar;
  });
}

function LineKey(props: { of: "path" | "projected"; name: string }) {
  return (
    <li>
      <svg viewBox="0 0 24 10" className="line-key" aria-hidden="true">
        <path className={`line ${props.of}`} d="M0 5 H24" />
      </svg>
      {props.name}
    </li>
  );
}
