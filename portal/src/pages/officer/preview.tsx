// What sharing out a round would give, or gave: the sums, and each applicant with what it asked for.
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { useNames } from "../../api/names";
import { api, must } from "../../api/client";
import type { Call } from "../../api/types";
import { useFigures } from "../../app/figures";
import { ratio, sum } from "../../lib/format";
import { useText } from "../../text/text";
import { Chip } from "../../ui/chip";
import { Meter } from "../../ui/meter";
import { Card, Tiles } from "../../ui/page";
import { DataTable } from "../../ui/table";

interface Given {
  application: string;
  rank: number;
  tier: string;
  amount: string;
}

interface Row extends Given {
  organisation: string;
  asked: string;
}

function useRows(call: Call, results: readonly Given[]): Row[] {
  const assessed = useQuery({
    queryKey: ["assessments", call.programme],
    queryFn: () =>
      must(api.GET("/api/v1/assessments", { params: { query: { programme: call.programme, limit: 1000 } } })),
  });
  const found = new Map(assessed.data?.items.map((each) => [each.application, each]));
  return results
    .toSorted((a, b) => a.rank - b.rank)
    .map((each) => {
      const row = found.get(each.application);
      return { ...each, organisation: row?.organisation ?? "", asked: row?.assessed ?? each.amount };
    });
}

function useBudget(call: Call): string | undefined {
  const lines = useQuery({
    queryKey: ["budget-lines", call.programme],
    queryFn: () =>
      must(api.GET("/api/v1/budget-lines", { params: { query: { programme: call.programme, limit: 1000 } } })),
  });
  const mine = lines.data?.items.filter((line) => call.budget_lines.includes(line.budget_line));
  return mine && sum(mine.map((line) => line.available ?? "0"));
}

interface PreviewProps {
  call: Call;
  results: readonly Given[];
  budgeted?: boolean; // says what is left of the budget: not after the fact, when other things have used it too
}

export function Preview({ call, results, budgeted = false }: PreviewProps) {
  const { t } = useText();
  const names = useNames();
  const { amount, short, percent } = useFigures();
  const rows = useRows(call, results);
  const budget = useBudget(call);
  const asked = sum(rows.map((row) => row.asked));
  const given = sum(rows.map((row) => row.amount));
  const figure = (value: string) => amount(value, call.unit);
  // Money to the cent; hours and tokens have no cents, and their figures are long.
  const large = (value: string) => (call.unit === "money" ? figure(value) : short(value, call.unit));
  const share = (row: Row) => ratio(row.amount, row.asked);
  const nothing = rows.filter((row) => share(row) === 0).length;
  const all = rows.filter((row) => share(row) === 1).length;
  return (
    <div className="stack" role="status">
      <Tiles
        tiles={[
          { name: t("preview.applicants"), figure: rows.length },
          { name: t("preview.asked"), figure: large(asked) },
          { name: t("preview.given"), figure: large(given), note: percent(ratio(given, asked)) },
          ...(budgeted
            ? [
                {
                  name: t("preview.left"),
                  figure: budget === undefined ? "–" : large(sum([budget, `-${given}`])),
                  note: budget === undefined ? undefined : t("preview.of_budget", { amount: large(budget) }),
                },
              ]
            : []),
        ]}
      />
      <Card title={budgeted ? t("preview.outcomes") : undefined}>
        <Meter
          label={t("preview.outcomes")}
          parts={[
            { name: t("preview.all"), share: all / rows.length, figure: all, series: 1 },
            {
              name: t("preview.part"),
              share: (rows.length - all - nothing) / rows.length,
              figure: rows.length - all - nothing,
              series: 2,
            },
            { name: t("preview.nothing"), share: nothing / rows.length, figure: nothing, series: 5 },
          ]}
        />
      </Card>
      <DataTable
        label={t("rounds.sharing")}
        items={rows}
        rowKey={(each) => each.application}
        columns={[
          {
            title: t("application.title"),
            cell: (each) => (
              <Link href={`/officer/applications/${encodeURIComponent(each.application)}`}>{each.application}</Link>
            ),
          },
          { title: t("application.organisation"), cell: (each) => names.organisation(each.organisation) },
          { title: t("rounds.rank"), cell: (each) => each.rank, figure: true },
          { title: t("rounds.tier"), cell: (each) => each.tier || "–" },
          { title: t("preview.asked"), cell: (each) => figure(each.asked), figure: true, value: (each) => each.asked },
          {
            title: t("application.result"),
            cell: (each) => <strong>{figure(each.amount)}</strong>,
            figure: true,
            value: (each) => each.amount,
          },
          {
            title: t("preview.share"),
            cell: (each) => (
              <Chip tone={share(each) === 1 ? "good" : share(each) > 0 ? "warn" : "bad"}>{percent(share(each))}</Chip>
            ),
            figure: true,
          },
        ]}
      />
    </div>
  );
}
