// One's own purchase claim: handed in, changed while it is a draft or was returned, withdrawn; its findings and payments.
import { useState } from "react";
import { doWithClaim, type Claim, type ClaimDeed } from "../../api/claims";
import { useWrite } from "../../api/write";
import { useText } from "../../text/text";
import { Button, LinkButton } from "../../ui/button";
import { Ask } from "../../ui/dialog";
import { useToast } from "../../ui/toast";
import { ClaimScreen } from "../claims/claim";
import { Findings } from "../claims/findings";

export function ClaimPage({ claim }: { claim: string }) {
  return (
    <ClaimScreen
      claim={claim}
      path="/company/claims"
      actions={(data) => <Actions claim={data} />}
      findings={(data) => <Findings claim={data} />}
    />
  );
}

const OPEN = ["drafted", "returned"];
const ASKED = { submit: "claim.submit", withdraw: "claim.withdraw" } as const;

function Actions({ claim }: { claim: Claim }) {
  const { t } = useText();
  const toast = useToast();
  const [asked, setAsked] = useState<keyof typeof ASKED | undefined>(undefined);
  const act = useWrite(
    (input: { deed: ClaimDeed; reason: string }, header) => doWithClaim(claim.claim, input.deed, input.reason, header),
    (_, { deed }) => {
      setAsked(undefined);
      toast(t(deed === "submit" ? "claim.done_submit" : "claim.done_withdraw"));
    },
  );
  const open = OPEN.includes(claim.status);
  const mayWithdraw = open || claim.status === "submitted" || claim.status === "checked";
  return (
    <>
      {open && (
        <>
          <Button look="primary" onClick={() => setAsked("submit")}>
            {t("claim.submit")}
          </Button>
          <LinkButton href={`/company/claims/${encodeURIComponent(claim.claim)}/edit`}>{t("claim.change")}</LinkButton>
        </>
      )}
      {mayWithdraw && (
        <Button look="danger" onClick={() => setAsked("withdraw")}>
          {t("claim.withdraw")}
        </Button>
      )}
      {asked && (
        <Ask
          title={t(`claim.ask_${asked}`)}
          look={asked === "withdraw" ? "danger" : "primary"}
          confirm={t(ASKED[asked])}
          {...(asked === "withdraw" ? { reason: t("field.reason") } : {})}
          busy={act.isPending}
          error={act.error}
          onConfirm={(reason) => act.mutate({ deed: asked, reason: reason ?? "" })}
          onClose={() => setAsked(undefined)}
        >
          <p>{t(`claim.ask_${asked}_lead`)}</p>
        </Ask>
      )}
    </>
  );
}
