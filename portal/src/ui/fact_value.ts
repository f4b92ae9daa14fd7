// Facts as people read them, in the language of the portal.
import type { Fact } from "../api/types";
import { factValue } from "../lib/fact_value";
import { useText } from "../text/text";

export function useFactValue(): (fact: Fact | undefined, value: unknown) => string {
  const { t, pick, language } = useText();
  const words = {
    yes: t("field.yes"),
    no: t("field.no"),
    notStated: t("facts.not_stated"),
    hours: (amount: string) => t("unit.device_hours", { amount }),
    choice: (fact: Fact, id: string) => pick(fact.choices.find((each) => each.id === id)?.label) || id,
  };
  return (fact, value) => factValue(fact, value, words, language);
}
