// A claim before the officer: checked, its findings waived or their subjects excluded with a reason, or sent back.
import { useState } from "react";
import { Link } from "wouter";
import { doWithClaim, settleFinding, type Claim, type Finding } from "../../api/claims";
import { useWrite } from "../../api/write";
import { grouped } from "../../lib/grouped";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Ask } from "../../ui/dialog";
import { CheckCircle } from "../../ui/icons";
import { ProblemBox } from "../../ui/state";
import { useToast } from "../../ui/toast";
import { ClaimScreen } from "../claims/claim";
import { Findings, isOpen } from "../claims/findings";
import { Review } from "../claims/review";

export function ClaimPage({ claim }: { claim: string }) {
  return (
    <ClaimScreen
      claim={claim}
      path="/officer/claims"
      actions={(data) => <Actions claim={data} />}
      findings={(data) => (
        <Findings
          claim={data}
          deeds={(finding) => (data.status === "checked" ? <Settle claim={data} finding={finding} /> : null)}
        />
      )}
    >
      {(data) => (
        <>
          <Ready claim={data} />
          <Review claim={data} />
        </>
      )}
    </ClaimScreen>
  );
}

// With every finding settled, the application is what is decided.
function Ready({ claim }: { claim: Claim }) {
  const { t } = useText();
  if (claim.status !== "checked" || claim.check?.findings.some(isOpen)) return null;
  return (
    <div className="message good">
      <CheckCircle />
      <strong>{t("claim.ready")}</strong>
      <p>
        <Link href={`/officer/applications/${encodeURIComponent(claim.application)}`}>{t("claim.to_decision")}</Link>
      </p>
    </div>
  );
}

function Actions({ claim }: { claim: Claim }) {
  const { t } = useText();
  const toast = useToast();
  const [returning, setReturning] = useState(false);
  const check = useWrite(
    (_: null, header) => doWithClaim(claim.claim, "check", "", header),
    () => toast(t("claim.done_check")),
  );
  const giveBack = useWrite(
    (reason: string, header) => doWithClaim(claim.claim, "return", reason, header),
    () => {
      setReturning(false);
      toast(t("claim.done_return"));
    },
  );
  if (claim.status !== "submitted" && claim.status !== "checked") return null;
  return (
    <>
      <Button look={claim.check ? "plain" : "primary"} onClick={() => check.mutate(null)} off={check.isPending}>
        {t(claim.check ? "claim.check_again" : "claim.check")}
      </Button>
      <Button onClick={() => setReturning(true)}>{t("claim.return")}</Button>
      {check.error && <ProblemBox error={check.error} />}
      {returning && (
        <Ask
          title={t("claim.ask_return")}
          reason={t("ask.return_reason")}
          confirm={t("claim.return")}
          busy={giveBack.isPending}
          error={giveBack.error}
          onConfirm={(reason) => giveBack.mutate(reason)}
          onClose={() => setReturning(false)}
        >
          <p>{t("claim.ask_return_lead")}</p>
        </Ask>
      )}
    </>
  );
}

type Settlement = "waive" | "exclude";

function Settle({ claim, finding }: { claim: Claim; finding: Finding }) {
  const { t, pick } = useText();
  const toast = useToast();
  const [asked, setAsked] = useState<Settlement | undefined>(undefined);
  const act = useWrite(
    (input: { settlement: Settlement; reason: string }, header) =>
      settleFinding(claim.claim, { finding: finding.finding, ...input }, header),
    (_, { settlement }) => {
      setAsked(undefined);
      toast(t(`claim.done_${settlement}`));
    },
  );
  return (
    <div className="row no-print">
      <Button small onClick={() => setAsked("waive")}>
        {t("claim.waive")}
      </Button>
      {finding.can_be_excluded && (
        <Button small onClick={() => setAsked("exclude")}>
          {t("claim.exclude")}
        </Button>
      )}
      {asked && (
        <Ask
          title={t(`claim.ask_${asked}`)}
          reason={t("field.reason")}
          confirm={t(`claim.${asked}`)}
          busy={act.isPending}
          error={act.error}
          onConfirm={(reason) => act.mutate({ settlement: asked, reason })}
          onClose={() => setAsked(undefined)}
        >
          <p>{grouped(pick(finding.text))}</p>
          <p className="soft">{t(`claim.ask_${asked}_lead`)}</p>
        </Ask>
      )}
    </div>
  );
}
