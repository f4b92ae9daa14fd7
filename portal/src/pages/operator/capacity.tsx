// Capacity: what the site declares, and what of it was used, day by day.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sumsByMonth } from "../../api/charges";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import type { Capacity, CapacityDay } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures, useToday } from "../../app/figures";
import { Columns } from "../../charts/columns";
import { dayBefore, monthDays } from "../../lib/day";
import { isForEver, ratio, sum } from "../../lib/format";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Ask } from "../../ui/dialog";
import { Select, TextField } from "../../ui/field";
import { Alert } from "../../ui/icons";
import { Card, PageHead, Section } from "../../ui/page";
import { useChipNames } from "../../ui/resources";
import { Empty, Loaded } from "../../ui/state";
import { ListTable } from "../../ui/table";
import { useToast } from "../../ui/toast";
import { Declare } from "./declare";
import { Topology } from "./topology";

export function CapacityPage({ site }: { site: string }) {
  const { t } = useText();
  return (
    <div className="stack loose">
      <PageHead title={t("nav.capacity")} lead={t("capacity.lead")} />
      <Used site={site} />
      <Declared site={site} />
      <Declare key={site} site={site} />
      <Topology key={`topology of ${site}`} site={site} />
    </div>
  );
}

// The month that is looked at: the last one with usage, until another is chosen.
function Used({ site }: { site: string }) {
  const { t } = useText();
  const { month } = useFigures();
  const today = useToday();
  const [chosen, setChosen] = useState("");
  const months = useQuery({
    queryKey: ["charges", "site", site, "months"],
    queryFn: () => sumsByMonth({ site, sort: "-month" }),
  });
  return (
    <Loaded from={months}>
      {(page) => {
        const all = [...new Set([...page.items.map((each) => each.month), today.slice(0, 7)])];
        const at = chosen || (all[0] ?? "");
        return (
          <Section
            title={t("capacity.used")}
            aside={
              <Select
                label={t("statements.month")}
                value={at}
                onValue={setChosen}
                choices={all.map((each) => ({ value: each, label: month(each) }))}
              />
            }
          >
            <Days site={site} month={at} />
          </Section>
        );
      }}
    </Loaded>
  );
}

function Days(props: { site: string; month: string }) {
  const { t } = useText();
  const { site, month } = props;
  const days = useQuery({
    queryKey: ["capacity-days", site, month],
    queryFn: () =>
      must(
        api.GET("/api/v1/capacity/days", {
          params: { query: { site, ...monthDays(month), limit: 1000, sort: "day" } },
        }),
      ),
  });
  return (
    <Loaded from={days} lines={6}>
      {(page) => {
        if (page.items.length === 0) return <Empty title={t("capacity.no_days")}>{t("capacity.no_days_lead")}</Empty>;
        const chips = Map.groupBy(page.items, (each) => each.resource);
        return (
          <div className="columns even">
            {[...chips].map(([resource, of]) => (
              <Chips key={resource} resource={resource} days={of} />
            ))}
          </div>
        );
      }}
    </Loaded>
  );
}

function Chips({ resource, days }: { resource: string; days: readonly CapacityDay[] }) {
  const { t, pick } = useText();
  const { count, percent } = useFigures();
  const { chip } = useChipNames();
  const declared = (day: CapacityDay) => Number(day.declared_hours ?? 0);
  const used = (day: CapacityDay) => Number(day.used_hours ?? 0);
  const over = days.filter((day) => day.over);
  const share = ratio(sum(days.map((day) => day.used_hours ?? "0")), sum(days.map((day) => day.declared_hours ?? "0")));
  return (
    <Card title={chip(resource)} aside={<span className="soft">{t("capacity.share", { share: percent(share) })}</span>}>
      <div className="stack">
        <p className="soft small">{t("capacity.unit")}</p>
        <Columns
          title={t("capacity.chart", { resource: chip(resource) })}
          labels={days.map((day) => (day.day ?? "").slice(8))}
          series={[
            { name: t("capacity.used_declared"), values: days.map((day) => Math.min(used(day), declared(day))) },
            { name: t("capacity.over"), colour: 5, values: days.map((day) => Math.max(0, used(day) - declared(day))) },
            { name: t("capacity.free"), colour: 4, values: days.map((day) => Math.max(0, declared(day) - used(day))) },
          ]}
          show={(value) => count(value.toFixed(0))}
        />
        {over.length > 0 && (
          <div className="message warn">
            <Alert />
            <strong>{t("capacity.over_days", { n: over.length })}</strong>
            <p>{pick(over[0]?.warning)}</p>
          </div>
        )}
      </div>
    </Card>
  );
}

function Declared({ site }: { site: string }) {
  const { t, name } = useText();
  const { count, date } = useFigures();
  const { chip } = useChipNames();
  const today = useToday();
  const [ends, setEnds] = useState<Capacity | undefined>(undefined);
  const list = useList(["capacity", site], (cursor) =>
    must(api.GET("/api/v1/capacity", { params: { query: { site, sort: "-from", ...(cursor ? { cursor } : {}) } } })),
  );
  const isOver = (each: Capacity) => each.until !== null && each.until <= today;
  return (
    <Section title={t("capacity.declared")}>
      <ListTable
        label={t("capacity.declared")}
        list={list}
        empty={<Empty title={t("capacity.none")}>{t("capacity.none_lead")}</Empty>}
        rowKey={(each) => each.capacity}
        file={{ path: "/api/v1/capacity", query: { site }, name: "capacity" }}
        columns={[
          { title: t("rates.resource"), cell: (each) => chip(each.resource) },
          { title: t("capacity.devices"), cell: (each) => count(each.devices ?? 0), figure: true },
          { title: t("capacity.use"), cell: (each) => name("capacity_use", each.use) },
          { title: t("capacity.from"), cell: (each) => (each.from ? date(each.from) : "–") },
          {
            title: t("capacity.until"),
            cell: (each) => (each.until && !isForEver(each.until) ? date(dayBefore(each.until)) : t("rates.open_end")),
          },
          { title: t("capacity.by"), cell: (each) => each.declared_by },
          {
            title: t("people.change"),
            deed: true,
            cell: (each) =>
              isOver(each) ? (
                "–"
              ) : (
                <Button small onClick={() => setEnds(each)}>
                  {t("capacity.end")}
                </Button>
              ),
          },
        ]}
      />
      {ends && <End capacity={ends} onClose={() => setEnds(undefined)} />}
    </Section>
  );
}

function End({ capacity, onClose }: { capacity: Capacity; onClose: () => void }) {
  const { t } = useText();
  const toast = useToast();
  const today = useToday();
  const [until, setUntil] = useState(today);
  const end = useWrite(
    (body: { until: string; reason: string }, header) =>
      must(
        api.POST("/api/v1/capacity/{capacity}/end", {
          params: { path: { capacity: capacity.capacity }, header },
          body,
        }),
      ),
    () => {
      onClose();
      toast(t("capacity.ended"));
    },
  );
  return (
    <Ask
      title={t("ask.end_capacity")}
      reason={t("field.reason")}
      confirm={t("capacity.end")}
      busy={end.isPending}
      error={end.error}
      onConfirm={(reason) => end.mutate({ until, reason })}
      onClose={onClose}
    >
      <p>{t("ask.end_capacity_lead")}</p>
      <TextField label={t("capacity.first_day_without")} type="date" min={today} value={until} onValue={setUntil} />
    </Ask>
  );
}
