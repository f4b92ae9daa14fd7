// Budget lines: what was appropriated, what is set aside, issued, spent, and what is left.
import { Link } from "wouter";
import { useNames } from "../../api/names";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import type { BudgetLine } from "../../api/types";
import { useFigures } from "../../app/figures";
import { hasRole, useSession } from "../../app/session";
import { ratio, sum } from "../../lib/format";
import { useText } from "../../text/text";
import { LinkButton } from "../../ui/button";
import { Meter } from "../../ui/meter";
import { PageHead, Section } from "../../ui/page";
import { Empty } from "../../ui/state";
import { ListTable } from "../../ui/table";

export function Budget() {
  const { t } = useText();
  const names = useNames();
  const { amount } = useFigures();
  const list = useList(["budget-lines"], (cursor) =>
    must(api.GET("/api/v1/budget-lines", { params: { query: { limit: 200, ...(cursor ? { cursor } : {}) } } })),
  );
  const figure = (value: string | null, line: BudgetLine) => amount(value, line.unit);
  return (
    <div className="stack loose">
      <PageHead title={t("nav.budget")} lead={t("budget.lead")} />
      {list.items && list.items.length > 0 && <Bars lines={list.items} />}
      <Section title={t("budget.lines")}>
        <ListTable
          label={t("budget.lines")}
          list={list}
          empty={<Empty title={t("budget.none")} />}
          rowKey={(each) => `${each.programme}:${each.budget_line}`}
          file={{ path: "/api/v1/budget-lines", name: "budget-lines" }}
          columns={[
            {
              title: t("budget.line"),
              cell: (each) => (
                <>
                  {each.funder || each.budget_line}
                  <br />
                  <Link className="small" href={`/programmes/${encodeURIComponent(each.programme)}`}>
                    {names.programme(each.programme)}
                  </Link>
                </>
              ),
            },
            { title: t("budget.appropriation"), cell: (each) => figure(each.appropriation, each), figure: true },
            { title: t("budget.set_aside"), cell: (each) => figure(each.set_aside, each), figure: true },
            { title: t("budget.issued"), cell: (each) => figure(each.issued, each), figure: true },
            { title: t("budget.spent"), cell: (each) => figure(each.spent, each), figure: true },
            { title: t("budget.returned"), cell: (each) => figure(each.returned, each), figure: true },
            {
              title: t("budget.available"),
              cell: (each) => <strong>{figure(each.available, each)}</strong>,
              figure: true,
            },
          ]}
        />
      </Section>
    </div>
  );
}

function Bars(props: { lines: readonly BudgetLine[] }) {
  const { t } = useText();
  const plans = hasRole(useSession(), "officer"); // who sees where a programme's take-up goes
  const names = useNames();
  const { short } = useFigures();
  const groups = Map.groupBy(props.lines, (line) => `${line.programme}:${line.unit}`);
  return (
    <div className="columns even">
      {[...groups].map(([key, lines]) => {
        const unit = lines[0]?.unit;
        const all = (pick: (line: BudgetLine) => string | null) => sum(lines.map((line) => pick(line) ?? "0"));
        const appropriation = all((line) => line.appropriation);
        const spent = all((line) => line.spent);
        const unspent = sum([all((line) => line.issued), `-${spent}`]);
        const aside = all((line) => line.set_aside);
        const share = (value: string) => ratio(value, appropriation);
        return (
          <article key={key} className="card stack">
            <div className="row apart">
              <h2>{names.programme(lines[0]?.programme ?? "")}</h2>
              <span className="number soft">{short(appropriation, unit)}</span>
            </div>
            <Meter
              label={t("budget.of", { amount: short(appropriation, unit) })}
              parts={[
                { name: t("budget.spent"), share: share(spent), figure: short(spent, unit), series: 1 },
                { name: t("budget.issued_unspent"), share: share(unspent), figure: short(unspent, unit), series: 4 },
                { name: t("budget.set_aside"), share: share(aside), figure: short(aside, unit), series: 2 },
              ]}
              rest={{
                name: t("budget.available"),
                figure: short(
                  all((line) => line.available),
                  unit,
                ),
              }}
            />
            {plans && (
              <div className="no-print">
                <LinkButton small href={`/officer/budget/${encodeURIComponent(lines[0]?.programme ?? "")}`}>
                  {t("takeup.see")}
                </LinkButton>
              </div>
            )}
          </article>
        );
      })}
    </div>
  );
}
