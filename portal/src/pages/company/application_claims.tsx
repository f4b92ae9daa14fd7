// An application that asks for a grant is decided on what was bought: the way to presenting that.
import type { ApplicationDetail } from "../../api/types";
import { useText } from "../../text/text";
import { LinkButton } from "../../ui/button";
import { Card } from "../../ui/page";

const DECIDED = ["awarded", "refused", "withdrawn", "appealed"];

export function ApplicationClaims({ application }: { application: ApplicationDetail }) {
  const { t } = useText();
  const key = encodeURIComponent(application.application);
  return (
    <Card title={t("nav.claims")}>
      <div className="stack">
        <p className="soft">{t("claim.of_application")}</p>
        <div className="row no-print">
          {!DECIDED.includes(application.status) && (
            <LinkButton look="primary" href={`/company/claims/present/${key}`}>
              {t("claim.present")}
            </LinkButton>
          )}
          <LinkButton href="/company/claims">{t("nav.claims")}</LinkButton>
        </div>
      </div>
    </Card>
  );
}
