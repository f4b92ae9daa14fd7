// How far compute came from domestic chips: by month with the path to the target, and by site.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import type { Figures as PublicFigures, SelfReliance } from "../../api/types";
import { useFigures } from "../../app/figures";
import { RelianceChart } from "../../charts/reliance";
import {
  MEASURES,
  ORIGINS,
  relianceMonths,
  shareOf,
  SIDES,
  useOfDeclared,
  type Measure,
  type Side,
} from "../../lib/reliance";
import { useText } from "../../text/text";
import { Select } from "../../ui/field";
import { Card, Section, Tiles } from "../../ui/page";
import { Empty, Loaded } from "../../ui/state";
import { Switch } from "../../ui/switch";
import { DataTable } from "../../ui/table";
import { PaidFor } from "./paid_for";
import { SiteMap } from "./site_map";

type Programmes = PublicFigures["programmes"];

export default function Reliance({ programmes }: { programmes: Programmes }) {
  const { t, name } = useText();
  const [test, setTest] = useState<SelfReliance["test"] | undefined>(undefined);
  const figures = useQuery({
    queryKey: ["self-reliance", test],
    queryFn: () => must(api.GET("/api/v1/self-reliance", { params: { query: test ? { test } : {} } })),
    placeholderData: (before) => before,
  });
  return (
    <Section title={t("reliance.title")} aside={<Link href="/chips">{t("chips.see")}</Link>}>
      <Loaded from={figures} lines={6}>
        {(data) => (
          <div className="stack">
            {data.tests.length > 1 && (
              <div className="origin-test">
                <Select
                  label={t("reliance.test")}
                  value={data.test}
                  onValue={(value) => setTest(data.tests.find((each) => each === value))}
                  choices={data.tests.map((each) => ({ value: each, label: name("origin_test", each) }))}
                />
              </div>
            )}
            {data.by_month.length === 0 ? (
              <Empty title={t("reliance.none")}>{t("reliance.none_lead")}</Empty>
            ) : (
              <Figures figures={data} programmes={programmes} />
            )}
          </div>
        )}
      </Loaded>
    </Section>
  );
}

function Figures({ figures, programmes }: { figures: SelfReliance; programmes: Programmes }) {
  const { t, pick } = useText();
  const { month, percent, countShort } = useFigures();
  const [measure, setMeasure] = useState<Measure>("device_hours");
  const [side, setSide] = useState<Side>("used");
  const months = relianceMonths(figures, measure, side);
  const unit = measure === "device_hours" ? "reliance.in_hours" : "reliance.in_flops";
  return (
    <>
      <Summary figures={figures} measure={measure} />
      <Card
        title={t("reliance.by_month")}
        aside={
          <>
            <Switch
              label={t("reliance.side")}
              views={SIDES.map((each) => ({ key: each, title: t(`reliance.${each}`) }))}
              at={side}
              onGo={setSide}
            />
            <Switch
              label={t("reliance.measure")}
              views={MEASURES.map((each) => ({ key: each, title: t(`reliance.${each}`) }))}
              at={measure}
              onGo={setMeasure}
            />
          </>
        }
      >
        {side === "declared" && !figures.capacity_by_month.length ? (
          <Empty title={t("reliance.none_declared")}>{t("reliance.none_declared_lead")}</Empty>
        ) : (
          <RelianceChart
            title={t("reliance.by_month")}
            months={months}
            month={month}
            percent={percent}
            show={(value) => t(unit, { amount: countShort(value.toFixed(3)) })}
          />
        )}
        <details>
          <summary className="small">{t("reliance.how")}</summary>
          <ul className="small soft">
            {figures.assumptions.map((each) => (
              <li key={each.en}>{pick(each)}.</li>
            ))}
          </ul>
        </details>
      </Card>
      <SiteMap figures={figures} measure={measure} />
      <Sites figures={figures} measure={measure} />
      <PaidFor
        figures={figures}
        measure={measure}
        programmeName={(key) => pick(programmes.find((each) => each.programme === key)?.names) || key}
      />
      <OpenData test={figures.test} />
    </>
  );
}

function Summary({ figures, measure }: { figures: SelfReliance; measure: Measure }) {
  const { t } = useText();
  const { month, percent, date } = useFigures();
  const last = figures.by_month.filter((each) => each.full && each[measure].share !== null).at(-1);
  const next = figures.path.find((step) => !last || step.by.slice(0, 7) > last.month) ?? figures.path.at(-1);
  const line = figures.projection[measure]?.points.at(-1);
  const busy = last ? useOfDeclared(figures, measure, last.month) : undefined;
  const tenths = (share: string) => percent(shareOf(share), 1);
  const tiles = [
    last && {
      name: t("reliance.last_month"),
      figure: tenths(last[measure].share ?? "0%"),
      note: t("reliance.of_month", { month: month(last.month) }),
    },
    busy !== undefined && {
      name: t("reliance.busy"),
      figure: percent(busy, 1),
      note: t("reliance.in_month", { month: month(last?.month ?? "") }),
    },
    next && {
      name: t("reliance.next_step"),
      figure: tenths(next.share),
      note: t("reliance.by_day", { day: date(next.by) }),
    },
    line && {
      name: t("reliance.if_so"),
      figure: tenths(line.share),
      note: t("reliance.in_month", { month: month(line.month) }),
    },
  ].filter((tile) => tile !== undefined && tile !== false);
  return tiles.length > 0 ? <Tiles tiles={tiles} /> : null;
}

function Sites({ figures, measure }: { figures: SelfReliance; measure: Measure }) {
  const { t } = useText();
  const { percent, countShort } = useFigures();
  const used = (site: SelfReliance["by_site"][number]) =>
    ORIGINS.reduce((sum, origin) => sum + Number(site[measure][origin]), 0);
  const [city, setCity] = useState("");
  const all = figures.by_site.filter((site) => used(site) > 0).sort((a, b) => used(b) - used(a));
  const cities = [...new Set(all.map((site) => site.city).filter(Boolean))].sort();
  const sites = all.filter((site) => city === "" || site.city === city);
  return (
    <Card title={t("reliance.by_site")}>
      {cities.length > 1 && (
        <Select
          label={t("catalogue.city")}
          value={city}
          onValue={setCity}
          choices={[{ value: "", label: t("book.any") }, ...cities.map((each) => ({ value: each, label: each }))]}
        />
      )}
      <DataTable
        label={t("reliance.by_site")}
        items={sites}
        rowKey={(site) => site.site}
        columns={[
          { title: t("spending.site"), cell: (site) => site.name },
          { title: t("catalogue.city"), cell: (site) => site.city || "–" },
          { title: t("reliance.origin"), cell: (site) => <OriginBar site={site} measure={measure} /> },
          {
            title: t(`reliance.${measure}`),
            cell: (site) => countShort(used(site).toFixed(3)),
            value: (site) => used(site).toFixed(3),
            figure: true,
          },
          {
            title: t("reliance.share"),
            cell: (site) => {
              const { share } = site[measure];
              return share === null ? "–" : percent(shareOf(share), 1);
            },
            figure: true,
          },
        ]}
      />
    </Card>
  );
}

// The bar says nothing that the words beside it do not.
function OriginBar({ site, measure }: { site: SelfReliance["by_site"][number]; measure: Measure }) {
  const { t } = useText();
  const { percent } = useFigures();
  const total = ORIGINS.reduce((sum, origin) => sum + Number(site[measure][origin]), 0);
  let at = 0;
  const parts = ORIGINS.map((origin) => {
    const share = Number(site[measure][origin]) / total;
    const part = { origin, share, from: at };
    at += share;
    return part;
  });
  const words = parts
    .filter((part) => part.share > 0)
    .map((part) => `${t(`reliance.${part.origin}`)} ${percent(part.share, 0)}`)
    .join(", ");
  return (
    <span className="origin-cell">
      <svg className="origin-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
        {parts.map((part) => (
          <rect
            key={part.origin}
            className={`origin ${part.origin}`}
            x={part.from * 1000}
            width={part.share * 1000}
            height={10}
          />
        ))}
      </svg>
      <span className="small soft">{words}</span>
    </span>
  );
}

const FILES = [
  "months.csv",
  "sites.csv",
  "site_months.csv",
  "cities.csv",
  "city_months.csv",
  "capacity_months.csv",
  "capacity_site_months.csv",
  "capacity_city_months.csv",
  "chips.csv",
  "programmes.csv",
  "bought.csv",
  "datapackage.json",
] as const;

function OpenData({ test }: { test: string }) {
  const { t } = useText();
  return (
    <p className="small no-print">
      {t("reliance.open_data")}{" "}
      {FILES.map((file, index) => (
        <span key={file}>
          {index > 0 && " · "}
          <a href={`/api/v1/open-data/self-reliance/${file}?test=${encodeURIComponent(test)}`}>{file}</a>
        </span>
      ))}
    </p>
  );
}
