// Whose an organisation is in the end: each party's part of a unit of its capital. The last holders' parts, own shares
// and what nobody is known to have add up to the whole; parties in between are shown with what passes through them.
import type { Control } from "../../api/types";
import { partOf } from "../../lib/control";
import { useText } from "../../text/text";
import { Chip } from "../../ui/chip";
import { Meter, type Part } from "../../ui/meter";
import { Card, Section } from "../../ui/page";
import { DataTable } from "../../ui/table";
import { Party } from "./party";

type Line = Control["look_through"][number];

const SERIES = [1, 2, 3, 4, 5] as const;

const isRest = (line: Line) => line.holder.startsWith("(");

function range(line: Line): string {
  return line.at_most === "" || line.at_least === line.at_most ? line.at_least : `${line.at_least} – ${line.at_most}`;
}

export function LookThrough({ control }: { control: Control }) {
  const { t } = useText();
  const lines = control.look_through;
  if (lines.length === 0) return null;
  return (
    <Section title={t("control.look_through")}>
      <p className="soft">{t("control.look_through_lead")}</p>
      <Card>
        <Whole lines={lines} />
      </Card>
      <DataTable
        label={t("control.look_through")}
        items={lines}
        rowKey={(line) => line.holder}
        columns={[
          { title: t("control.holder"), cell: (line) => <Holder line={line} /> },
          {
            title: t("control.place"),
            cell: (line) =>
              isRest(line) ? (
                "–"
              ) : (
                <Chip tone={line.final ? "good" : "calm"}>{t(line.final ? "control.final" : "control.between")}</Chip>
              ),
          },
          { title: t("control.part"), cell: (line) => <strong>{range(line)}</strong>, figure: true },
          { title: t("control.exact"), cell: (line) => line.exact, figure: true },
        ]}
      />
    </Section>
  );
}

function Holder({ line }: { line: Line }) {
  const { t } = useText();
  if (line.holder === "(own)") return <>{t("control.own")}</>;
  if (line.holder === "(unknown)") return <>{t("control.unknown")}</>;
  return (
    <>
      <Party party={line.holder} kind={line.holder_kind} />
      {line.holder_jurisdiction && <span className="small soft"> {line.holder_jurisdiction}</span>}
    </>
  );
}

// Only what adds up; beyond the colours there are, the smaller parts are one.
function Whole({ lines }: { lines: readonly Line[] }) {
  const { t } = useText();
  const last = lines
    .filter((line) => line.final || isRest(line))
    .toSorted((a, b) => partOf(b.at_least) - partOf(a.at_least));
  const parts = last.slice(0, SERIES.length).map((line, index): Part => ({
    key: line.holder,
    name: <Holder line={line} />,
    share: partOf(line.at_least),
    figure: range(line),
    series: SERIES[index] ?? 1,
  }));
  const others = last.slice(SERIES.length);
  if (others.length > 0)
    parts.push({
      key: "others",
      name: t("control.others_name"),
      share: others.reduce((all, line) => all + partOf(line.at_least), 0),
      figure: t("control.others", { n: others.length }),
      series: 6,
    });
  return <Meter label={t("control.look_through")} parts={parts} />;
}
