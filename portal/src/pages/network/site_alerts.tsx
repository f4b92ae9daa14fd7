// What the agents of sites say is wrong there: what stands, and on demand what ended.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import type { SiteAlert } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Chip } from "../../ui/chip";
import { Section } from "../../ui/page";
import { Empty, Loaded } from "../../ui/state";
import { Switch } from "../../ui/switch";
import { DataTable } from "../../ui/table";

const AGAIN_MS = 60_000; // no live update tells of them: they are not in the journal

export function useSiteAlerts(site?: string) {
  return useQuery({
    queryKey: ["site-alerts", site],
    queryFn: () =>
      must(api.GET("/api/v1/site-alerts", { params: { query: { limit: 1000, ...(site ? { site } : {}) } } })),
    refetchInterval: AGAIN_MS,
  });
}

type View = "standing" | "ended";

export function SiteAlerts({ site }: { site?: string }) {
  const { t, name, language } = useText();
  const { instant } = useFigures();
  const names = useNames();
  const alerts = useSiteAlerts(site);
  const [view, setView] = useState<View>("standing");
  const shown = (each: SiteAlert) => (each.ended_at === null) === (view === "standing");
  return (
    <Section
      title={t("alerts.title")}
      aside={
        <Switch
          label={t("alerts.views")}
          views={(["standing", "ended"] as const).map((each) => ({ key: each, title: t(`alerts.${each}`) }))}
          at={view}
          onGo={setView}
        />
      }
    >
      <Loaded from={alerts} lines={3}>
        {(page) => {
          const items = page.items.filter(shown);
          if (items.length === 0) return <Empty title={t(`alerts.none_${view}`)}>{t("alerts.none_lead")}</Empty>;
          return (
            <DataTable
              label={t("alerts.title")}
              items={items}
              rowKey={(each) => [each.site, each.alert, each.subject, each.since].join(" ")}
              columns={[
                ...(site ? [] : [{ title: t("spending.site"), cell: (each: SiteAlert) => names.site(each.site) }]),
                {
                  title: t("alerts.alert"),
                  cell: (each) => (
                    <Chip tone={each.ended_at === null ? "warn" : "calm"}>{name("alert", each.alert)}</Chip>
                  ),
                },
                {
                  title: t("alerts.what"),
                  cell: (each) => (
                    <div className="stack tight">
                      <span>{language === "en" ? each.english : each.chinese}</span>
                      <code className="small soft">{each.subject}</code>
                    </div>
                  ),
                },
                { title: t("alerts.since"), cell: (each) => (each.since ? instant(each.since) : "–") },
                ...(view === "ended"
                  ? [
                      {
                        title: t("alerts.until"),
                        cell: (each: SiteAlert) => (each.ended_at ? instant(each.ended_at) : "–"),
                      },
                    ]
                  : []),
              ]}
            />
          );
        }}
      </Loaded>
    </Section>
  );
}
