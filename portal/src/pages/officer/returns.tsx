// Giving money back: part of a job's charges, or all of them. Nothing is edited: an adjustment refers to the charge.
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useNames } from "../../api/names";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { plainNumber } from "../../lib/facts";
import { sum } from "../../lib/format";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Ask } from "../../ui/dialog";
import { Select, TextArea, TextField } from "../../ui/field";
import { Card, PageHead, Section, Tiles } from "../../ui/page";
import { Empty, Loaded } from "../../ui/state";
import { ListTable } from "../../ui/table";
import { useToast } from "../../ui/toast";

interface JobName {
  site: string;
  job: string;
}

export function Returns() {
  const { t } = useText();
  const names = useNames();
  const [site, setSite] = useState("");
  const [job, setJob] = useState("");
  const [found, setFound] = useState<JobName | undefined>(undefined);
  const find = (event: FormEvent) => {
    event.preventDefault();
    if (site && job.trim()) setFound({ site, job: job.trim() });
  };
  return (
    <div className="stack loose">
      <PageHead title={t("nav.returns")} lead={t("returns.lead")} />
      <Card title={t("returns.find")}>
        <form className="stack" onSubmit={find}>
          <div className="columns even">
            <Select
              label={t("spending.site")}
              value={site}
              onValue={setSite}
              choices={[{ value: "", label: t("people.choose") }, ...names.sites]}
            />
            <TextField label={t("usage.job")} hint={t("returns.job_hint")} value={job} onValue={setJob} />
          </div>
          <div>
            <Button type="submit" off={!site || !job.trim()}>
              {t("returns.find_do")}
            </Button>
          </div>
        </form>
      </Card>
      {found && <Bill key={`${found.site}:${found.job}`} {...found} />}
      <Adjustments />
    </div>
  );
}

function Bill({ site, job }: JobName) {
  const { t, language } = useText();
  const { exact } = useFigures();
  const bill = useQuery({
    queryKey: ["explanation", site, job, language],
    queryFn: () => must(api.GET("/api/v1/sites/{site}/jobs/{job}/explanation", { params: { path: { site, job } } })),
  });
  return (
    <Loaded from={bill} lines={5}>
      {(data) => {
        const all = (pick: (charge: (typeof data.charges)[number]) => string | null) =>
          sum(data.charges.map((charge) => pick(charge) ?? "0"));
        const left = sum([all((each) => each.gross), `-${all((each) => each.refunded)}`]);
        return (
          <Section title={t("usage.job_title", { job })}>
            <Tiles
              tiles={[
                { name: t("usage.gross"), figure: exact(all((each) => each.gross)) },
                { name: t("spending.covered"), figure: exact(all((each) => each.covered_money)) },
                { name: t("returns.returned"), figure: exact(all((each) => each.refunded)) },
                { name: t("returns.left"), figure: exact(left) },
              ]}
            />
            <details>
              <summary>{t("usage.how")}</summary>
              <pre className="words">{data.text || data.lines.join("\n")}</pre>
            </details>
            <GiveBack site={site} job={job} left={left} />
          </Section>
        );
      }}
    </Loaded>
  );
}

interface Refund {
  gross?: string;
  reason: string;
}

function GiveBack({ site, job, left }: JobName & { left: string }) {
  const { t } = useText();
  const { exact } = useFigures();
  const toast = useToast();
  const [amount, setAmount] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const [asks, setAsks] = useState(false);
  const given = plainNumber(amount);
  const good = given === "" || /^\d+(\.\d{1,6})?$/.test(given);
  const refund = useWrite(
    (input: Refund, header) =>
      must(
        api.POST("/api/v1/refunds", {
          params: { header },
          body: { refund: `R-${header["Idempotency-Key"].slice(0, 8)}`, site, job, ...input },
        }),
      ),
    () => {
      setAsks(false);
      setAmount("");
      setReason("");
      setTried(false);
      toast(t("returns.done"));
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (good && reason.trim()) setAsks(true);
  };
  return (
    <Card title={t("returns.give")}>
      <form className="stack" onSubmit={submit} noValidate>
        <TextField
          label={t("propose.amount")}
          hint={t("returns.all_hint", { amount: exact(left) })}
          inputMode="decimal"
          optional
          value={amount}
          onValue={setAmount}
          wrong={tried && !good ? t("field.bad_number") : undefined}
        />
        <TextArea
          label={t("field.reason")}
          rows={2}
          value={reason}
          onValue={setReason}
          wrong={tried && !reason.trim() ? t("field.reason_missing") : undefined}
        />
        <div>
          <Button type="submit">{t("returns.give_do")}</Button>
        </div>
      </form>
      {asks && (
        <Ask
          title={t("ask.give_back", { amount: exact(given || left) })}
          confirm={t("returns.give_do")}
          busy={refund.isPending}
          error={refund.error}
          onConfirm={() => refund.mutate({ reason: reason.trim(), ...(given ? { gross: given } : {}) })}
          onClose={() => setAsks(false)}
        >
          <p>{t("ask.give_back_lead")}</p>
        </Ask>
      )}
    </Card>
  );
}

function Adjustments() {
  const { t } = useText();
  const names = useNames();
  const { amount, month } = useFigures();
  const list = useList(["adjustments"], (cursor) =>
    must(api.GET("/api/v1/adjustments", { params: { query: { sort: "-month", ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <Section title={t("returns.list")}>
      <ListTable
        label={t("returns.list")}
        list={list}
        empty={<Empty title={t("returns.none")} />}
        rowKey={(each) => each.adjustment}
        file={{ path: "/api/v1/adjustments", query: { sort: "-month" }, name: "adjustments" }}
        columns={[
          { title: t("returns.adjustment"), cell: (each) => each.adjustment },
          { title: t("statements.month"), cell: (each) => (each.month ? month(each.month) : "–") },
          { title: t("spending.site"), cell: (each) => names.site(each.site) },
          { title: t("usage.job"), cell: (each) => <code>{each.job}</code> },
          { title: t("application.organisation"), cell: (each) => names.organisation(each.organisation) },
          { title: t("field.reason"), cell: (each) => each.reason },
          { title: t("usage.gross"), cell: (each) => amount(each.gross), figure: true },
          { title: t("spending.covered"), cell: (each) => amount(each.covered_money), figure: true },
        ]}
      />
    </Section>
  );
}
