// What an officer may do with an application now: one step ahead, or back to the applicant.
import { useState } from "react";
import { doStep } from "../../api/application";
import { api, must } from "../../api/client";
import type { ApplicationDetail } from "../../api/types";
import { useWrite } from "../../api/write";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { TextField } from "../../ui/field";
import { Info } from "../../ui/icons";
import { ProblemBox } from "../../ui/state";
import { useToast } from "../../ui/toast";
import { Ask } from "../../ui/dialog";
import { Issue } from "./issue";
import { Propose } from "./propose";

const DAYS_TO_COMPLETE = 14;

export function Actions({ application }: { application: ApplicationDetail }) {
  const { t } = useText();
  const toast = useToast();
  const [returning, setReturning] = useState(false);
  const key = application.application;
  const may = (action: string) => application.actions.includes(action);
  const complete = useWrite(
    (_: null, header) => doStep(key, "complete", header, { reason: "", until: "" }),
    () => toast(t("done.complete")),
  );
  const assess = useWrite(
    (_: null, header) =>
      must(
        api.POST("/api/v1/applications/{application}/assessment", {
          params: { path: { application: key }, header },
          body: {},
        }),
      ),
    () => toast(t("done.assess")),
  );
  const steps = ["complete", "assess", "propose", "issue", "return"].filter(may);
  if (steps.length === 0)
    return (
      <div className="message">
        <Info />
        <p>{t("officer.nothing_to_do")}</p>
      </div>
    );
  const error = complete.error ?? assess.error;
  return (
    <section className="stack no-print" aria-label={t("officer.next")}>
      {error && <ProblemBox error={error} />}
      {may("propose") && <Propose application={application} />}
      {may("issue") && <Issue application={application} />}
      <div className="row">
        {may("complete") && (
          <Button look="primary" onClick={() => complete.mutate(null)} off={complete.isPending}>
            {t("action.complete")}
          </Button>
        )}
        {may("assess") && (
          <Button
            look={may("propose") ? "plain" : "primary"}
            onClick={() => assess.mutate(null)}
            off={assess.isPending}
          >
            {t(application.assessment ? "action.assess_again" : "action.assess")}
          </Button>
        )}
        {may("return") && <Button onClick={() => setReturning(true)}>{t("action.return")}</Button>}
      </div>
      {returning && <Return application={key} onClose={() => setReturning(false)} />}
    </section>
  );
}

function Return(props: { application: string; onClose: () => void }) {
  const { t } = useText();
  const toast = useToast();
  const [until, setUntil] = useState(() =>
    new Date(Date.now() + DAYS_TO_COMPLETE * 86_400_000).toISOString().slice(0, 10),
  );
  const act = useWrite(
    (reason: string, header) => doStep(props.application, "return", header, { reason, until }),
    () => {
      toast(t("done.return"));
      props.onClose();
    },
  );
  return (
    <Ask
      title={t("ask.return")}
      reason={t("ask.return_reason")}
      confirm={t("action.return")}
      busy={act.isPending}
      error={act.error}
      onConfirm={(reason) => act.mutate(reason)}
      onClose={props.onClose}
    >
      <TextField label={t("ask.return_until")} type="date" value={until} onValue={setUntil} />
    </Ask>
  );
}
