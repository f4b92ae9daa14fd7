// One site: its chips and prices, what is free day by day, who pays there, and its record.
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import type { Offering, OfferingDay } from "../../api/types";
import { useFigures, useToday } from "../../app/figures";
import { hasRole, useSession } from "../../app/session";
import { Columns } from "../../charts/columns";
import { dayBefore } from "../../lib/day";
import { ratio, sum } from "../../lib/format";
import { useText } from "../../text/text";
import { LinkButton } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { Card, Facts, PageHead, Section, Tiles } from "../../ui/page";
import { rateKey, useRateColumns } from "../../ui/rate_columns";
import { useChipNames } from "../../ui/resources";
import { Empty, Loaded } from "../../ui/state";
import { DataTable } from "../../ui/table";
import { Kept } from "./sites";
import { total, useSites, type SiteEntry } from "./sites_data";

export function SitePage({ site, path }: { site: string; path: string }) {
  const { t } = useText();
  const sites = useSites();
  return (
    <Loaded from={sites} lines={8}>
      {(all) => {
        const entry = all.find((each) => each.site.site === site);
        return entry ? <Content entry={entry} path={path} /> : <Empty title={t("catalogue.no_site", { site })} />;
      }}
    </Loaded>
  );
}

function Content({ entry, path }: { entry: SiteEntry; path: string }) {
  const { t } = useText();
  const { count } = useFigures();
  const session = useSession();
  const { site, offerings } = entry;
  const crumbs = [
    ...(path === "/sites" ? [{ href: "/", title: t("nav.home") }] : []),
    { href: path.replace(/\/at$/, ""), title: t("nav.sites") },
  ];
  const book = hasRole(session, "company_member") && offerings.length > 0 && (
    <LinkButton href={`/company/compute/book?site=${encodeURIComponent(site.site)}`} look="primary">
      {t("catalogue.ask_here")}
    </LinkButton>
  );
  return (
    <div className="stack loose">
      <PageHead
        crumbs={crumbs}
        title={site.name}
        lead={[site.city, t("catalogue.run_by", { operator: site.operator_name })].filter(Boolean).join(" · ")}
        actions={book}
      />
      <Tiles
        tiles={[
          { name: t("catalogue.promised"), figure: count(total(offerings, "programmes")) },
          { name: t("catalogue.free"), figure: count(total(offerings, "free")) },
          { name: t("catalogue.taken"), figure: count(total(offerings, "taken")) },
        ]}
      />
      <Section title={t("catalogue.chips")}>
        {offerings.length === 0 ? (
          <Empty title={t("catalogue.nothing_promised")}>{t("catalogue.nothing_promised_lead")}</Empty>
        ) : (
          <ChipTable offerings={offerings} />
        )}
      </Section>
      {offerings.length > 0 && <Days site={site.site} />}
      <div className="columns even">
        <Record entry={entry} />
        <Programmes entry={entry} />
      </div>
      <Used site={site.site} />
      <RateTable site={site.site} />
    </div>
  );
}

function ChipTable({ offerings }: { offerings: readonly Offering[] }) {
  const { t, name } = useText();
  const { count, exact } = useFigures();
  const chips = useChipNames();
  return (
    <DataTable
      label={t("catalogue.chips")}
      items={offerings}
      rowKey={(each) => each.resource}
      columns={[
        {
          title: t("chips.model"),
          cell: (each) => <Link href={`/chips/${encodeURIComponent(each.resource)}`}>{chips.chip(each.resource)}</Link>,
        },
        {
          title: t("catalogue.domestic"),
          cell: (each) => <Origin answer={each.is_domestic} said={name("domestic", each.is_domestic)} />,
        },
        { title: t("topology.title"), cell: (each) => <Standing of={each} /> },
        { title: t("catalogue.promised"), cell: (each) => count(each.programmes ?? 0), figure: true },
        { title: t("catalogue.taken"), cell: (each) => count(each.taken ?? 0), figure: true },
        { title: t("catalogue.free"), cell: (each) => count(each.free ?? 0), figure: true },
        {
          title: t("catalogue.price_now"),
          cell: (each) =>
            each.price === null ? <span className="soft">{t("catalogue.no_price")}</span> : exact(each.price),
          figure: true,
        },
      ]}
    />
  );
}

function Standing({ of }: { of: Offering }) {
  const { t } = useText();
  const { count } = useFigures();
  const { devices_per_server: devices, servers_per_island: servers } = of;
  if (devices === null) return <span className="soft">–</span>;
  return (
    <>
      {t("topology.servers", { n: devices })}
      {servers !== null && (
        <div className="small soft">{t("topology.islands", { devices: count(devices * servers) })}</div>
      )}
    </>
  );
}

function Origin({ answer, said }: { answer: string; said: string }) {
  return <Chip tone={answer === "yes" ? "good" : "calm"}>{said}</Chip>;
}

// What can be had on each of the coming days.
function Days({ site }: { site: string }) {
  const { t } = useText();
  const days = useQuery({
    queryKey: ["offering-days", site],
    queryFn: () => must(api.GET("/api/v1/offerings/days", { params: { query: { site, limit: 1000 } } })),
  });
  return (
    <Section title={t("catalogue.days")}>
      <p className="soft">{t("catalogue.days_lead")}</p>
      <Loaded from={days} lines={6}>
        {(page) => (
          <div className="columns even">
            {[...Map.groupBy(page.items, (each) => each.resource)].map(([resource, of]) => (
              <DayChart key={resource} resource={resource} days={of} />
            ))}
          </div>
        )}
      </Loaded>
    </Section>
  );
}

function DayChart({ resource, days }: { resource: string; days: readonly OfferingDay[] }) {
  const { t } = useText();
  const { count, dayMonth } = useFigures();
  const chips = useChipNames();
  return (
    <Card title={chips.chip(resource)}>
      <Columns
        title={t("catalogue.days_of", { chip: chips.chip(resource) })}
        labels={days.map((each) => dayMonth(each.day ?? ""))}
        series={[
          { name: t("catalogue.taken"), colour: 2, values: days.map((each) => each.taken ?? 0) },
          { name: t("catalogue.free_then"), colour: 1, values: days.map((each) => each.free ?? 0) },
        ]}
        show={(value) => count(value.toFixed(0))}
      />
    </Card>
  );
}

function Record({ entry }: { entry: SiteEntry }) {
  const { t } = useText();
  const { count } = useFigures();
  const { record } = entry;
  return (
    <Card title={t("catalogue.record")} aside={<Kept entry={entry} />}>
      <Facts
        rows={
          record
            ? [
                [t("record.reservations"), count(record.reservations ?? 0)],
                [t("record.standing"), count(record.standing ?? 0)],
                [t("record.used"), count(record.used ?? 0)],
                [t("record.cancelled"), count(record.cancelled ?? 0)],
                [t("record.broken"), count(record.broken ?? 0)],
                [t("record.reclaimed"), count(record.reclaimed ?? 0)],
              ]
            : []
        }
      />
    </Card>
  );
}

function Programmes({ entry }: { entry: SiteEntry }) {
  const { t } = useText();
  const { date } = useFigures();
  const names = useNames();
  return (
    <Card title={t("catalogue.accredited")}>
      {entry.accredited.length === 0 ? (
        <p className="soft">{t("catalogue.not_accredited")}</p>
      ) : (
        <Facts
          rows={entry.accredited.map((each) => [
            names.programme(each.programme),
            t("catalogue.until", { day: each.valid_until ? date(dayBefore(each.valid_until)) : "–" }),
          ])}
        />
      )}
    </Card>
  );
}

// How busy it was, for those who may read what was used.
function Used({ site }: { site: string }) {
  const { t } = useText();
  const { hours, percent } = useFigures();
  const session = useSession();
  const reads =
    (["officer", "approver", "auditor"] as const).some((role) => hasRole(session, role)) ||
    (session?.roles ?? []).some((each) => each.role === "site_operator" && each.scope.key === site);
  const days = useQuery({
    queryKey: ["capacity-days", site, "recent"],
    queryFn: () => must(api.GET("/api/v1/capacity/days", { params: { query: { site, limit: 1000 } } })),
    enabled: reads,
  });
  if (!days.data || days.data.items.length === 0) return null;
  const used = sum(days.data.items.map((each) => each.used_hours ?? "0"));
  const declared = sum(days.data.items.map((each) => each.declared_hours ?? "0"));
  return (
    <Card title={t("catalogue.utilisation")}>
      <Facts
        rows={[
          [t("catalogue.used_share"), percent(ratio(used, declared))],
          [t("capacity.used_declared"), t("unit.device_hours", { amount: hours(used) })],
          [t("catalogue.declared"), t("unit.device_hours", { amount: hours(declared) })],
        ]}
      />
    </Card>
  );
}

function RateTable({ site }: { site: string }) {
  const { t } = useText();
  const columns = useRateColumns();
  const now = useToday();
  const rates = useQuery({
    queryKey: ["rate-cards", site, "all"],
    queryFn: () =>
      must(api.GET("/api/v1/rate-cards", { params: { query: { filter: [`site=${site}`], limit: 1000 } } })),
  });
  return (
    <Section title={t("catalogue.rates")}>
      <Loaded from={rates}>
        {(page) => {
          const coming = page.items.filter((each) => each.card_until === null || each.card_until > now);
          if (coming.length === 0) return <Empty title={t("rates.none")} />;
          return <DataTable label={t("catalogue.rates")} items={coming} rowKey={rateKey} columns={columns} />;
        }}
      </Loaded>
    </Section>
  );
}
