// What anyone may see: the programmes, what was spent, and on what.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useFigures } from "../../app/figures";
import { useSession } from "../../app/session";
import type { Figures } from "../../api/types";
import { ratio, sum } from "../../lib/format";
import { useText } from "../../text/text";
import { LinkButton } from "../../ui/button";
import { Meter } from "../../ui/meter";
import { PageHead, Section, Tiles } from "../../ui/page";
import { Empty, Loaded, Skeleton } from "../../ui/state";

const Reliance = lazy(() => import("./reliance"));
const Spending = lazy(() => import("./spending"));

export function Landing() {
  const { t } = useText();
  const authority = useSession()?.authority.name;
  const figures = useQuery({ queryKey: ["figures"], queryFn: () => must(api.GET("/api/v1/figures")) });
  return (
    <div className="stack loose">
      <PageHead
        title={authority ? t("landing.title", { authority }) : t("landing.title_short")}
        lead={t("landing.lead")}
        actions={<LinkButton href="/sites">{t("landing.sites")}</LinkButton>}
      />
      <Loaded from={figures} lines={8}>
        {(data) => (
          <>
            <Overview figures={data} />
            <Programmes figures={data} />
            <Suspense fallback={<Skeleton lines={6} />}>
              <Spending figures={data} />
            </Suspense>
            <Suspense fallback={<Skeleton lines={6} />}>
              <Reliance programmes={data.programmes} />
            </Suspense>
          </>
        )}
      </Loaded>
    </div>
  );
}

function Overview({ figures }: { figures: Figures }) {
  const { t } = useText();
  const { short, amount, count, countShort } = useFigures();
  const spent = sum(figures.by_month.map((each) => each.covered_money));
  const hours = sum(figures.by_month.map((each) => each.device_hours));
  const { applications, waiting_days: waiting } = figures;
  const days = (n: number) => (n === 0 ? t("unit.under_a_day") : t("unit.days", { n }));
  return (
    <Tiles
      tiles={[
        {
          name: t("landing.spent"),
          figure: short(spent, "money", figures.currency),
          note: amount(spent, "money", figures.currency),
        },
        { name: t("landing.device_hours"), figure: countShort(hours), note: t("landing.device_hours_note") },
        {
          name: t("landing.organisations"),
          figure: count(figures.organisations_supported),
          note: t("landing.applications_note", { submitted: applications.submitted, awarded: applications.awarded }),
        },
        {
          name: t("landing.waiting"),
          figure: waiting.median === null ? "–" : days(waiting.median),
          note:
            waiting.longest === null
              ? t("landing.none_decided")
              : t("landing.waiting_note", { time: days(waiting.longest) }),
        },
      ]}
    />
  );
}

function Programmes({ figures }: { figures: Figures }) {
  const { t, pick } = useText();
  const byProgramme = Map.groupBy(figures.programmes, (each) => each.programme);
  return (
    <Section title={t("landing.programmes")}>
      {byProgramme.size === 0 && <Empty title={t("landing.no_programmes")} />}
      <div className="columns even">
        {[...byProgramme].map(([programme, budgets]) => (
          <article key={programme} className="card stack">
            <h3>
              <Link href={`/programmes/${encodeURIComponent(programme)}`}>{pick(budgets[0]?.names) || programme}</Link>
            </h3>
            {budgets.map((budget) => (
              <Budget key={budget.unit} budget={budget} currency={figures.currency} />
            ))}
          </article>
        ))}
      </div>
    </Section>
  );
}

function Budget(props: { budget: Figures["programmes"][number]; currency: string }) {
  const { t } = useText();
  const { short } = useFigures();
  const { budget, currency } = props;
  const figure = (value: string) => short(value, budget.unit, currency);
  const share = (value: string) => ratio(value, budget.appropriation);
  const unspent = sum([budget.issued, `-${budget.spent}`]);
  return (
    <Meter
      label={t("budget.of", { amount: figure(budget.appropriation) })}
      parts={[
        { name: t("budget.spent"), share: share(budget.spent), figure: figure(budget.spent), series: 1 },
        { name: t("budget.issued_unspent"), share: share(unspent), figure: figure(unspent), series: 4 },
        { name: t("budget.set_aside"), share: share(budget.set_aside), figure: figure(budget.set_aside), series: 2 },
      ]}
      rest={{ name: t("budget.available"), figure: figure(budget.available) }}
    />
  );
}
