// The life of an application as a line of steps: what was done, what happens now, what comes.
import type { ApplicationDetail } from "../api/types";
import { useFigures } from "../app/figures";
import { useText, type Key } from "../text/text";
import { Timeline, type Moment } from "./timeline";

const STEPS = ["draft", "submitted", "complete", "assessed", "proposed", "decided", "issued"] as const;

// A grant is claimed and paid in instalments: nothing is issued.
const GRANT_STEPS = [...STEPS.slice(0, -1), "claimed"] as const;

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
  const times: Partial<Record<string, string>> = {
    ...(application.submitted_at ? { submitted: instant(application.submitted_at) } : {}),
    ...(application.assessment ? { assessed: date(application.assessment.assessed_on) } : {}),
    ...(decided ? { decided: instant(decided.at) } : {}),
  };
  const all = application.gives === "grant" ? GRANT_STEPS : STEPS;
  const steps = status === "awarded" ? all : all.slice(0, -1);
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
  if (status !== "withdrawn") return <Timeline moments={moments} />;
  const came = moments.slice(0, stepsBeforeWithdrawal(application));
  return <Timeline moments={[...came, { title: t("status.withdrawn"), state: "done" }]} />;
}

// How many steps an application that was withdrawn had behind it: what its facts show, for its status says no more.
function stepsBeforeWithdrawal(application: ApplicationDetail): number {
  if (application.assessment) return STEPS.indexOf("proposed");
  return application.submitted_at ? STEPS.indexOf("complete") : STEPS.indexOf("submitted");
}
