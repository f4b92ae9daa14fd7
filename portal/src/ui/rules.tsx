// Every rule's result with its article and reason: the heart of a decision that explains itself.
import type { Bilingual } from "../api/types";
import { useText } from "../text/text";
import { Chip, type Tone } from "./chip";
import { CheckCircle, CrossCircle, Info, Ring } from "./icons";

export interface RuleResult {
  id: string;
  outcome: string;
  article: string;
  reason: Bilingual;
}

const LOOKS: Record<string, { kind: string; tone: Tone; icon: typeof Ring }> = {
  met: { kind: "met", tone: "good", icon: CheckCircle },
  not_met: { kind: "not-met", tone: "bad", icon: CrossCircle },
  incomplete: { kind: "open", tone: "warn", icon: Info },
  not_applicable: { kind: "open", tone: "calm", icon: Ring },
};

const ORDER = ["not_met", "incomplete", "met", "not_applicable"];

export function RuleResults(props: { rules: readonly RuleResult[] }) {
  const { t, name, pick } = useText();
  const rules = [...props.rules].sort((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
  return (
    <ul className="rules">
      {rules.map((rule) => {
        const look = LOOKS[rule.outcome] ?? LOOKS["not_applicable"]!;
        return (
          <li key={rule.id} className={look.kind}>
            <look.icon />
            <div className="stack tight">
              <div className="row apart rule-head">
                <span>{pick(rule.reason) || rule.id}</span>
                <Chip tone={look.tone}>{name("rule", rule.outcome)}</Chip>
              </div>
              <span className="small soft">
                {rule.article ? t("rule.article", { article: rule.article }) : t("rule.no_article")} ·{" "}
                <code>{rule.id}</code>
              </span>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
