// Publishing a programme: a file is checked, compared with what is published and tried on past applications first.
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button as AriaButton, DropZone, FileTrigger, Text } from "react-aria-components";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import type { PolicyCheck } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { isForEver, sum } from "../../lib/format";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Ask } from "../../ui/dialog";
import { Alert, CheckCircle } from "../../ui/icons";
import { TextArea } from "../../ui/field";
import { Card, PageHead, Section, Tiles } from "../../ui/page";
import { Empty, ProblemBox } from "../../ui/state";
import { DataTable, ListTable } from "../../ui/table";
import { useToast } from "../../ui/toast";

const YAML = { "Content-Type": "application/yaml" };
const asIs = (body: unknown) => body as string;

export function Rules() {
  const { t } = useText();
  const [file, setFile] = useState<{ name: string; text: string } | undefined>(undefined);
  const check = useMutation({
    mutationFn: (body: string) =>
      must(api.POST("/api/v1/policies/check", { body, bodySerializer: asIs, headers: YAML })),
  });
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    const text = await chosen.text();
    setFile({ name: chosen.name, text });
    check.mutate(text);
  };
  const open = useMutation({
    mutationFn: async (policy: string) =>
      must(api.GET("/api/v1/policies/{policy}/file", { params: { path: { policy } }, parseAs: "text" })),
    onSuccess: (text, policy) => {
      check.reset();
      setFile({ name: policy, text: String(text) });
    },
  });
  return (
    <div className="stack loose">
      <PageHead title={t("nav.rules")} lead={t("rules.lead")} />
      <DropZone
        className="empty"
        onDrop={(event) => {
          const item = event.items.find((each) => each.kind === "file");
          if (item) void item.getFile().then(take);
        }}
      >
        <Text slot="label">{file ? t("rules.file", { name: file.name }) : t("rules.drop")}</Text>
        <FileTrigger acceptedFileTypes={[".yaml", ".yml"]} onSelect={(files) => void take(files?.[0])}>
          <AriaButton className="button primary">{t("rules.choose")}</AriaButton>
        </FileTrigger>
      </DropZone>
      {open.error && <ProblemBox error={open.error} />}
      {file && (
        <Editor
          text={file.text}
          busy={check.isPending}
          onText={(text) => setFile({ ...file, text })}
          onTry={() => check.mutate(file.text)}
        />
      )}
      {check.error && <ProblemBox error={check.error} />}
      {file && check.data && <Checked check={check.data} text={file.text} isTried={check.variables === file.text} />}
      <Published onTry={open.mutate} />
    </div>
  );
}

// A rule is tried as often as one likes: the text is checked, compared and run over past applications; nothing is kept.
function Editor(props: { text: string; busy: boolean; onText: (text: string) => void; onTry: () => void }) {
  const { t } = useText();
  return (
    <Card title={t("rules.try")}>
      <div className="stack">
        <TextArea
          label={t("rules.text")}
          hint={t("rules.text_hint")}
          value={props.text}
          onValue={props.onText}
          rows={18}
          code
        />
        <div>
          <Button look="primary" onClick={props.onTry} off={props.busy}>
            {t(props.busy ? "state.working" : "rules.try_do")}
          </Button>
        </div>
      </div>
    </Card>
  );
}

function Checked({ check, text, isTried }: { check: PolicyCheck; text: string; isTried: boolean }) {
  const { t } = useText();
  const { count } = useFigures();
  const toast = useToast();
  const [asks, setAsks] = useState(false);
  const publish = useWrite(
    (body: string, header) =>
      must(api.POST("/api/v1/policies", { params: { header }, body, bodySerializer: asIs, headers: YAML })),
    () => {
      setAsks(false);
      toast(t("rules.published_now"));
    },
  );
  const named = { programme: check.programme, version: check.version };
  return (
    <div className="stack loose">
      <div className={`message ${check.valid ? "good" : "bad"}`}>
        {check.valid ? <CheckCircle /> : <Alert />}
        <strong>{t(check.valid ? "rules.valid" : "rules.invalid", named)}</strong>
        <p>
          {check.compared_with ? t("rules.compared", { policy: check.compared_with }) : t("rules.first_version")}{" "}
          {check.applications_compared > 0 && t("rules.tried", { n: count(check.applications_compared) })}
        </p>
      </div>
      {check.problems.length > 0 && <Problems check={check} />}
      {check.warnings.length > 0 && (
        <Card title={t("rules.warnings")}>
          <ul>
            {check.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Card>
      )}
      <Changes check={check} />
      {check.valid && (
        <div>
          <Button look="primary" onClick={() => setAsks(true)} off={!isTried}>
            {t("action.publish")}
          </Button>
          {!isTried && <p className="soft">{t("rules.changed_since")}</p>}
        </div>
      )}
      {asks && (
        <Ask
          title={t("ask.publish", named)}
          confirm={t("action.publish")}
          busy={publish.isPending}
          error={publish.error}
          onConfirm={() => publish.mutate(text)}
          onClose={() => setAsks(false)}
        >
          <p>{t("ask.publish_lead")}</p>
        </Ask>
      )}
    </div>
  );
}

function Problems({ check }: { check: PolicyCheck }) {
  const { t, pick } = useText();
  const said = (each: PolicyCheck["problems"][number]) =>
    `${pick({ en: each.message, zh: each.message_zh })} ${pick({ en: each.hint, zh: each.hint_zh })}`;
  return (
    <DataTable
      label={t("rules.problems")}
      items={check.problems}
      rowKey={(each) => `${each.line}:${each.column}:${each.message}`}
      columns={[
        { title: t("rules.line"), cell: (each) => each.line, figure: true },
        { title: t("rules.field"), cell: (each) => <code>{each.field}</code> },
        { title: t("rules.problem"), cell: said },
      ]}
    />
  );
}

function Changes({ check }: { check: PolicyCheck }) {
  const { t, name } = useText();
  const { amount, count } = useFigures();
  const before = sum(check.decided_otherwise.map((each) => each.amount_before));
  const after = sum(check.decided_otherwise.map((each) => each.amount_after));
  return (
    <>
      {check.changes.length > 0 && (
        <Section title={t("rules.changes")}>
          <DataTable
            label={t("rules.changes")}
            items={check.changes}
            rowKey={(each) => each.field}
            columns={[
              { title: t("rules.field"), cell: (each) => <code>{each.field}</code> },
              { title: t("rules.before"), cell: (each) => <del>{each.before}</del> },
              { title: t("rules.after"), cell: (each) => <ins>{each.after}</ins> },
            ]}
          />
        </Section>
      )}
      {check.decided_otherwise.length > 0 && (
        <Section title={t("rules.otherwise")}>
          <p className="soft">{t("rules.otherwise_lead")}</p>
          <Tiles
            tiles={[
              {
                name: t("rules.otherwise_count"),
                figure: count(check.decided_otherwise.length),
                note: t("rules.of_tried", { n: count(check.applications_compared) }),
              },
              { name: t("rules.amount_before"), figure: amount(before) },
              { name: t("rules.amount_after"), figure: amount(after) },
              { name: t("rules.difference"), figure: amount(sum([after, `-${before}`])) },
            ]}
          />
          <DataTable
            label={t("rules.otherwise")}
            items={check.decided_otherwise}
            rowKey={(each) => each.application}
            columns={[
              {
                title: t("application.title"),
                cell: (each) => (
                  <Link href={`/officer/applications/${encodeURIComponent(each.application)}`}>{each.application}</Link>
                ),
              },
              { title: t("rules.before"), cell: (each) => name("decision", each.before) },
              { title: t("rules.after"), cell: (each) => name("decision", each.after) },
              { title: t("rules.amount_before"), cell: (each) => amount(each.amount_before), figure: true },
              { title: t("rules.amount_after"), cell: (each) => amount(each.amount_after), figure: true },
            ]}
          />
        </Section>
      )}
    </>
  );
}

function Published({ onTry }: { onTry: (policy: string) => void }) {
  const { t } = useText();
  const { date } = useFigures();
  const list = useList(["policies"], (cursor) =>
    must(api.GET("/api/v1/policies", { params: { query: cursor ? { cursor } : {} } })),
  );
  return (
    <Section title={t("rules.published")}>
      <ListTable
        label={t("rules.published")}
        list={list}
        empty={<Empty title={t("rules.none")} />}
        rowKey={(each) => each.policy}
        file={{ path: "/api/v1/policies", name: "policies" }}
        columns={[
          { title: t("rules.policy"), cell: (each) => each.policy },
          { title: t("rules.effective"), cell: (each) => (each.effective_from ? date(each.effective_from) : "–") },
          {
            title: t("rules.until"),
            cell: (each) =>
              each.valid_until && !isForEver(each.valid_until) ? date(each.valid_until) : t("rates.open_end"),
          },
          {
            title: t("rules.try"),
            deed: true,
            cell: (each) => (
              <Button
                small
                onClick={() => onTry(each.policy)}
                aria-label={t("rules.try_this", { policy: each.policy })}
              >
                {t("rules.try_open")}
              </Button>
            ),
          },
          { title: t("rules.digest"), cell: (each) => <code className="small">{each.document?.slice(0, 16)}</code> },
        ]}
      />
    </Section>
  );
}
