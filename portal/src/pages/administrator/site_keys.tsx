// The keys with which sites sign their usage, site by site.
import { Link } from "wouter";
import { useNames } from "../../api/names";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useText } from "../../text/text";
import { PageHead } from "../../ui/page";
import { SigningRuleCard } from "../../ui/signing_rule";
import { SiteKeyList } from "../../ui/site_keys";
import { Empty } from "../../ui/state";
import { ListTable } from "../../ui/table";

export function SiteKeys() {
  const { t } = useText();
  const list = useList(["sites", "keys"], (cursor) =>
    must(api.GET("/api/v1/sites", { params: { query: cursor ? { cursor } : {} } })),
  );
  return (
    <div className="stack loose">
      <PageHead title={t("nav.site_keys")} lead={t("site_keys.lead")} />
      <ListTable
        label={t("nav.site_keys")}
        list={list}
        empty={<Empty title={t("site_keys.no_sites")} />}
        rowKey={(each) => each.site}
        file={{ path: "/api/v1/sites", name: "sites" }}
        columns={[
          {
            title: t("spending.site"),
            cell: (each) => (
              <Link href={`/admin/sites/${encodeURIComponent(each.site)}`}>{each.name || each.site}</Link>
            ),
          },
          { title: t("people.id"), cell: (each) => <code>{each.site}</code> },
          { title: t("site_keys.operator"), cell: (each) => each.operator_key },
          { title: t("site_keys.zone"), cell: (each) => each.zone },
        ]}
      />
    </div>
  );
}

export function SiteKeysOf({ site }: { site: string }) {
  const { t } = useText();
  const names = useNames();
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: "/admin/sites", title: t("nav.site_keys") }]}
        title={names.site(site)}
        lead={t("site_keys.rotate")}
      />
      <SiteKeyList site={site} />
      <SigningRuleCard site={site} editable />
    </div>
  );
}
