// Usage that could not be charged: why, what to do about it, and another try once that is done.
import { useState, type ReactNode } from "react";
import { api, must } from "../api/client";
import { useList } from "../api/list";
import { useNames } from "../api/names";
import type { Suspended } from "../api/types";
import { useWrite } from "../api/write";
import { useFigures } from "../app/figures";
import { useText } from "../text/text";
import { Button } from "./button";
import { PageHead, Section } from "./page";
import { useChipNames } from "./resources";
import { Empty, ProblemBox, Skeleton } from "./state";
import { DataTable } from "./table";
import { useToast } from "./toast";

// What a role can set right itself, beside the advice.
type Fix = (reason: string, records: readonly Suspended[]) => ReactNode;

// Of one site, or of all.
export function SuspenseList({ site, fix }: { site?: string; fix?: Fix }) {
  const { t } = useText();
  const list = useList(["suspense", site], (cursor) =>
    must(
      api.GET("/api/v1/suspense", {
        params: { query: { ...(site ? { site } : {}), limit: 500, ...(cursor ? { cursor } : {}) } },
      }),
    ),
  );
  const groups = Map.groupBy(list.items ?? [], (each) => `${each.site}:${each.reason}:${each.account}`);
  return (
    <div className="stack loose">
      <PageHead title={t("nav.suspense")} lead={t("suspense.lead")} />
      {list.error && !list.items && <ProblemBox error={list.error} again={list.again} />}
      {!list.items && !list.error && <Skeleton lines={6} />}
      {list.items?.length === 0 && <Empty title={t("suspense.none")}>{t("suspense.none_lead")}</Empty>}
      {[...groups].map(([key, records]) => (
        <Reason key={key} records={records} fix={fix} />
      ))}
      {list.hasMore && (
        <div>
          <Button onClick={list.more} off={list.loadingMore}>
            {t("list.more")}
          </Button>
        </div>
      )}
    </div>
  );
}

const SHOWN = 20;

// A record counts thousandths of a device, for some jobs have a part of one.
const THOUSANDTHS = 1000;

function Reason(props: { records: Suspended[]; fix: Fix | undefined }) {
  const { t, name, pick } = useText();
  const { instant, count } = useFigures();
  const names = useNames();
  const { chip } = useChipNames();
  const { records, fix } = props;
  const { site = "", reason = "", account = "", advice } = records[0] ?? {};
  const [all, setAll] = useState(false);
  return (
    <Section
      title={t("suspense.reason", {
        reason: name("reason", reason),
        account,
        count: count(records.length),
        n: records.length,
      })}
      aside={<Retry site={site} reason={reason} />}
    >
      {advice && <p className="message warn plain">{pick(advice)}</p>}
      {fix?.(reason, records)}
      <DataTable
        label={`${name("reason", reason)}: ${site}, ${account}`}
        items={all ? records : records.slice(0, SHOWN)}
        rowKey={(each) => String(each.suspense)}
        columns={[
          { title: t("spending.site"), cell: (each) => names.site(each.site) },
          { title: t("usage.job"), cell: (each) => <code>{each.job}</code> },
          { title: t("suspense.account"), cell: (each) => each.account },
          { title: t("rates.resource"), cell: (each) => chip(each.resource) },
          {
            title: t("suspense.units"),
            cell: (each) => (each.units === null ? "–" : count(each.units / THOUSANDTHS)),
            figure: true,
          },
          { title: t("usage.start"), cell: (each) => (each.start ? instant(each.start) : "–") },
          { title: t("usage.end"), cell: (each) => (each.end ? instant(each.end) : "–") },
        ]}
      />
      {!all && records.length > SHOWN && (
        <div>
          <Button small onClick={() => setAll(true)}>
            {t("suspense.show_all", { n: records.length })}
          </Button>
        </div>
      )}
    </Section>
  );
}

function Retry(props: { site: string; reason: string }) {
  const { t } = useText();
  const toast = useToast();
  const retry = useWrite(
    (body: { site: string; reason: string }, header) =>
      must(api.POST("/api/v1/suspense/retry", { params: { header }, body })),
    (reply) => toast(t("suspense.retried", { tried: reply.tried, charged: reply.charged })),
  );
  return (
    <>
      <Button small onClick={() => retry.mutate({ site: props.site, reason: props.reason })} off={retry.isPending}>
        {t(retry.isPending ? "state.working" : "action.retry")}
      </Button>
      {retry.error && <ProblemBox error={retry.error} />}
    </>
  );
}
