// The catalogue of sites: where they are, what is free, what it costs, and whether they keep what they promise.
import { useMemo, useState } from "react";
import { Link, useLocation } from "wouter";
import { useFigures } from "../../app/figures";
import { PlaceMap } from "../../charts/place_map";
import { shortName } from "../../lib/places";
import { useText } from "../../text/text";
import { Chip } from "../../ui/chip";
import { Choices, Select, TextField } from "../../ui/field";
import { Card, PageHead, Section, Tiles } from "../../ui/page";
import { useChipNames } from "../../ui/resources";
import { Empty, Loaded } from "../../ui/state";
import { DataTable } from "../../ui/table";
import { WaitingRecords } from "./waiting";
import { lookOf, total, useSites, type SiteEntry } from "./sites_data";

export function SitesPage({ path }: { path: string }) {
  const { t } = useText();
  const crumbs = path === "/sites" ? [{ href: "/", title: t("nav.home") }] : [];
  return (
    <div className="stack loose">
      <PageHead crumbs={crumbs} title={t("nav.sites")} lead={t("catalogue.lead")} />
      <SiteCatalogue path={path} />
      <Section title={t("waiting.records")}>
        <WaitingRecords />
      </Section>
    </div>
  );
}

interface Wanted {
  words: string;
  city: string;
  chip: string;
  domestic: boolean;
  free: boolean;
}

const ANY: Wanted = { words: "", city: "", chip: "", domestic: false, free: false };

function fits(entry: SiteEntry, wanted: Wanted): boolean {
  const words = wanted.words.trim().toLowerCase();
  const { site } = entry;
  if (words && !`${site.name} ${site.site} ${site.operator_name} ${site.city}`.toLowerCase().includes(words))
    return false;
  if (wanted.city !== "" && site.city !== wanted.city) return false;
  const asks = wanted.chip !== "" || wanted.domestic || wanted.free;
  return (
    !asks ||
    entry.offerings.some(
      (each) =>
        (wanted.chip === "" || each.resource === wanted.chip) &&
        (!wanted.domestic || each.is_domestic === "yes") &&
        (!wanted.free || (each.free ?? 0) > 0),
    )
  );
}

// `path`/SITE has the page of each.
export function SiteCatalogue({ path }: { path: string }) {
  const sites = useSites();
  return (
    <Loaded from={sites} lines={8}>
      {(all) => <Found all={all} path={path} />}
    </Loaded>
  );
}

function Found({ all, path }: { all: readonly SiteEntry[]; path: string }) {
  const { t } = useText();
  const { count } = useFigures();
  const [wanted, setWanted] = useState(ANY);
  const shown = useMemo(() => all.filter((each) => fits(each, wanted)), [all, wanted]);
  const offerings = shown.flatMap((each) => each.offerings);
  if (all.length === 0) return <Empty title={t("catalogue.none")} />;
  return (
    <div className="stack">
      <Tiles
        tiles={[
          { name: t("catalogue.sites"), figure: count(shown.length), note: t("catalogue.of_all", { n: all.length }) },
          { name: t("catalogue.promised"), figure: count(total(offerings, "programmes")) },
          { name: t("catalogue.free"), figure: count(total(offerings, "free")) },
          {
            name: t("catalogue.models"),
            figure: count(new Set(offerings.map((each) => each.resource)).size),
          },
        ]}
      />
      <SitesMap entries={shown} path={path} />
      <Filters all={all} wanted={wanted} onWanted={setWanted} />
      {shown.length === 0 ? (
        <Empty title={t("catalogue.no_match")}>{t("catalogue.no_match_lead")}</Empty>
      ) : (
        <SiteTable entries={shown} path={path} />
      )}
    </div>
  );
}

function SitesMap({ entries, path }: { entries: readonly SiteEntry[]; path: string }) {
  const { t, language } = useText();
  const { count } = useFigures();
  const [, go] = useLocation();
  const places = entries.flatMap((entry) => {
    const { site } = entry;
    if (!site.latitude || !site.longitude) return [];
    const free = total(entry.offerings, "free");
    return [
      {
        key: site.site,
        name: shortName(site.name, language !== "en"),
        at: { latitude: site.latitude, longitude: site.longitude },
        size: total(entry.offerings, "programmes"),
        look: lookOf(entry),
        said: t("catalogue.map_said", { site: site.name, free: count(free) }),
      },
    ];
  });
  if (places.length < 2) return null;
  return (
    <Card title={t("catalogue.map")}>
      <PlaceMap
        label={t("catalogue.map_lead")}
        places={places}
        onPick={(site) => go(`${path}/${encodeURIComponent(site)}`)}
      />
      <ul className="legend">
        {(["domestic", "foreign", "unknown"] as const).map((look) => (
          <li key={look}>
            <span className={`swatch origin ${look}`} />
            {t(`catalogue.look_${look}`)}
          </li>
        ))}
      </ul>
      <p className="small soft">{t("catalogue.map_lead")}</p>
    </Card>
  );
}

interface FilterProps {
  all: readonly SiteEntry[];
  wanted: Wanted;
  onWanted: (wanted: Wanted) => void;
}

function Filters({ all, wanted, onWanted }: FilterProps) {
  const { t } = useText();
  const chips = useChipNames();
  const models = [...new Set(all.flatMap((each) => each.offerings.map((offering) => offering.resource)))].sort();
  const cities = [...new Set(all.map((each) => each.site.city).filter(Boolean))].sort();
  const switches = [wanted.domestic && "domestic", wanted.free && "free"].filter((each) => each !== false);
  return (
    <div className="filters" role="search" aria-label={t("catalogue.filter")}>
      <TextField
        label={t("catalogue.words")}
        type="search"
        value={wanted.words}
        onValue={(words) => onWanted({ ...wanted, words })}
      />
      {cities.length > 0 && (
        <Select
          label={t("catalogue.city")}
          value={wanted.city}
          onValue={(city) => onWanted({ ...wanted, city })}
          choices={[{ value: "", label: t("book.any") }, ...cities.map((each) => ({ value: each, label: each }))]}
        />
      )}
      <Select
        label={t("catalogue.chip")}
        value={wanted.chip}
        onValue={(chip) => onWanted({ ...wanted, chip })}
        choices={[
          { value: "", label: t("book.any") },
          ...models.map((each) => ({ value: each, label: chips.chip(each) })),
        ]}
      />
      <Choices
        label={t("catalogue.only")}
        many
        choices={[
          { value: "domestic", label: t("offer.domestic") },
          { value: "free", label: t("catalogue.only_free") },
        ]}
        values={switches}
        onValues={(values) =>
          onWanted({ ...wanted, domestic: values.includes("domestic"), free: values.includes("free") })
        }
      />
    </div>
  );
}

function SiteTable({ entries, path }: { entries: readonly SiteEntry[]; path: string }) {
  const { t } = useText();
  const { count } = useFigures();
  return (
    <DataTable
      label={t("nav.sites")}
      items={entries}
      rowKey={(entry) => entry.site.site}
      columns={[
        {
          title: t("spending.site"),
          cell: (entry) => <Link href={`${path}/${encodeURIComponent(entry.site.site)}`}>{entry.site.name}</Link>,
        },
        { title: t("catalogue.city"), cell: (entry) => entry.site.city || "–" },
        { title: t("catalogue.chips"), cell: (entry) => <ChipList entry={entry} /> },
        { title: t("catalogue.free"), cell: (entry) => count(total(entry.offerings, "free")), figure: true },
        { title: t("catalogue.promised"), cell: (entry) => count(total(entry.offerings, "programmes")), figure: true },
        { title: t("catalogue.price_now"), cell: (entry) => <Prices entry={entry} />, figure: true },
        { title: t("catalogue.record"), cell: (entry) => <Kept entry={entry} /> },
      ]}
    />
  );
}

function ChipList({ entry }: { entry: SiteEntry }) {
  const chips = useChipNames();
  const { t } = useText();
  if (entry.offerings.length === 0) return <span className="soft">{t("catalogue.nothing_promised")}</span>;
  return <>{entry.offerings.map((each) => chips.chip(each.resource)).join(t("list.separator"))}</>;
}

// From the least price of its chips on.
function Prices({ entry }: { entry: SiteEntry }) {
  const { t } = useText();
  const { exact } = useFigures();
  const prices = entry.offerings.flatMap((each) => (each.price === null ? [] : [each.price]));
  const least = prices.sort((a, b) => Number(a) - Number(b))[0];
  if (least === undefined) return <span className="soft">{t("catalogue.no_price")}</span>;
  return <>{prices.length > 1 ? t("catalogue.price_from", { price: exact(least) }) : exact(least)}</>;
}

export function Kept({ entry }: { entry: SiteEntry }) {
  const { t } = useText();
  const { record } = entry;
  if (!record || !record.reservations) return <span className="soft">{t("catalogue.no_record")}</span>;
  const broken = record.broken ?? 0;
  if (broken === 0) return <Chip tone="good">{t("catalogue.none_broken", { n: record.reservations })}</Chip>;
  return <Chip tone="warn">{t("catalogue.broken", { broken, n: record.reservations })}</Chip>;
}
