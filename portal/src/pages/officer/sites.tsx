// Sites as the officer sees them: rate cards that were proposed, and accreditations.
import { useState } from "react";
import { api, must } from "../../api/client";
import type { RateCardProposal } from "../../api/types";
import { useWrite } from "../../api/write";
import { useSession } from "../../app/session";
import { useText } from "../../text/text";
import { AccreditationList } from "../../ui/accreditation";
import { Button } from "../../ui/button";
import { DecideAsk } from "../../ui/decide";
import { PageHead, Section } from "../../ui/page";
import { RateProposals } from "../../ui/rate_proposals";
import { useToast } from "../../ui/toast";
import { SiteAlerts } from "../network/site_alerts";
import { SiteCatalogue } from "../network/sites";

export function Sites() {
  const { t } = useText();
  const [asked, setAsked] = useState<{ deed: Deed; card: RateCardProposal } | undefined>(undefined);
  const me = useSession()?.person;
  return (
    <div className="stack loose">
      <PageHead title={t("nav.sites")} lead={t("sites.lead")} />
      <Section title={t("proposals.title")}>
        <RateProposals
          deeds={(card) =>
            card.status !== "proposed" ? (
              "–"
            ) : card.proposed_by === me ? (
              <span className="soft small">{t("proposals.not_yours")}</span>
            ) : (
              <span className="row">
                <Button small look="primary" onClick={() => setAsked({ deed: "approve", card })}>
                  {t("action.approve")}
                </Button>
                <Button small onClick={() => setAsked({ deed: "refuse", card })}>
                  {t("proposals.reject")}
                </Button>
              </span>
            )
          }
        />
      </Section>
      {asked && <Decide {...asked} onClose={() => setAsked(undefined)} />}
      <Section title={t("nav.accreditation")}>
        <AccreditationList path="/officer/sites/accreditations" />
      </Section>
      <div id="alerts">
        <SiteAlerts />
      </div>
      <Section title={t("catalogue.all")}>
        <SiteCatalogue path="/officer/sites/at" />
      </Section>
    </div>
  );
}

type Deed = "approve" | "refuse";

function Decide(props: { deed: Deed; card: RateCardProposal; onClose: () => void }) {
  const { t } = useText();
  const toast = useToast();
  const { deed, card } = props;
  const decide = useWrite(
    (reason: string, header) => {
      const params = { path: { rate_card: card.rate_card }, header };
      return deed === "approve"
        ? must(api.POST("/api/v1/rate-cards/{rate_card}/approve", { params }))
        : must(api.POST("/api/v1/rate-cards/{rate_card}/reject", { params, body: { reason } }));
    },
    () => {
      props.onClose();
      toast(t(`proposals.${deed}_done`));
    },
  );
  return (
    <DecideAsk
      title={t(`ask.rate_card_${deed}`, { card: card.rate_card })}
      approves={deed === "approve"}
      decide={decide}
      onClose={props.onClose}
    >
      <p>{t(`ask.rate_card_${deed}_lead`)}</p>
    </DecideAsk>
  );
}
