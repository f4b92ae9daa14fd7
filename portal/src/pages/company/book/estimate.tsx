// What the workload takes on each chip model, and what that assumes; asked again a moment after the last change.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, must } from "../../../api/client";
import type { Estimate, EstimatedPlan } from "../../../api/types";
import { useFigures } from "../../../app/figures";
import { bodyOf, hoursOf, type WorkloadForm } from "../../../lib/workload";
import { useText } from "../../../text/text";
import { Card } from "../../../ui/page";
import { useChipNames } from "../../../ui/resources";
import { Loaded } from "../../../ui/state";

const SETTLED_MS = 400;

function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as Value), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

export function EstimateCard({ form, ready }: { form: WorkloadForm; ready: boolean }) {
  const { t } = useText();
  const settled = useSettled({ form, ready });
  const { kind } = settled.form;
  return (
    <Card title={t("estimate.title")}>
      {!settled.ready ? (
        <p className="soft">{t("estimate.not_yet")}</p>
      ) : kind === "devices" ? (
        <DeviceHours form={settled.form} />
      ) : (
        <Plans form={settled.form} />
      )}
    </Card>
  );
}

function DeviceHours({ form }: { form: WorkloadForm }) {
  const { t } = useText();
  const { hours } = useFigures();
  const all = Number(form.devices) * (hoursOf(form.hours) ?? 0);
  return (
    <div className="stack tight">
      <span className="figure-large">{t("unit.device_hours", { amount: hours(String(all)) })}</span>
      <p className="soft small">{t("estimate.devices_lead")}</p>
    </div>
  );
}

function Plans({ form }: { form: WorkloadForm }) {
  const { language } = useText();
  const body = bodyOf(form);
  const estimate = useQuery({
    queryKey: ["estimate", language, body], // reasons are in words
    queryFn: () => must(api.POST("/api/v1/estimates", { body })),
    placeholderData: (before) => before,
    staleTime: Infinity,
  });
  return <Loaded from={estimate}>{(data) => <Found estimate={data} />}</Loaded>;
}

function Found({ estimate }: { estimate: Estimate }) {
  const { t } = useText();
  const chips = useChipNames();
  const offered = useOffered();
  const fitting = estimate.plans
    .filter((each) => each.devices !== null)
    .sort((a, b) => Number(a.device_hours) - Number(b.device_hours));
  const here = fitting.filter((each) => offered.has(each.resource));
  const elsewhere = fitting.filter((each) => !offered.has(each.resource));
  const others = estimate.plans.filter((each) => each.devices === null);
  return (
    <div className="stack">
      {here.length === 0 && <p className="soft">{t("estimate.none")}</p>}
      <PlanList plans={here} />
      {elsewhere.length > 0 && (
        <details>
          <summary>{t("estimate.elsewhere", { n: elsewhere.length })}</summary>
          <PlanList plans={elsewhere} />
        </details>
      )}
      {others.length > 0 && (
        <details>
          <summary>{t("estimate.others", { n: others.length })}</summary>
          <ul className="plain-list padded small">
            {others.map((each) => (
              <li key={each.resource}>
                <strong>{chips.chip(each.resource)}</strong> <span className="soft">{each.reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <Assumptions estimate={estimate} />
    </div>
  );
}

// At how many sites programmes find each chip model.
function useOffered(): Map<string, number> {
  const offerings = useQuery({
    queryKey: ["offerings"],
    queryFn: () => must(api.GET("/api/v1/offerings", { params: { query: { limit: 1000 } } })),
  });
  const counts = new Map<string, number>();
  for (const { resource } of offerings.data?.items ?? []) counts.set(resource, (counts.get(resource) ?? 0) + 1);
  return counts;
}

function PlanList({ plans }: { plans: readonly EstimatedPlan[] }) {
  const { t } = useText();
  const { count, hours } = useFigures();
  const chips = useChipNames();
  const offered = useOffered();
  return (
    <ul className="plain-list plans">
      {plans.map((plan) => (
        <li key={plan.resource}>
          <div className="row apart">
            <strong>{chips.chip(plan.resource)}</strong>
            <span className="number">{t("unit.device_hours", { amount: hours(plan.device_hours ?? "0") })}</span>
          </div>
          <div className="small soft">
            {[
              t("estimate.takes", {
                n: plan.devices ?? 0,
                devices: count(plan.devices ?? 0),
                hours: hours(plan.duration_hours ?? "0"),
              }),
              t("estimate.memory", { each: hours(plan.memory_each ?? "0"), all: count(plan.memory ?? "0") }),
              plan.utilisation && t("estimate.utilisation", { share: plan.utilisation }),
              offered.has(plan.resource) && t("estimate.offered", { n: offered.get(plan.resource) ?? 0 }),
            ]
              .filter(Boolean)
              .join(" · ")}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Assumptions({ estimate }: { estimate: Estimate }) {
  const { t, name } = useText();
  const { count, percent } = useFigures();
  const learned = [...new Set(estimate.plans.map((each) => each.utilisation_from).filter(Boolean))];
  const value = ({ assumed, chip_unit: unit }: Estimate["assumptions"][number]) =>
    unit === "ppm" ? percent((assumed ?? 0) / 1_000_000) : [count(assumed ?? 0), name("assumed_unit", unit)].join(" ");
  return (
    <details>
      <summary>{t("estimate.assumptions")}</summary>
      <ul className="plain-list plans">
        {estimate.assumptions.map((each) => (
          <li key={each.assumption}>
            <div className="row apart small">
              <span>{name("assumption", each.assumption)}</span>
              <span className="number">{value(each)}</span>
            </div>
            <div className="small soft">{each.source}</div>
          </li>
        ))}
        {learned.length > 0 && (
          <li>
            <div className="small">{t("estimate.utilisation_from")}</div>
            <div className="small soft">{learned.join("; ")}</div>
          </li>
        )}
      </ul>
    </details>
  );
}
