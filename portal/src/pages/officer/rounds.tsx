// Calls, and the sharing-out of a round: tried as often as one likes, done once.
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { useNames } from "../../api/names";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import type { Call } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { listed } from "../../lib/format";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { Ask } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { Card, Facts, PageHead, Section } from "../../ui/page";
import { Empty, Loaded, ProblemBox } from "../../ui/state";
import { ListTable } from "../../ui/table";
import { useToast } from "../../ui/toast";
import { Preview } from "./preview";
import { isOpen } from "../public/calls";

export function Rounds() {
  const { t, name } = useText();
  const names = useNames();
  const { instant } = useFigures();
  const list = useList(["calls", "all"], (cursor) =>
    must(api.GET("/api/v1/calls", { params: { query: cursor ? { cursor } : {} } })),
  );
  return (
    <div className="stack loose">
      <PageHead title={t("nav.rounds")} lead={t("rounds.lead")} />
      <ListTable
        label={t("nav.rounds")}
        list={list}
        empty={<Empty title={t("rounds.none")} />}
        rowKey={(each) => each.call}
        file={{ path: "/api/v1/calls", name: "calls" }}
        columns={[
          {
            title: t("application.call"),
            cell: (each) => <Link href={`/officer/rounds/${encodeURIComponent(each.call)}`}>{each.call}</Link>,
          },
          { title: t("programme.title"), cell: (each) => names.programme(each.programme) },
          { title: t("rounds.method"), cell: (each) => name("method", each.method) },
          { title: t("rounds.opens"), cell: (each) => (each.opens ? instant(each.opens) : "–") },
          { title: t("rounds.closes"), cell: (each) => (each.closes ? instant(each.closes) : "–") },
          { title: t("application.status"), cell: (each) => <OpenChip call={each} /> },
        ]}
      />
    </div>
  );
}

function OpenChip({ call }: { call: Call }) {
  const { t } = useText();
  const open = isOpen(call);
  return <Chip tone={open ? "good" : "calm"}>{t(open ? "programme.open" : "rounds.closed")}</Chip>;
}

export function RoundPage(props: { call: string }) {
  const { t } = useText();
  const calls = useQuery({
    queryKey: ["calls", props.call],
    queryFn: () => must(api.GET("/api/v1/calls", { params: { query: { filter: [`call=${props.call}`] } } })),
  });
  return (
    <Loaded from={calls} lines={8}>
      {(page) => {
        const call = page.items[0];
        return call ? <Round call={call} /> : <Empty title={t("apply.no_call")} />;
      }}
    </Loaded>
  );
}

function Round({ call }: { call: Call }) {
  const { t, name, pick, language } = useText();
  const { instant } = useFigures();
  const toast = useToast();
  const [asks, setAsks] = useState(false);
  const close = useWrite(
    (_: null, header) =>
      must(api.POST("/api/v1/calls/{call}/close", { params: { path: { call: call.call }, header }, body: {} })),
    () => {
      setAsks(false);
      toast(t("rounds.now_closed"));
    },
  );
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: "/officer/rounds", title: t("nav.rounds") }]}
        title={t("programme.call", { call: call.call })}
        lead={pick(call.names) || call.programme}
        actions={
          isOpen(call) && (
            <Button look="danger" onClick={() => setAsks(true)}>
              {t("action.close_call")}
            </Button>
          )
        }
      />
      <Card>
        <Facts
          rows={[
            [t("rounds.method"), name("method", call.method)],
            [t("rounds.opens"), call.opens && instant(call.opens)],
            [t("rounds.closes"), call.closes && instant(call.closes)],
            [t("budget.lines"), listed(call.budget_lines, (each) => each.replace(":", " "), language)],
            [t("rounds.policy"), call.policy],
            [t("rounds.commitment"), call.seed_commitment && <code key="c">{call.seed_commitment}</code>],
            [t("rounds.seed"), call.seed && <code key="s">{call.seed}</code>],
          ]}
        />
      </Card>
      {call.method === "batch" && <SharingOut call={call} />}
      {asks && (
        <Ask
          title={t("ask.close_call")}
          look="danger"
          confirm={t("action.close_call")}
          busy={close.isPending}
          error={close.error}
          onConfirm={() => close.mutate(null)}
          onClose={() => setAsks(false)}
        >
          <p>{t("ask.close_call_lead")}</p>
        </Ask>
      )}
    </div>
  );
}

function SharingOut({ call }: { call: Call }) {
  const { t } = useText();
  const toast = useToast();
  const [seed, setSeed] = useState("");
  const [asks, setAsks] = useState(false);
  const body = seed.trim() ? { seed: seed.trim() } : {};
  const preview = useMutation({
    mutationFn: () =>
      must(
        api.POST("/api/v1/calls/{call}/allocation", {
          params: {
            path: { call: call.call },
            query: { dry_run: true },
            header: { "Idempotency-Key": crypto.randomUUID() },
          },
          body,
        }),
      ),
  });
  const share = useWrite(
    (input: { seed?: string }, header) =>
      must(api.POST("/api/v1/calls/{call}/allocation", { params: { path: { call: call.call }, header }, body: input })),
    () => {
      setAsks(false);
      toast(t("rounds.shared"));
    },
  );
  return (
    <Section title={t("rounds.sharing")}>
      <p className="soft">{t("rounds.sharing_lead")}</p>
      {call.seed_commitment && <TextField label={t("rounds.seed")} value={seed} onValue={setSeed} />}
      <div className="row">
        <Button onClick={() => preview.mutate()} off={preview.isPending}>
          {t("action.preview")}
        </Button>
        {preview.data && preview.data.results.length > 0 && (
          <Button look="primary" onClick={() => setAsks(true)}>
            {t("action.share_out")}
          </Button>
        )}
      </div>
      {preview.error && <ProblemBox error={preview.error} />}
      {preview.data?.results.length === 0 && <Empty title={t("rounds.nobody")}>{t("rounds.nobody_lead")}</Empty>}
      {preview.data && preview.data.results.length > 0 && <Preview call={call} results={preview.data.results} />}
      {asks && (
        <Ask
          title={t("ask.share_out")}
          confirm={t("action.share_out")}
          busy={share.isPending}
          error={share.error}
          onConfirm={() => share.mutate(body)}
          onClose={() => setAsks(false)}
        >
          <p>{t("ask.share_out_lead")}</p>
        </Ask>
      )}
    </Section>
  );
}
