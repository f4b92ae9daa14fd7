// Declaring chips of one model for a stretch of days.
import { useState, type FormEvent } from "react";
import { api, must } from "../../api/client";
import { useWrite } from "../../api/write";
import { dayAfter } from "../../lib/day";
import { plainNumber } from "../../lib/facts";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Select, TextField } from "../../ui/field";
import { Card } from "../../ui/page";
import { useResources } from "../../ui/resources";
import { ProblemBox } from "../../ui/state";
import { useToast } from "../../ui/toast";

const USES = ["programmes", "own_use", "maintenance"] as const;

interface Input {
  resource: string;
  devices: number;
  from: string;
  until: string;
  use: (typeof USES)[number];
}

export function Declare({ site }: { site: string }) {
  const { t, name } = useText();
  const toast = useToast();
  const chips = useResources().filter((each) => each.kind !== "token");
  const [resource, setResource] = useState("");
  const [devices, setDevices] = useState("");
  const [from, setFrom] = useState("");
  const [last, setLast] = useState("");
  const [use, setUse] = useState<Input["use"]>("programmes");
  const [tried, setTried] = useState(false);
  const declare = useWrite(
    (input: Input, header) => {
      const capacity = `${site}-${input.resource}-${header["Idempotency-Key"].slice(0, 8)}`.replaceAll("/", "-");
      return must(api.POST("/api/v1/capacity", { params: { header }, body: { capacity, site, ...input } }));
    },
    () => {
      toast(t("capacity.declared_now"));
      setDevices("");
      setTried(false);
    },
  );
  const goodCount = /^[1-9]\d*$/.test(plainNumber(devices));
  const goodDays = from !== "" && last !== "" && from <= last;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (resource && goodCount && goodDays && !declare.isPending)
      declare.mutate({ resource, devices: Number(plainNumber(devices)), from, until: dayAfter(last), use });
  };
  const wrong = (good: boolean, text: "field.missing" | "field.bad_count" | "capacity.bad_days") =>
    tried && !good ? t(text) : undefined;
  return (
    <Card title={t("capacity.declare")}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="soft">{t("capacity.declare_lead")}</p>
        <div className="columns even">
          <Select
            label={t("rates.resource")}
            value={resource}
            onValue={setResource}
            wrong={wrong(resource !== "", "field.missing")}
            choices={[{ value: "", label: t("people.choose") }, ...chips]}
          />
          <TextField
            label={t("capacity.devices")}
            inputMode="numeric"
            value={devices}
            onValue={setDevices}
            wrong={wrong(goodCount, "field.bad_count")}
          />
          <TextField label={t("capacity.from")} type="date" value={from} onValue={setFrom} />
          <TextField
            label={t("capacity.until")}
            type="date"
            value={last}
            onValue={setLast}
            wrong={wrong(goodDays, "capacity.bad_days")}
          />
          <Select
            label={t("capacity.use")}
            value={use}
            onValue={(value) => setUse(USES.find((each) => each === value) ?? "programmes")}
            choices={USES.map((each) => ({ value: each, label: name("capacity_use", each) }))}
          />
        </div>
        {declare.error && <ProblemBox error={declare.error} />}
        <div>
          <Button type="submit" look="primary" off={declare.isPending}>
            {t("capacity.declare_do")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
