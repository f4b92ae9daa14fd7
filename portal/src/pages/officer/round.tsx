// One call: its dates and rules, closing it, and the round: tried as often as one likes, shared out once, and from then
// on with its results and how anyone can check them.
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, must } from "../../api/client";
import type { Call } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { listed } from "../../lib/format";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Ask } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { Card, Facts, PageHead, Section } from "../../ui/page";
import { Empty, Loaded, ProblemBox } from "../../ui/state";
import { useToast } from "../../ui/toast";
import { isOpen } from "../public/calls";
import { Preview } from "./preview";
import { RoundResult } from "./round_result";
import { CallChip } from "./rounds";

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
        lead={
          <span className="row">
            {pick(call.names) || call.programme}
            <CallChip call={call} />
          </span>
        }
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
            [
              t("rounds.commitment"),
              !call.shared_out && call.seed_commitment && <code key="commitment">{call.seed_commitment}</code>,
            ],
          ]}
        />
      </Card>
      {call.method === "batch" && (call.shared_out ? <RoundResult call={call} /> : <SharingOut call={call} />)}
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
      {preview.data && preview.data.results.length > 0 && (
        <Preview call={call} results={preview.data.results} budgeted />
      )}
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
