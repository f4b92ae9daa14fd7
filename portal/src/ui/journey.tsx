// The life of an application as a line of steps: what was done, what happens now, what comes.
import type { ApplicationDetail } from "../api/types";
import { useFigures } from "../app/figures";
import { useText, type Key } from "../text/text";
import { Timeline, type Moment } from "./timeline";

const STEPS = ["draft", "submitted", "complete", "assessed", "proposed", "decided", "issued"] as const;

// How far each status has come: the index of the step that is going on.
const REACHED: Record<string, number> = {
  draft: 0,
  returned: 0,
  submitted: 1,
  complete: 2,
  assessed: 3,
  eligible: 3,
  allocated: 3,
  proposed: 4,
  appealed: 5,
  awarded: 6,
  refused: 6,
  withdrawn: 6,
};

export function Journey({ application }: { application: ApplicationDetail }) {
  const { t, pick } = useText();
  const { instant, date, amount } = useFigures();
  const { status } = application;
  const reached = REACHED[status] ?? 0;
  const decided = application.decided;
  const times: Partial<Record<(typeof STEPS)[number], string>> = {
    ...(application.submitted_at ? { submitted: instant(application.submitted_at) } : {}),
    ...(application.assessment ? { assessed: date(application.assessment.assessed_on) } : {}),
    ...(decided ? { decided: instant(decided.at) } : {}),
  };
  const steps = status === "awarded" ? STEPS : STEPS.slice(0, -1);
  const moments = steps.map((step, index): Moment => {
    const state = index < reached ? "done" : index === reached ? "now" : "later";
    return {
      title: t(`journey.${step}${state === "done" ? ".done" : ""}` as Key),
      state,
      at: state === "later" ? undefined : times[step],
      children: (
        <>
          {step === "decided" && decided && state !== "later" && (
            <p>
              {t(`decision.${decided.decision.outcome}`)}
              {decided.decision.outcome === "award" && (
                <>
                  {" "}
                  <strong className="number">
                    {amount(decided.decision.amount, application.unit, application.currency)}
                  </strong>
                </>
              )}
              {pick(decided.decision.reason) && <> · {pick(decided.decision.reason)}</>}
            </p>
          )}
          {state === "now" && <p className="soft">{t(`journey.${step}.now` as Key)}</p>}
        </>
      ),
    };
  });
  return <Timeline moments={status === "withdrawn" ? ended(moments, t("status.withdrawn")) : moments} />;
}

function ended(moments: readonly Moment[], title: string): Moment[] {
  return [...moments.filter((each) => each.state === "done").slice(0, 1), { title, state: "done" }];
}
