// The officer records whether chips are domestic, by test and day, and sets the path to the target.
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, must } from "../../api/client";
import type { OriginTest } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Choices, Select, TextField } from "../../ui/field";
import { Card, PageHead, Section } from "../../ui/page";
import { Empty, Loaded, ProblemBox } from "../../ui/state";
import { DataTable } from "../../ui/table";
import { useToast } from "../../ui/toast";
import { useChipNames, useResources } from "../../ui/resources";

const TESTS: readonly OriginTest[] = [
  "origin_of_goods",
  "security_evaluation",
  "procurement_list",
  "ownership_control",
  "quota",
];

export function Origins() {
  const { t } = useText();
  return (
    <div className="stack loose">
      <PageHead title={t("nav.origins")} lead={t("origins.lead")} />
      <div className="columns even">
        <RecordOrigin />
        <SetTarget />
      </div>
      <Targets />
      <Records />
    </div>
  );
}

function useTest() {
  const { name } = useText();
  const [test, setTest] = useState<OriginTest>("origin_of_goods");
  const select = {
    value: test,
    onValue: (value: string) => setTest(TESTS.find((each) => each === value) ?? "origin_of_goods"),
    choices: TESTS.map((each) => ({ value: each, label: name("origin_test", each) })),
  };
  return { test, select };
}

function RecordOrigin() {
  const { t } = useText();
  const toast = useToast();
  const chips = useResources().filter((each) => each.kind === "accelerator");
  const { test, select } = useTest();
  const [chip, setChip] = useState("");
  const [passes, setPasses] = useState<boolean | undefined>(undefined);
  const [from, setFrom] = useState("");
  const [source, setSource] = useState("");
  const [tried, setTried] = useState(false);
  const record = useWrite(
    (body: { chip: string; test: OriginTest; passes: boolean; from: string; source: string }, header) =>
      must(api.POST("/api/v1/origins", { params: { header }, body })),
    () => {
      toast(t("origins.recorded"));
      setSource("");
      setTried(false);
    },
  );
  const missing = (good: boolean) => (tried && !good ? t("field.missing") : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!chip || passes === undefined || !from || !source.trim() || record.isPending) return;
    record.mutate({ chip, test, passes, from, source: source.trim() });
  };
  return (
    <Card title={t("origins.record")}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="soft">{t("origins.record_lead")}</p>
        <Select
          label={t("chips.model")}
          value={chip}
          onValue={setChip}
          wrong={missing(chip !== "")}
          choices={[{ value: "", label: t("people.choose") }, ...chips]}
        />
        <Select label={t("reliance.test")} {...select} />
        <Choices
          label={t("chips.result")}
          choices={[
            { value: "passes", label: t("chips.passes") },
            { value: "fails", label: t("chips.fails") },
          ]}
          values={passes === undefined ? [] : [passes ? "passes" : "fails"]}
          onValues={([value]) => setPasses(value === "passes")}
          wrong={missing(passes !== undefined)}
        />
        <TextField
          label={t("origins.from")}
          type="date"
          value={from}
          onValue={setFrom}
          hint={t("origins.from_hint")}
          wrong={missing(from !== "")}
        />
        <TextField
          label={t("chips.source")}
          value={source}
          onValue={setSource}
          maxLength={170}
          hint={t("origins.source_hint")}
          wrong={missing(source.trim() !== "")}
        />
        {record.error && <ProblemBox error={record.error} />}
        <div>
          <Button type="submit" look="primary" off={record.isPending}>
            {t("origins.record_do")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

interface Step {
  test: OriginTest;
  by: string;
  share?: string;
  source: string;
}

function useTarget(onDone: () => void) {
  return useWrite(
    (body: Step, header) => must(api.POST("/api/v1/domestic-targets", { params: { header }, body })),
    onDone,
  );
}

function SetTarget() {
  const { t } = useText();
  const toast = useToast();
  const { test, select } = useTest();
  const [by, setBy] = useState("");
  const [share, setShare] = useState("");
  const [source, setSource] = useState("");
  const [tried, setTried] = useState(false);
  const set = useTarget(() => {
    toast(t("targets.done"));
    setTried(false);
  });
  const goodShare = /^(100(\.0)?|\d{1,2}(\.\d)?)$/.test(share) && Number(share) > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!by || !goodShare || !source.trim() || set.isPending) return;
    set.mutate({ test, by, share: `${share}%`, source: source.trim() });
  };
  const missing = (good: boolean) => (tried && !good ? t("field.missing") : undefined);
  return (
    <Card title={t("targets.set")}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="soft">{t("targets.set_lead")}</p>
        <Select label={t("reliance.test")} {...select} />
        <TextField
          label={t("targets.share")}
          inputMode="decimal"
          unit="%"
          value={share}
          onValue={setShare}
          wrong={tried && !goodShare ? t("targets.bad_share") : undefined}
        />
        <TextField label={t("targets.by")} type="date" value={by} onValue={setBy} wrong={missing(by !== "")} />
        <TextField
          label={t("chips.source")}
          value={source}
          onValue={setSource}
          maxLength={170}
          wrong={missing(source.trim() !== "")}
        />
        {set.error && <ProblemBox error={set.error} />}
        <div>
          <Button type="submit" look="primary" off={set.isPending}>
            {t("targets.set_do")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Targets() {
  const { t, name } = useText();
  const { date } = useFigures();
  const toast = useToast();
  const targets = useQuery({
    queryKey: ["domestic-targets"],
    queryFn: () => must(api.GET("/api/v1/domestic-targets", { params: { query: { limit: 1000 } } })),
  });
  const remove = useTarget(() => toast(t("targets.removed")));
  return (
    <Section title={t("targets.path")}>
      {remove.error && <ProblemBox error={remove.error} />}
      <Loaded from={targets}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={t("targets.none")}>{t("targets.none_lead")}</Empty>
          ) : (
            <DataTable
              label={t("targets.path")}
              items={data.items}
              rowKey={(row) => `${row.test} ${row.by}`}
              columns={[
                { title: t("reliance.test"), cell: (row) => name("origin_test", row.test) },
                { title: t("targets.by"), cell: (row) => date(row.by) },
                { title: t("targets.share"), cell: (row) => row.target_share, figure: true },
                { title: t("chips.source"), cell: (row) => row.source },
                {
                  title: t("targets.remove"),
                  deed: true,
                  cell: (row) => (
                    <Button
                      small
                      off={remove.isPending}
                      onClick={() => remove.mutate({ test: row.test, by: row.by, source: row.source })}
                    >
                      {t("targets.remove")}
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </Section>
  );
}

function Records() {
  const { t, name } = useText();
  const { date } = useFigures();
  const chips = useChipNames();
  const origins = useQuery({
    queryKey: ["origins"],
    queryFn: () => must(api.GET("/api/v1/origins", { params: { query: { limit: 1000 } } })),
  });
  return (
    <Section title={t("origins.all")}>
      <Loaded from={origins}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={t("origins.none")}>{t("origins.none_lead")}</Empty>
          ) : (
            <DataTable
              label={t("origins.all")}
              items={data.items}
              rowKey={(row) => String(data.items.indexOf(row))}
              file={{ path: "/api/v1/origins", name: "origins" }}
              columns={[
                { title: t("chips.model"), cell: (row) => chips.chip(row.chip) },
                { title: t("reliance.test"), cell: (row) => name("origin_test", row.test) },
                { title: t("chips.result"), cell: (row) => t(row.passes ? "chips.passes" : "chips.fails") },
                { title: t("origins.from"), cell: (row) => date(row.from) },
                { title: t("chips.source"), cell: (row) => row.source },
              ]}
            />
          )
        }
      </Loaded>
    </Section>
  );
}
