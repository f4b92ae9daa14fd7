// What a site reported: by month, the problems that wait, and a place to send a file of usage.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button as AriaButton, FileTrigger } from "react-aria-components";
import { sumsByMonth } from "../../api/charges";
import { api, must } from "../../api/client";
import type { UsageReply } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { Columns } from "../../charts/columns";
import { useText } from "../../text/text";
import { LinkButton } from "../../ui/button";
import { Alert, CheckCircle } from "../../ui/icons";
import { Card, Facts, PageHead, Tiles } from "../../ui/page";
import { Empty, Loaded, ProblemBox } from "../../ui/state";
import { DataTable } from "../../ui/table";

export function UsagePage({ site }: { site: string }) {
  const { t } = useText();
  return (
    <div className="stack loose">
      <PageHead title={t("nav.site")} lead={t("site.lead")} />
      <Waiting site={site} />
      <Months site={site} />
      <Send site={site} />
    </div>
  );
}

function Waiting({ site }: { site: string }) {
  const { t } = useText();
  const { count } = useFigures();
  const suspense = useQuery({
    queryKey: ["suspense", "count", site],
    queryFn: () => must(api.GET("/api/v1/suspense", { params: { query: { site, limit: 1 } } })),
  });
  return (
    <Loaded from={suspense} lines={1}>
      {({ total }) => (
        <div className={`message ${total > 0 ? "warn" : "good"}`}>
          {total > 0 ? <Alert /> : <CheckCircle />}
          <strong>{t(total > 0 ? "site.waiting" : "site.nothing_waits", { n: total, count: count(total) })}</strong>
          {total > 0 && (
            <div>
              <LinkButton small href="/site/suspense">
                {t("site.see_suspense")}
              </LinkButton>
            </div>
          )}
        </div>
      )}
    </Loaded>
  );
}

function Months({ site }: { site: string }) {
  const { t } = useText();
  const { short, month } = useFigures();
  const sums = useQuery({
    queryKey: ["charges", "site", site],
    queryFn: () => sumsByMonth({ site, sort: "month" }),
  });
  return (
    <Loaded from={sums}>
      {(page) => {
        if (page.items.length === 0) return <Empty title={t("usage.none")} />;
        return (
          <Card title={t("site.charged")}>
            <Columns
              title={t("site.charged")}
              labels={page.items.map((each) => month(each.month))}
              series={[
                { name: t("spending.covered"), values: page.items.map((each) => Number(each.covered_money)) },
                { name: t("spending.own"), values: page.items.map((each) => Number(each.own_share)) },
              ]}
              show={(value) => short(value.toFixed(2))}
            />
          </Card>
        );
      }}
    </Loaded>
  );
}

function Send({ site }: { site: string }) {
  const { t } = useText();
  const [reply, setReply] = useState<UsageReply | undefined>(undefined);
  const send = useWrite(
    (body: string, header) =>
      must(
        api.POST("/api/v1/sites/{site}/usage", {
          params: { path: { site }, header, query: { outcomes: "exceptions" } },
          body,
          bodySerializer: (text: unknown) => text as string,
          headers: { "Content-Type": "application/x-ndjson" },
        }),
      ),
    setReply,
  );
  const take = async (file: File | undefined) => {
    setReply(undefined);
    if (file) send.mutate(await file.text());
  };
  return (
    <Card title={t("site.send")}>
      <div className="stack">
        <p className="soft">{t("site.send_lead")}</p>
        <div>
          <FileTrigger acceptedFileTypes={[".ndjson", ".jsonl"]} onSelect={(files) => void take(files?.[0])}>
            <AriaButton className="button" isDisabled={send.isPending}>
              {t(send.isPending ? "state.working" : "site.choose")}
            </AriaButton>
          </FileTrigger>
        </div>
        {send.error && <ProblemBox error={send.error} />}
        {reply && <Reply reply={reply} />}
      </div>
    </Card>
  );
}

function Reply({ reply }: { reply: UsageReply }) {
  const { t, name } = useText();
  const { count } = useFigures();
  const leftOut = Object.entries(reply.left_out);
  return (
    <div className="stack" aria-live="polite">
      <Tiles
        tiles={[
          { name: t("site.records"), figure: count(reply.records) },
          { name: t("site.charged_records"), figure: count(reply.charged) },
          { name: t("site.duplicates"), figure: count(reply.duplicates), note: t("site.duplicates_note") },
          { name: t("site.suspended"), figure: count(reply.suspended) },
          { name: t("site.rejected"), figure: count(reply.rejected) },
        ]}
      />
      {reply.rejected_rows.length > 0 && (
        <DataTable
          label={t("site.rejected")}
          items={reply.rejected_rows}
          rowKey={(each) => `${each.line}:${each.field}`}
          columns={[
            { title: t("rules.line"), cell: (each) => each.line, figure: true },
            { title: t("rules.field"), cell: (each) => <code>{each.field}</code> },
            { title: t("rules.problem"), cell: (each) => each.detail },
          ]}
        />
      )}
      {leftOut.length > 0 && (
        <Facts rows={leftOut.map(([reason, n]) => [name("reason", reason), count(String(n))] as const)} />
      )}
    </div>
  );
}
