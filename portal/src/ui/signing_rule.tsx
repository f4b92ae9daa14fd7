// Whether a site has to sign its usage: told to its operator, set by an administrator.
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, must } from "../api/client";
import type { SigningRule } from "../api/types";
import { useWrite } from "../api/write";
import { useFigures } from "../app/figures";
import { useText } from "../text/text";
import { Button } from "./button";
import { Select, TextField } from "./field";
import { Card } from "./page";
import { Loaded, ProblemBox } from "./state";
import { useToast } from "./toast";

export function SigningRuleCard({ site, editable = false }: { site: string; editable?: boolean }) {
  const { t } = useText();
  const rule = useQuery({
    queryKey: ["signing-rule", site],
    queryFn: () => must(api.GET("/api/v1/sites/{site}/signing-rule", { params: { path: { site } } })),
  });
  return (
    <Card title={t("signing_rule.title")}>
      <Loaded from={rule}>
        {(found) => (
          <div className="stack">
            <Told rule={found} />
            {editable && <Setting key={`${found.from} ${found.keep_bodies}`} site={site} rule={found} />}
          </div>
        )}
      </Loaded>
    </Card>
  );
}

function Told({ rule }: { rule: SigningRule }) {
  const { t } = useText();
  const { date } = useFigures();
  return (
    <p>
      {rule.from === null ? t("signing_rule.free") : t("signing_rule.required", { from: date(rule.from) })}{" "}
      {rule.keep_bodies ? t("signing_rule.kept") : t("signing_rule.not_kept")}
    </p>
  );
}

function Setting({ site, rule }: { site: string; rule: SigningRule }) {
  const { t } = useText();
  const toast = useToast();
  const [from, setFrom] = useState(rule.from ?? "");
  const [keep, setKeep] = useState(rule.keep_bodies ? "yes" : "no");
  const set = useWrite(
    (_: undefined, header) => {
      const body = { required: from !== "", ...(from !== "" && { from }), keep_bodies: keep === "yes" };
      return must(api.POST("/api/v1/sites/{site}/signing-rule", { params: { path: { site }, header }, body }));
    },
    () => toast(t("signing_rule.done")),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!set.isPending) set.mutate(undefined);
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <div className="columns even">
        <TextField
          label={t("signing_rule.from")}
          hint={t("signing_rule.from_hint")}
          type="date"
          value={from}
          onValue={setFrom}
        />
        <Select
          label={t("signing_rule.keep")}
          value={keep}
          onValue={setKeep}
          choices={[
            { value: "no", label: t("signing_rule.keep_no") },
            { value: "yes", label: t("signing_rule.keep_yes") },
          ]}
        />
      </div>
      {set.error && <ProblemBox error={set.error} />}
      <div>
        <Button type="submit" off={set.isPending}>
          {t("signing_rule.set")}
        </Button>
      </div>
    </form>
  );
}
