// A form made from the facts that a programme asks for, with their own labels. Facts that only some applicants need
// appear when the rules ask for them.
import type { Fact } from "../api/types";
import { isAnswered, isWellFormed, type Answers } from "../lib/facts";
import { useText } from "../text/text";
import { Choices, TextArea, TextField } from "./field";

interface FormProps {
  facts: readonly Fact[];
  answers: Answers;
  currency: string;
  // Ids that the rules miss: facts needed only sometimes are shown when they are among these.
  missing: readonly string[];
  // Whether to say what is missing: not before one has tried to go on.
  strict: boolean;
  onAnswer: (id: string, answer: string | string[]) => void;
}

const APPLICANT: readonly Fact["from"][] = ["applicant"];
const PROVIDER: readonly Fact["from"][] = ["provider"];

export function shownFacts(facts: readonly Fact[], answers: Answers, missing: readonly string[]): Fact[] {
  return facts.filter((fact) => fact.needed_when === "" || missing.includes(fact.id) || isAnswered(answers[fact.id]));
}

export function FactsForm(props: FormProps) {
  const { t } = useText();
  const shown = shownFacts(props.facts, props.answers, props.missing);
  const groups = [
    { title: t("facts.applicant"), facts: shown.filter((fact) => APPLICANT.includes(fact.from)) },
    { title: t("facts.provider"), facts: shown.filter((fact) => PROVIDER.includes(fact.from)) },
    { title: t("facts.others"), facts: shown.filter((fact) => ![...APPLICANT, ...PROVIDER].includes(fact.from)) },
  ].filter((group) => group.facts.length > 0);
  return (
    <div className="stack loose">
      {groups.map((group) => (
        <section key={group.title} className="stack">
          {groups.length > 1 && <h2 className="group-title">{group.title}</h2>}
          {group.facts.map((fact) => (
            <FactField key={fact.id} {...props} fact={fact} />
          ))}
        </section>
      ))}
    </div>
  );
}

function useWrong({ fact, answers, strict }: FormProps & { fact: Fact }): string | undefined {
  const { t } = useText();
  const answer = answers[fact.id];
  if (answer !== undefined && isAnswered(answer))
    return isWellFormed(fact, answer) ? undefined : t(`field.bad_${hint(fact)}`);
  return strict && !fact.optional ? t("field.missing") : undefined;
}

function hint(fact: Fact): "date" | "count" | "number" {
  if (fact.type === "date" || fact.type === "count") return fact.type;
  return "number";
}

function FactField(props: FormProps & { fact: Fact }) {
  const { t, pick } = useText();
  const { fact, answers, onAnswer } = props;
  const wrong = useWrong(props);
  const answer = answers[fact.id];
  const text = typeof answer === "string" ? answer : "";
  const proof = pick(fact.proof);
  const common = {
    label: pick(fact.ask) || fact.id,
    optional: fact.optional,
    wrong,
    ...(proof ? { hint: t("facts.proof", { proof }) } : {}),
  };
  const onText = (value: string) => onAnswer(fact.id, value);
  switch (fact.type) {
    case "yes_no":
    case "choice":
    case "choices":
      return (
        <Choices
          {...common}
          many={fact.type === "choices"}
          choices={
            fact.type === "yes_no"
              ? [
                  { value: "yes", label: t("field.yes") },
                  { value: "no", label: t("field.no") },
                ]
              : fact.choices.map((choice) => ({ value: choice.id, label: pick(choice.label) || choice.id }))
          }
          values={typeof answer === "string" ? [answer] : (answer ?? [])}
          onValues={(values) => onAnswer(fact.id, fact.type === "choices" ? values : (values[0] ?? ""))}
        />
      );
    case "texts":
      return <TextArea {...common} value={text} onValue={onText} rows={3} />;
    case "date":
      return <TextField {...common} type="date" value={text} onValue={onText} />;
    case "text":
      return <TextField {...common} value={text} onValue={onText} />;
    default:
      return (
        <TextField {...common} inputMode="decimal" value={text} onValue={onText} unit={unit(fact, props.currency, t)} />
      );
  }
}

function unit(fact: Fact, currency: string, t: ReturnType<typeof useText>["t"]): string {
  if (fact.type === "money") return fact.currency ?? currency;
  if (fact.type === "share") return "%";
  if (fact.type === "hours") return t("unit.hours");
  return "";
}
