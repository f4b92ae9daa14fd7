// The purchase claims of an application that asks for a grant, and presenting one.
import { useText } from "../../text/text";
import type { ApplicationDetail } from "../../api/types";
import { useList } from "../../api/list";
import { must } from "../../api/client";
import { claimsApi } from "../../api/claims";
import { LinkButton } from "../../ui/button";
import { Section } from "../../ui/page";
import { ClaimTable } from "../claims/lists";

const DECIDED = ["awarded", "refused", "withdrawn", "appealed"];

export function ApplicationClaims({ application }: { application: ApplicationDetail }) {
  const { t } = useText();
  const key = application.application;
  const filter = [`application=${key}`];
  const list = useList(["claims", filter, "count"], () =>
    must(claimsApi.GET("/api/v1/claims", { params: { query: { filter } } })),
  );
  const next = `${key}-${(list.total ?? 0) + 1}`;
  const may = list.items !== undefined && !DECIDED.includes(application.status);
  return (
    <Section
      title={t("nav.claims")}
      aside={
        may && (
          <LinkButton
            look="primary"
            href={`/company/claims/present/${encodeURIComponent(key)}/${encodeURIComponent(next)}`}
          >
            {t("claim.present")}
          </LinkButton>
        )
      }
    >
      <p className="soft">{t("claim.of_application")}</p>
      <ClaimTable path="/company/claims" filter={filter} />
    </Section>
  );
}
