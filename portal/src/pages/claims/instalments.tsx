// What is paid of an accepted claim. The award has its application's key.
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { StatusChip } from "../../ui/chip";
import { Section } from "../../ui/page";
import { Empty } from "../../ui/state";
import { ListTable } from "../../ui/table";

export function Instalments({ application }: { application: string }) {
  const { t } = useText();
  const { amount, date } = useFigures();
  const query = { filter: [`award=${application}`] };
  const list = useList(["instalments", application], (cursor) =>
    must(api.GET("/api/v1/instalments", { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <Section title={t("claim.instalments")}>
      <ListTable
        label={t("claim.instalments")}
        list={list}
        empty={<Empty title={t("claim.no_instalments")}>{t("claim.no_instalments_lead")}</Empty>}
        rowKey={(each) => `${each.award}:${each.instalment}`}
        file={{ path: "/api/v1/instalments", query, name: `instalments-${application}` }}
        columns={[
          { title: t("claim.instalment"), cell: (each) => each.instalment },
          { title: t("application.status"), cell: (each) => <StatusChip status={each.status} /> },
          { title: t("claim.paid_on"), cell: (each) => (each.paid_on ? date(each.paid_on) : "–") },
          { title: t("propose.amount"), cell: (each) => amount(each.amount), figure: true },
        ]}
      />
    </Section>
  );
}
