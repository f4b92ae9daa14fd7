// The contract of a purchase, the test that accepted it, and where the capacity is listed: one row of its sheet.
import type { TableProblem } from "../../api/claims";
import type { SheetRow } from "../../lib/claim_sheets";
import { useText } from "../../text/text";
import { Choices, Select, TextField } from "../../ui/field";
import { Card } from "../../ui/page";
import { DocumentCell } from "./claim_document";

interface Props {
  row: SheetRow;
  currency: string;
  problems: readonly TableProblem[];
  onRow: (row: SheetRow) => void;
}

export function ClaimContract({ row, currency, problems, onRow }: Props) {
  const { t, pick, name } = useText();
  const mine = problems.filter((each) => each.sheet === "contract");
  const field = (column: string) => {
    const found = mine.find((each) => each.column === column);
    return {
      value: row[column] ?? "",
      onValue: (value: string) => onRow({ ...row, [column]: value }),
      wrong: found && pick(found.text),
    };
  };
  // A contract without a supplier lacks one: said where most write it, not at the key that few know.
  const noSupplier = row["supplier"] ? undefined : field("supplier").wrong;
  const { value: accepted, onValue: onAccepted } = field("accepted");
  return (
    <div className="stack loose">
      <Card title={t("claim.contract")}>
        <div className="columns even">
          <TextField label={t("claim.contract.number")} {...field("number")} />
          <TextField label={t("claim.contract.signed")} type="date" {...field("signed")} />
          <TextField label={t("claim.contract.amount")} inputMode="decimal" unit={currency} {...field("amount")} />
          <div className="field">
            <span className="label">{t("claim.contract.document")}</span>
            <DocumentCell
              label={t("claim.contract.document")}
              hash={row["document"] ?? ""}
              onHash={field("document").onValue}
            />
          </div>
        </div>
      </Card>
      <Card title={t("claim.supplier")}>
        <div className="columns even">
          <TextField
            label={t("claim.contract.supplier_name")}
            {...field("supplier_name")}
            wrong={field("supplier_name").wrong ?? noSupplier}
          />
          <Select
            label={t("control.scheme")}
            {...field("supplier_scheme")}
            choices={["", "uscc", "lei"].map((each) => ({ value: each, label: each ? name("scheme", each) : "–" }))}
          />
          <TextField label={t("claim.contract.supplier_identifier")} {...field("supplier_identifier")} />
          <TextField
            label={t("claim.contract.supplier")}
            hint={t("claim.contract.supplier_hint")}
            optional
            {...field("supplier")}
            wrong={row["supplier"] ? field("supplier").wrong : undefined}
          />
        </div>
      </Card>
      <Card title={t("claim.acceptance")}>
        <div className="columns even">
          <TextField label={t("claim.contract.accepted_on")} type="date" optional {...field("accepted_on")} />
          <Choices
            label={t("claim.contract.accepted")}
            optional
            choices={[
              { value: "true", label: t("field.yes") },
              { value: "false", label: t("field.no") },
            ]}
            values={accepted ? [accepted] : []}
            onValues={([value]) => onAccepted(value ?? "")}
          />
          <div className="field">
            <span className="label">{t("claim.contract.acceptance_document")}</span>
            <DocumentCell
              label={t("claim.contract.acceptance_document")}
              hash={row["acceptance_document"] ?? ""}
              onHash={field("acceptance_document").onValue}
            />
          </div>
          <TextField
            label={t("claim.contract.listing")}
            hint={t("claim.contract.listing_hint")}
            optional
            {...field("listing")}
          />
        </div>
      </Card>
    </div>
  );
}
