// A claim before the auditor: as everybody sees it, with nothing to do, and the way to its entries and its award.
import { Link } from "wouter";
import { useText } from "../../text/text";
import { Card } from "../../ui/page";
import { ClaimScreen } from "./claim";
import { Findings } from "./findings";
import { Review } from "./review";

export function AuditedClaim({ claim }: { claim: string }) {
  const { t } = useText();
  const about = (what: string) => `/auditor/journal?${new URLSearchParams({ about: what }).toString()}`;
  return (
    <ClaimScreen claim={claim} path="/auditor/claims" findings={(data) => <Findings claim={data} />}>
      {(data) => (
        <>
          <Review claim={data} />
          <Card title={t("claim.in_journal")}>
            <ul className="plain-list stack tight">
              <li>
                <Link href={about(data.claim)}>{t("claim.entries", { about: data.claim })}</Link>
              </li>
              <li>
                <Link href={about(data.application)}>{t("claim.entries", { about: data.application })}</Link>
              </li>
            </ul>
          </Card>
        </>
      )}
    </ClaimScreen>
  );
}
