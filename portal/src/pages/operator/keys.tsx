// The keys with which the site signs its usage.
import { useText } from "../../text/text";
import { PageHead } from "../../ui/page";
import { SigningRuleCard } from "../../ui/signing_rule";
import { SiteKeyList } from "../../ui/site_keys";

export function Keys({ site }: { site: string }) {
  const { t } = useText();
  return (
    <div className="stack loose">
      <PageHead title={t("nav.keys")} lead={t("site_keys.rotate")} />
      <SiteKeyList site={site} />
      <SigningRuleCard site={site} />
    </div>
  );
}
