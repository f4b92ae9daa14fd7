// What is wrong with a table, row by row, as a spreadsheet counts.
import type { TableProblem } from "../../api/claims";
import { useText } from "../../text/text";
import { Alert } from "../../ui/icons";
import { DataTable } from "../../ui/table";

export function ClaimProblems({ problems }: { problems: readonly TableProblem[] }) {
  const { t, pick, name } = useText();
  if (problems.length === 0) return null;
  return (
    <div className="stack" role="alert">
      <div className="message warn">
        <Alert />
        <strong>{t("claim.problems", { n: problems.length })}</strong>
        <p>{t("claim.problems_lead")}</p>
      </div>
      <DataTable
        label={t("claim.problems", { n: problems.length })}
        items={problems}
        rowKey={(each) => `${each.sheet}:${each.row}:${each.column}:${each.code}`}
        columns={[
          { title: t("claim.sheet"), cell: (each) => name("claim_sheet", each.sheet) },
          { title: t("claim.row"), cell: (each) => each.row || "–", figure: true },
          { title: t("claim.column"), cell: (each) => (each.column ? <code>{each.column}</code> : "–") },
          { title: t("rules.problem"), cell: (each) => pick(each.text) },
        ]}
      />
    </div>
  );
}
