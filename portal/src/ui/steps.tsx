// Where one stands in a form of several steps; earlier steps can be gone back to.
import { useText } from "../text/text";

export function Steps(props: { titles: readonly string[]; at: number; onGo: (step: number) => void }) {
  const { t } = useText();
  return (
    <nav aria-label={t("steps.label")}>
      <ol className="steps">
        {props.titles.map((title, step) => (
          <li
            key={title}
            aria-current={step === props.at ? "step" : undefined}
            className={step < props.at ? "done" : ""}
          >
            {step < props.at ? (
              <button type="button" onClick={() => props.onGo(step)}>
                {title}
              </button>
            ) : (
              <span>{title}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
