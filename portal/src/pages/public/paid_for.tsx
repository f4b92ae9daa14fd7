// What programmes paid for of the compute used, and what was bought with their grants.
import type { SelfReliance } from "../../api/types";
import { useFigures } from "../../app/figures";
import { ORIGINS, type Measure } from "../../lib/reliance";
import { paidFor } from "../../lib/paid";
import { useText } from "../../text/text";
import { Card } from "../../ui/page";
import { DataTable } from "../../ui/table";

export function PaidFor(props: { figures: SelfReliance; measure: Measure; programmeName: (key: string) => string }) {
  const { figures, measure, programmeName } = props;
  const { t } = useText();
  const { percent, countShort } = useFigures();
  const rows = paidFor(figures, measure);
  const whole = rows.reduce((sum, row) => sum + row.used, 0);
  if (whole === 0) return null;
  return (
    <Card title={t("reliance.paid")}>
      <DataTable
        label={t("reliance.paid")}
        items={rows}
        rowKey={(row) => row.programme || "-"}
        columns={[
          {
            title: t("reliance.payer"),
            cell: (row) => (row.programme ? programmeName(row.programme) : t("reliance.own")),
          },
          {
            title: t(`reliance.${measure}`),
            cell: (row) => countShort(row.used.toFixed(3)),
            value: (row) => row.used.toFixed(3),
            figure: true,
          },
          { title: t("reliance.of_all"), cell: (row) => percent(row.used / whole, 1), figure: true },
          {
            title: t("reliance.share"),
            cell: (row) => (row.used > 0 ? percent(row.by[ORIGINS[0]] / row.used, 1) : "–"),
            figure: true,
          },
          { title: t("reliance.bought"), cell: (row) => countShort(String(row.cards)), figure: true },
        ]}
      />
    </Card>
  );
}
