// An accreditation before the approver: approved or sent back; later suspended, let go on, or withdrawn for good.
import { useState } from "react";
import { api, must } from "../../api/client";
import type { AccreditationDetail } from "../../api/types";
import { useWrite } from "../../api/write";
import { useSession } from "../../app/session";
import { useText } from "../../text/text";
import { AccreditationList, AccreditationScreen } from "../../ui/accreditation";
import { Button } from "../../ui/button";
import { Ask } from "../../ui/dialog";
import { PageHead } from "../../ui/page";
import { useToast } from "../../ui/toast";

export function Accreditations() {
  const { t } = useText();
  return (
    <div className="stack loose">
      <PageHead title={t("nav.accreditation")} lead={t("accreditation.lead_approver")} />
      <AccreditationList path="/approver/accreditations" />
    </div>
  );
}

export function AccreditationPage({ accreditation }: { accreditation: string }) {
  const { t } = useText();
  return (
    <AccreditationScreen
      accreditation={accreditation}
      crumb={{ href: "/approver/accreditations", title: t("nav.accreditation") }}
    >
      {(detail) => <Deeds detail={detail} />}
    </AccreditationScreen>
  );
}

type Deed = "approve" | "reject" | "suspend" | "resume" | "withdraw";

const DEEDS: Partial<Record<AccreditationDetail["status"], Deed[]>> = {
  proposed: ["approve", "reject"],
  accredited: ["suspend", "withdraw"],
  suspended: ["resume", "withdraw"],
};

function Deeds({ detail }: { detail: AccreditationDetail }) {
  const { t } = useText();
  const toast = useToast();
  const me = useSession()?.person;
  const [asked, setAsked] = useState<Deed | undefined>(undefined);
  const act = useWrite(
    (input: { deed: Deed; reason: string }, header) => perform(detail, input.deed, input.reason, header),
    (_, input) => {
      setAsked(undefined);
      toast(t(`accreditation.done_${input.deed}`));
    },
  );
  const deeds = DEEDS[detail.status] ?? [];
  if (detail.proposal?.by === me) return <p className="soft">{t("approver.not_yours")}</p>;
  return (
    <div className="row no-print">
      {deeds.map((deed) => (
        <Button
          key={deed}
          look={deed === "approve" ? "primary" : deed === "withdraw" ? "danger" : "plain"}
          onClick={() => setAsked(deed)}
        >
          {t(`accreditation.${deed}`)}
        </Button>
      ))}
      {asked && (
        <Ask
          title={t(`accreditation.ask_${asked}`)}
          look={asked === "withdraw" ? "danger" : "primary"}
          confirm={t(`accreditation.${asked}`)}
          {...(asked === "approve" ? {} : { reason: t("field.reason") })}
          busy={act.isPending}
          error={act.error}
          onConfirm={(reason) => act.mutate({ deed: asked, reason })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}

function perform(detail: AccreditationDetail, deed: Deed, reason: string, header: { "Idempotency-Key": string }) {
  const params = { path: { accreditation: detail.accreditation }, header };
  const body = { reason };
  switch (deed) {
    case "approve": {
      const outcome = detail.proposal?.outcome ?? "refuse";
      return must(api.POST("/api/v1/accreditations/{accreditation}/approve", { params, body: { outcome } }));
    }
    case "reject":
      return must(api.POST("/api/v1/accreditations/{accreditation}/reject", { params, body }));
    case "suspend":
      return must(api.POST("/api/v1/accreditations/{accreditation}/suspend", { params, body }));
    case "resume":
      return must(api.POST("/api/v1/accreditations/{accreditation}/resume", { params, body }));
    case "withdraw":
      return must(api.POST("/api/v1/accreditations/{accreditation}/withdraw", { params, body }));
  }
}
