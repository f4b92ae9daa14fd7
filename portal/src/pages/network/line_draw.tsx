// The draw of a programme whose line is served by lot: the seed that was committed to is revealed, whoever waits gets a
// ticket, and the next draw is committed to. Everything is checked here before it is sent, and the tickets after it.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button as AriaButton, FileTrigger } from "react-aria-components";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import { useWrite } from "../../api/write";
import { fileText } from "../../lib/file_text";
import { commitmentTo, isSeed, ticketOf } from "../../lib/lot";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { Ask } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { CheckCircle } from "../../ui/icons";
import { NewSeed } from "../../ui/seed";
import { Loaded } from "../../ui/state";
import { DataTable } from "../../ui/table";
import { useToast } from "../../ui/toast";

export interface Drawn {
  programme: string;
  seed: string;
}

interface DrawProps {
  programme: string;
  commitment: string; // to the seed of this draw
  onDrawn: (drawn: Drawn) => void;
  onClose: () => void;
}

export function Draw({ programme, commitment, onDrawn, onClose }: DrawProps) {
  const { t } = useText();
  const names = useNames();
  const toast = useToast();
  const [seed, setSeed] = useState("");
  const [next, setNext] = useState("");
  const [tried, setTried] = useState(false);
  const value = seed.trim();
  const agrees = useQuery({
    queryKey: ["commitment", value],
    queryFn: async () => (await commitmentTo(value)) === commitment,
    enabled: isSeed(value),
  });
  const wrong =
    value === ""
      ? tried && t("draw.seed_missing")
      : !isSeed(value)
        ? t("draw.seed_wrong")
        : agrees.data === false && t("draw.seed_other");
  const draw = useWrite(
    (input: { seed: string; commitment: string }, header) =>
      must(
        api.POST("/api/v1/programmes/{programme}/draw", {
          params: { path: { programme }, header },
          body: input,
        }),
      ),
    () => {
      toast(t("draw.done"));
      onDrawn({ programme, seed: value });
    },
  );
  return (
    <Ask
      title={t("ask.draw", { programme: names.programme(programme) })}
      confirm={t("draw.do")}
      busy={draw.isPending}
      error={draw.error}
      onConfirm={() => {
        setTried(true);
        if (agrees.data && next !== "") draw.mutate({ seed: value, commitment: next });
      }}
      onClose={onClose}
    >
      <p>{t("ask.draw_lead")}</p>
      <TextField
        label={t("draw.seed")}
        hint={t("draw.seed_hint")}
        value={seed}
        onValue={setSeed}
        wrong={wrong || undefined}
        autoComplete="off"
      />
      <div className="row">
        <FileTrigger
          acceptedFileTypes={[".txt"]}
          onSelect={(files) => files?.[0] && void fileText(files[0]).then(setSeed)}
        >
          <AriaButton className="button small">{t("draw.seed_file")}</AriaButton>
        </FileTrigger>
        {agrees.data && <Chip tone="good">{t("draw.seed_right")}</Chip>}
      </div>
      <NewSeed name={`seed-${programme}-next`} onCommitment={setNext} />
      {tried && next === "" && <p className="wrong">{t("draw.next_missing")}</p>}
    </Ask>
  );
}

// What came of the draw, with every ticket made again from the seed that was revealed.
export function Outcome({ drawn }: { drawn: Drawn }) {
  const { t } = useText();
  const names = useNames();
  const tickets = useQuery({
    queryKey: ["draw", drawn.programme, drawn.seed],
    queryFn: async () => {
      const filter = [`programme=${drawn.programme}`];
      const page = await must(api.GET("/api/v1/waiting-line", { params: { query: { limit: 1000, filter } } }));
      const rows = page.items.filter((each) => each.ticket);
      return Promise.all(
        rows.map(async (row) => ({
          row,
          repeats: (await ticketOf(drawn.seed, drawn.programme, row.wait)) === row.ticket,
        })),
      );
    },
  });
  return (
    <Loaded from={tickets} lines={3}>
      {(all) => (
        <section className="stack" aria-label={t("draw.outcome")}>
          <div className="message good">
            <CheckCircle />
            <strong>{t("draw.revealed", { programme: names.programme(drawn.programme) })}</strong>
            <p>
              <code className="secret">{drawn.seed}</code>
            </p>
            <p className="small">{t("draw.repeat")}</p>
          </div>
          <DataTable
            label={t("draw.outcome")}
            items={[...all].sort((a, b) => (a.row.ticket < b.row.ticket ? -1 : 1))}
            rowKey={({ row }) => row.wait}
            columns={[
              { title: t("draw.wait"), cell: ({ row }) => <code>{row.wait}</code>, value: ({ row }) => row.wait },
              { title: t("reservation.organisation"), cell: ({ row }) => names.organisation(row.organisation) },
              {
                title: t("waiting.ticket"),
                cell: ({ row }) => <code>{row.ticket.slice(0, 16)}…</code>,
                value: ({ row }) => row.ticket,
              },
              {
                title: t("draw.checked"),
                cell: ({ repeats }) =>
                  repeats ? <Chip tone="good">{t("draw.agrees")}</Chip> : <Chip tone="calm">{t("draw.earlier")}</Chip>,
              },
            ]}
          />
        </section>
      )}
    </Loaded>
  );
}

export function DrawButton({ programme, onDraw }: { programme: string; onDraw: () => void }) {
  const { t } = useText();
  const names = useNames();
  return (
    <Button small onClick={onDraw}>
      {t("draw.do")}
      <span className="visually-hidden"> {names.programme(programme)}</span>
    </Button>
  );
}
