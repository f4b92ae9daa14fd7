// A programme's take-up so far, and where it goes if it goes on like this.
import { useQuery } from "@tanstack/react-query";
import { api, must } from "../../api/client";
import type { Forecast } from "../../api/types";
import { useFigures } from "../../app/figures";
import { TakeupChart } from "../../charts/takeup";
import { ratio } from "../../lib/format";
import { takeupOf } from "../../lib/takeup";
import { useText } from "../../text/text";
import { Info } from "../../ui/icons";
import { Card, PageHead, Tiles } from "../../ui/page";
import { PrintButton } from "../../ui/print";
import { Empty, Loaded } from "../../ui/state";

export function ForecastPage({ programme }: { programme: string }) {
  const { t, pick } = useText();
  const { instant } = useFigures();
  const forecast = useQuery({
    queryKey: ["forecast", programme],
    queryFn: () => must(api.GET("/api/v1/programmes/{programme}/forecast", { params: { path: { programme } } })),
  });
  const crumbs = [{ href: "/officer/budget", title: t("nav.budget") }];
  return (
    <div className="stack loose">
      <PageHead
        crumbs={crumbs}
        title={pick(forecast.data?.names) || programme}
        lead={forecast.data && t("takeup.lead", { at: instant(forecast.data.as_of) })}
        actions={<PrintButton />}
      />
      <Loaded from={forecast} lines={8}>
        {(data) =>
          data.units.length === 0 ? (
            <Empty title={t("budget.none")} />
          ) : (
            <>
              {data.units.map((unit) => (
                <Unit key={unit.unit} unit={unit} currency={data.currency} />
              ))}
            </>
          )
        }
      </Loaded>
    </div>
  );
}

function Unit({ unit, currency }: { unit: Forecast["units"][number]; currency: string }) {
  const { t, name, pick } = useText();
  const { short, month, percent } = useFigures();
  const figure = (value: string) => short(value, unit.unit, currency);
  const { projection } = unit;
  const share = (value: string) => percent(ratio(value, unit.appropriated));
  return (
    <div className="stack">
      <Tiles
        tiles={[
          {
            name: t("takeup.spent"),
            figure: figure(unit.spent),
            note: t("takeup.of", { share: share(unit.spent), amount: figure(unit.appropriated) }),
          },
          {
            name: t("takeup.pace"),
            figure: projection ? figure(projection.monthly.mean) : "–",
            note: projection
              ? t("takeup.range", { low: figure(projection.monthly.low), high: figure(projection.monthly.high) })
              : t("takeup.no_pace"),
          },
          {
            name: projection ? t("takeup.spent_by", { month: month(projection.until) }) : t("takeup.spent_at_end"),
            figure: projection ? figure(projection.spent_at_end.mean) : "–",
            note:
              projection &&
              t("takeup.range", {
                low: figure(projection.spent_at_end.low),
                high: figure(projection.spent_at_end.high),
              }),
          },
          {
            name: t("takeup.left_at_end"),
            figure: projection ? figure(projection.left_at_end.mean) : "–",
            note:
              projection &&
              t("takeup.of", { share: share(projection.left_at_end.mean), amount: figure(unit.appropriated) }),
          },
        ]}
      />
      <Card title={t("takeup.title", { unit: name("unit_name", unit.unit) })}>
        <TakeupChart
          title={t("takeup.title", { unit: name("unit_name", unit.unit) })}
          takeup={takeupOf(unit)}
          month={month}
          show={(value) => figure(value.toFixed(0))}
        />
      </Card>
      {unit.assumptions.length > 0 && (
        <div className="message">
          <Info />
          <strong>{t("takeup.assumptions")}</strong>
          <ul>
            {unit.assumptions.map((each) => (
              <li key={each.en}>{pick(each)}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
