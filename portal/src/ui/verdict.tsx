// What the rules say: the outcome and the amount first, then how it came about, then every rule.
import type { AssessmentResult, Fact } from "../api/types";
import { useFigures } from "../app/figures";
import { useText } from "../text/text";
import { Alert, CheckCircle, CrossCircle, Info } from "./icons";
import { Section } from "./page";
import { RuleResults } from "./rules";
import { DataTable } from "./table";

const LOOKS = {
  award: { tone: "good", icon: CheckCircle },
  refuse: { tone: "bad", icon: CrossCircle },
  incomplete: { tone: "", icon: Info },
  invalid: { tone: "warn", icon: Alert },
} as const;

export function Verdict(props: { result: AssessmentResult; facts: readonly Fact[]; currency: string }) {
  const { t, pick } = useText();
  const { result, facts } = props;
  const look = LOOKS[result.decision];
  const asked = (id: string) => pick(facts.find((fact) => fact.id === id)?.ask ?? { en: id, zh: id });
  return (
    <div className="stack">
      <div className={`message ${look.tone}`}>
        <look.icon />
        <h3>{t(`verdict.${result.decision}`)}</h3>
        {result.decision === "award" && <Amount result={result} currency={props.currency} />}
        {result.decision === "invalid" && <p>{result.invalid}</p>}
        {result.missing.length > 0 && (
          <div>
            {t("verdict.missing")}
            <ul>
              {result.missing.map((id) => (
                <li key={id}>{asked(id)}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
      <Parts result={result} currency={props.currency} />
      {result.rules.length > 0 && (
        <Section title={t("verdict.rules")}>
          <RuleResults rules={result.rules} />
        </Section>
      )}
    </div>
  );
}

function Amount({ result, currency }: { result: AssessmentResult; currency: string }) {
  const { t } = useText();
  const { amount } = useFigures();
  return (
    <p>
      <span className="figure-large">{amount(result.amount, result.unit, result.currency ?? currency)}</span>{" "}
      <span className="soft">{t("verdict.subject_to")}</span>
    </p>
  );
}

function Parts({ result, currency }: { result: AssessmentResult; currency: string }) {
  const { t, pick } = useText();
  const { amount } = useFigures();
  const figure = (value: string) => amount(value, result.unit, result.currency ?? currency);
  const parts = result.parts.filter((part) => part.applies);
  const limits = result.limits.filter((limit) => limit.applies && limit.before !== limit.after);
  if (result.decision !== "award" || parts.length === 0) return null;
  return (
    <Section title={t("verdict.how")}>
      <DataTable
        label={t("verdict.how")}
        items={parts}
        rowKey={(part) => part.id}
        columns={[
          { title: t("verdict.part"), cell: (part) => (part.id || part.row || "–").replaceAll("_", " ") },
          { title: t("verdict.base"), cell: (part) => figure(part.base), figure: true },
          { title: t("verdict.rate"), cell: (part) => part.rate, figure: true },
          { title: t("verdict.amount"), cell: (part) => figure(part.amount), figure: true },
        ]}
      />
      {limits.length > 0 && (
        <ul className="stack tight plain-list">
          {limits.map((limit) => (
            <li key={limit.id}>
              {t("verdict.cut", { before: figure(limit.before), after: figure(limit.after) })} {pick(limit.reason)}{" "}
              {limit.article && <span className="small soft">{t("rule.article", { article: limit.article })}</span>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
