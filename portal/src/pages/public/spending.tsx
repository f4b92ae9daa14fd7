// Charts of what was spent: over time, by chip vendor, by use. Fetched after the first page's words.
import type { Figures } from "../../api/types";
import { useFigures } from "../../app/figures";
import { Columns, type Series } from "../../charts/columns";
import { ratio } from "../../lib/format";
import { useText } from "../../text/text";
import { Card, Section } from "../../ui/page";
import { Empty } from "../../ui/state";
import { DataTable } from "../../ui/table";

// Beyond these a chart has a series "others".
const VENDORS_MAX = 5;

export default function Spending({ figures }: { figures: Figures }) {
  const { t } = useText();
  const { short, month } = useFigures();
  if (figures.by_month.length === 0) return <Empty title={t("spending.none")}>{t("spending.none_lead")}</Empty>;
  const labels = figures.by_month.map((each) => month(each.month));
  const money = (value: number) => short(value.toFixed(2), "money", figures.currency);
  const series: Series[] = [
    { name: t("spending.covered"), values: figures.by_month.map((each) => Number(each.covered_money)) },
    { name: t("spending.own"), values: figures.by_month.map((each) => Number(each.own_share)) },
  ];
  return (
    <>
      <div className="columns even">
        <Card title={t("spending.by_month")}>
          <Columns title={t("spending.by_month")} labels={labels} series={series} show={money} />
        </Card>
        <Vendors figures={figures} labels={labels} />
      </div>
      <Uses figures={figures} />
    </>
  );
}

function Vendors(props: { figures: Figures; labels: readonly string[] }) {
  const { t } = useText();
  const { percent } = useFigures();
  const { figures, labels } = props;
  const months = figures.by_month.map((each) => each.month);
  const chips = figures.by_month_and_vendor.filter((each) => Number(each.device_hours) > 0 && each.vendor !== "");
  const hours = (vendor: string, at: string) =>
    chips.reduce(
      (all, each) => (each.vendor === vendor && each.month === at ? all + Number(each.device_hours) : all),
      0,
    );
  const total = (vendor: string) => months.reduce((all, at) => all + hours(vendor, at), 0);
  const vendors = [...new Set(chips.map((each) => each.vendor))].sort((a, b) => total(b) - total(a));
  const shown = vendors.slice(0, VENDORS_MAX);
  const others = vendors.slice(VENDORS_MAX);
  const series: Series[] = shown.map((vendor) => ({ name: vendor, values: months.map((at) => hours(vendor, at)) }));
  if (others.length > 0)
    series.push({
      name: t("spending.other_vendors"),
      values: months.map((at) => others.reduce((all, vendor) => all + hours(vendor, at), 0)),
    });
  return (
    <Card title={t("spending.by_vendor")}>
      <Columns title={t("spending.by_vendor")} labels={labels} series={series} shares show={(each) => percent(each)} />
    </Card>
  );
}

function Uses({ figures }: { figures: Figures }) {
  const { t, name } = useText();
  const { amount, hours, percent } = useFigures();
  const all = figures.by_use.reduce((sum, each) => sum + Number(each.covered_money), 0);
  const share = (value: string) => percent(ratio(value, String(all)));
  return (
    <div className="columns even">
      <Section title={t("spending.by_use")}>
        <DataTable
          label={t("spending.by_use")}
          items={figures.by_use}
          rowKey={(each) => each.use}
          columns={[
            { title: t("spending.use"), cell: (each) => name("use", each.use || "none") },
            { title: t("spending.device_hours"), cell: (each) => hours(each.device_hours), figure: true },
            { title: t("spending.covered"), cell: (each) => amount(each.covered_money), figure: true },
            { title: t("spending.share"), cell: (each) => share(each.covered_money), figure: true },
          ]}
        />
      </Section>
      <Section title={t("spending.by_site")}>
        <DataTable
          label={t("spending.by_site")}
          items={figures.by_site}
          rowKey={(each) => each.site}
          columns={[
            { title: t("spending.site"), cell: (each) => each.name },
            { title: t("spending.device_hours"), cell: (each) => hours(each.device_hours), figure: true },
            { title: t("spending.covered"), cell: (each) => amount(each.covered_money), figure: true },
          ]}
        />
      </Section>
    </div>
  );
}
