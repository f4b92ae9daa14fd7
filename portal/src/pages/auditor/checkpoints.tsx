// What the authority signed about its journal: the newest checkpoint, and whether the journal still has the past of one
// that was kept. This browser keeps each checkpoint that it has seen; others come as a file or as text.
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, must, saveBytes } from "../../api/client";
import { useFigures } from "../../app/figures";
import { parseCheckpoint } from "../../lib/proof";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { TextArea } from "../../ui/field";
import { Download } from "../../ui/icons";
import { Card, Facts, PageHead, Section } from "../../ui/page";
import { Empty, Loaded, ProblemBox } from "../../ui/state";
import { DataTable } from "../../ui/table";
import { keepCheckpoint, keptCheckpoints, type Kept } from "./kept";
import { SignatureVerdict, Verdict } from "./verdict";
import { compareWith, signatureOf, type Compared } from "./verify";

export function Checkpoints() {
  const { t } = useText();
  const newest = useQuery({
    queryKey: ["checkpoint"],
    queryFn: () => must(api.GET("/api/v1/journal/checkpoint")),
  });
  return (
    <div className="stack loose">
      <PageHead title={t("nav.checkpoints")} lead={t("checkpoint.lead")} />
      <Loaded from={newest} lines={6}>
        {(data) => (
          <>
            <Newest note={data.checkpoint} publicKey={data.public_key} />
            <Compare publicKey={data.public_key} note={data.checkpoint} />
          </>
        )}
      </Loaded>
    </div>
  );
}

function Newest({ note, publicKey }: { note: string; publicKey: string }) {
  const { t } = useText();
  const { count } = useFigures();
  const signature = useQuery({ queryKey: ["signature", note], queryFn: () => signatureOf(note, publicKey) });
  const checkpoint = parseCheckpoint(note);
  if (!checkpoint) return <Empty title={t("checkpoint.none")}>{t("checkpoint.none_lead")}</Empty>;
  const save = () => saveBytes(new Blob([note], { type: "text/plain" }), `checkpoint-${checkpoint.size}.txt`);
  return (
    <Card
      title={t("checkpoint.newest")}
      aside={
        <Button small onClick={save}>
          <Download className="glyph" />
          {t("checkpoint.save")}
        </Button>
      }
    >
      <div className="stack">
        <Loaded from={signature} lines={2}>
          {(state) => <SignatureVerdict signature={state} publicKey={publicKey} />}
        </Loaded>
        <Facts
          rows={[
            [t("checkpoint.origin"), checkpoint.origin],
            [t("checkpoint.size"), count(checkpoint.size.toString())],
            [
              t("checkpoint.text"),
              <pre key="text" className="words mono">
                {note.trim()}
              </pre>,
            ],
          ]}
        />
      </div>
    </Card>
  );
}

function Compare({ note, publicKey }: { note: string; publicKey: string }) {
  const { t } = useText();
  const [text, setText] = useState("");
  const [kept, setKept] = useState<readonly Kept[]>(keptCheckpoints);
  const compare = useMutation({ mutationFn: (earlier: string) => compareWith(earlier, publicKey) });
  useEffect(() => setKept(keepCheckpoint(note, new Date())), [note]);
  return (
    <Section title={t("checkpoint.compare")}>
      <p className="soft">{t("checkpoint.compare_lead")}</p>
      {compare.data && <Outcome compared={compare.data} publicKey={publicKey} />}
      {compare.error && <ProblemBox error={compare.error} />}
      <KeptTable kept={kept} onCompare={compare.mutate} />
      <Card title={t("checkpoint.other")}>
        <div className="stack">
          <TextArea label={t("checkpoint.paste")} hint={t("checkpoint.paste_hint")} value={text} onValue={setText} />
          <div>
            <Button
              off={text.trim() === "" || compare.isPending}
              onClick={() => compare.mutate(`${text.replaceAll("\r", "").trim()}\n`)}
            >
              {t("checkpoint.compare_do")}
            </Button>
          </div>
        </div>
      </Card>
    </Section>
  );
}

function KeptTable(props: { kept: readonly Kept[]; onCompare: (note: string) => void }) {
  const { t } = useText();
  const { count, instant } = useFigures();
  return (
    <DataTable
      label={t("checkpoint.kept")}
      items={props.kept}
      rowKey={(each) => each.note}
      columns={[
        { title: t("checkpoint.size"), cell: (each) => count(parseCheckpoint(each.note)?.size.toString() ?? "0") },
        { title: t("checkpoint.seen"), cell: (each) => instant(each.seen) },
        { title: t("proof.root"), cell: (each) => <code className="small">{each.note.split("\n")[2]}</code> },
        {
          title: t("checkpoint.check"),
          deed: true,
          cell: (each) => (
            <Button small onClick={() => props.onCompare(each.note)}>
              {t("checkpoint.compare_do")}
            </Button>
          ),
        },
      ]}
    />
  );
}

function Outcome({ compared, publicKey }: { compared: Compared; publicKey: string }) {
  const { t } = useText();
  const { outcome, signature, earlier, later } = compared;
  return (
    <div className="stack" role="status">
      <Verdict
        good={outcome === "same_past"}
        title={t(`consistency.${outcome}`, { earlier, later })}
        lead={t(`consistency.${outcome}_lead`, { earlier, later })}
      />
      {outcome !== "unreadable" && <SignatureVerdict signature={signature} publicKey={publicKey} />}
    </div>
  );
}
