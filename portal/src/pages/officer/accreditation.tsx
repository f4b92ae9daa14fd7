// An accreditation before the officer: what the site states, and the proposal.
import { useState, type FormEvent } from "react";
import { api, must } from "../../api/client";
import type { AccreditationDetail } from "../../api/types";
import { useWrite } from "../../api/write";
import { dayAfter } from "../../lib/day";
import { useText } from "../../text/text";
import { AccreditationScreen } from "../../ui/accreditation";
import { Button } from "../../ui/button";
import { Choices, TextArea, TextField } from "../../ui/field";
import { Card } from "../../ui/page";
import { ProblemBox } from "../../ui/state";
import { useToast } from "../../ui/toast";

export function AccreditationPage({ accreditation }: { accreditation: string }) {
  const { t } = useText();
  return (
    <AccreditationScreen accreditation={accreditation} crumb={{ href: "/officer/sites", title: t("nav.sites") }}>
      {(detail) => detail.status === "applied" && <Propose detail={detail} />}
    </AccreditationScreen>
  );
}

interface Proposal {
  outcome: "accredit" | "refuse";
  valid_from?: string;
  valid_until?: string;
  reason: string;
}

function Propose({ detail }: { detail: AccreditationDetail }) {
  const { t } = useText();
  const toast = useToast();
  const [outcome, setOutcome] = useState<Proposal["outcome"]>("accredit");
  const [from, setFrom] = useState("");
  const [last, setLast] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const propose = useWrite(
    (body: Proposal, header) =>
      must(
        api.POST("/api/v1/accreditations/{accreditation}/propose", {
          params: { path: { accreditation: detail.accreditation }, header },
          body,
        }),
      ),
    () => toast(t("done.propose")),
  );
  const goodDays = outcome === "refuse" || (from !== "" && last !== "" && from <= last);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!goodDays || reason.trim() === "" || propose.isPending) return;
    const common = { outcome, reason: reason.trim() };
    propose.mutate(outcome === "accredit" ? { ...common, valid_from: from, valid_until: dayAfter(last) } : common);
  };
  return (
    <Card title={t("propose.title")}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="soft">{t("propose.lead")}</p>
        <Choices
          label={t("propose.outcome")}
          choices={[
            { value: "accredit", label: t("accreditation.accredit") },
            { value: "refuse", label: t("accreditation.refuse") },
          ]}
          values={[outcome]}
          onValues={([value]) => setOutcome(value === "refuse" ? "refuse" : "accredit")}
        />
        {outcome === "accredit" && (
          <div className="columns even">
            <TextField label={t("capacity.from")} type="date" value={from} onValue={setFrom} />
            <TextField
              label={t("capacity.until")}
              type="date"
              value={last}
              onValue={setLast}
              wrong={tried && !goodDays ? t("capacity.bad_days") : undefined}
            />
          </div>
        )}
        <TextArea
          label={t("field.reason")}
          rows={2}
          value={reason}
          onValue={setReason}
          wrong={tried && reason.trim() === "" ? t("field.reason_missing") : undefined}
        />
        {propose.error && <ProblemBox error={propose.error} />}
        <div>
          <Button type="submit" look="primary" off={propose.isPending}>
            {t("action.propose")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
