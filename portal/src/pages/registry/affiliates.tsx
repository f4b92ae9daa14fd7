// Affiliates: whom it controls, who controls it, and who has the same controller.
import type { Control } from "../../api/types";
import { useText } from "../../text/text";
import { Section } from "../../ui/page";
import { Empty } from "../../ui/state";
import { DataTable } from "../../ui/table";
import { Certainty, Party } from "./party";
import { ControlPath } from "./path";

export function Affiliates({ control }: { control: Control }) {
  const { t, name } = useText();
  return (
    <Section title={t("control.affiliates")}>
      {control.affiliates.length === 0 ? (
        <Empty title={t("control.no_affiliates")} />
      ) : (
        <DataTable
          label={t("control.affiliates")}
          items={control.affiliates}
          rowKey={(each) => each.affiliate}
          columns={[
            {
              title: t("control.affiliate"),
              cell: (each) => (
                <>
                  <Party party={each.affiliate} /> <Certainty certainty={each.certainty} />
                </>
              ),
            },
            {
              title: t("control.relation"),
              cell: (each) => (
                <>
                  {name("relation", each.relation)} {each.through && <Party party={each.through} />}
                </>
              ),
            },
            {
              title: t("control.path"),
              cell: (each) => (
                <details>
                  <summary className="small">{t("control.show_path")}</summary>
                  <ControlPath proof={each.proof} />
                </details>
              ),
            },
          ]}
        />
      )}
    </Section>
  );
}
