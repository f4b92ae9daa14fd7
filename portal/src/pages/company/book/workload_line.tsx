// What somebody wants to run, in one line.
import type { Quote } from "../../../api/types";
import { useFigures } from "../../../app/figures";
import { said, short } from "../../../lib/workload";
import { useText } from "../../../text/text";

export function useWorkloadText() {
  const { t } = useText();
  const { count, hours } = useFigures();
  return {
    // As a list of quotes writes it.
    listed: (text: string): string => {
      const found = said(text);
      if (!found) return text;
      const { kind, size, work } = found;
      if (kind === "train") return t("workload.line_train", { size, tokens: work });
      if (kind === "serve") return t("workload.line_serve", { size, requests: count(work) });
      return t("workload.line_devices", { devices: count(size), hours: hours(work) });
    },
    of: ({ workload }: Quote): string => {
      const size = short(workload.parameters ?? "");
      if (workload.kind === "train") return t("workload.line_train", { size, tokens: short(workload.tokens ?? "") });
      if (workload.kind === "serve")
        return t("workload.line_serve", { size, requests: count(workload.requests_per_day ?? "0") });
      return t("workload.line_for", { devices: count(workload.devices ?? "0"), time: workload.hours ?? "" });
    },
  };
}

export function WorkloadLine({ quote }: { quote: Quote }) {
  const { t, name } = useText();
  const text = useWorkloadText();
  return (
    <p>
      <strong>{text.of(quote)}</strong>
      <span className="soft">
        {" "}
        · {name("use", quote.use)} · {t("quote.key", { quote: quote.quote })}
      </span>
    </p>
  );
}
