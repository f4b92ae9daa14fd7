// One's own API keys: made, given a new token, ended. A token is shown once.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, must } from "../../api/client";
import type { ApiKey, Role, Session } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Ask } from "../../ui/dialog";
import { Select, TextField } from "../../ui/field";
import { Section } from "../../ui/page";
import { Secret } from "../../ui/secret";
import { Empty, Loaded, ProblemBox } from "../../ui/state";
import { DataTable } from "../../ui/table";
import { useToast } from "../../ui/toast";

interface Shown {
  label: string;
  token: string;
}

export default function ApiKeys({ session }: { session: Session }) {
  const { t } = useText();
  const [shown, setShown] = useState<Shown | undefined>(undefined);
  const keys = useQuery({ queryKey: ["api-keys"], queryFn: () => must(api.GET("/api/v1/api-keys")) });
  return (
    <Section title={t("keys.title")}>
      <p className="soft">{t("keys.lead")}</p>
      {shown && <Secret key={shown.token} title={t("keys.token", { label: shown.label })} secret={shown.token} />}
      <Loaded from={keys}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title={t("keys.none")}>{t("keys.none_lead")}</Empty>
          ) : (
            <KeyTable keys={page.items} onToken={setShown} />
          )
        }
      </Loaded>
      <Make session={session} onToken={setShown} />
    </Section>
  );
}

type Change = "rotate" | "end";

function KeyTable(props: { keys: ApiKey[]; onToken: (shown: Shown) => void }) {
  const { t, name } = useText();
  const { instant } = useFigures();
  const queries = useQueryClient();
  const toast = useToast();
  const [asked, setAsked] = useState<{ change: Change; key: ApiKey } | undefined>(undefined);
  const done = () => {
    setAsked(undefined);
    void queries.invalidateQueries({ queryKey: ["api-keys"] });
  };
  const rotate = useMutation({
    mutationFn: (id: string) => must(api.POST("/api/v1/api-keys/{id}/rotate", { params: { path: { id } }, body: {} })),
    onSuccess: (made) => {
      props.onToken(made);
      done();
    },
  });
  const end = useMutation({
    mutationFn: (id: string) => must(api.DELETE("/api/v1/api-keys/{id}", { params: { path: { id } } })),
    onSuccess: () => {
      toast(t("keys.ended"));
      done();
    },
  });
  const change = asked?.change === "rotate" ? rotate : end;
  return (
    <>
      <DataTable
        label={t("keys.title")}
        items={props.keys}
        rowKey={(each) => each.id}
        columns={[
          { title: t("keys.label"), cell: (each) => each.label },
          { title: t("people.role"), cell: (each) => (each.role ? name("role", each.role) : t("keys.all_roles")) },
          { title: t("keys.made"), cell: (each) => instant(each.created_at) },
          { title: t("keys.used"), cell: (each) => (each.last_used_at ? instant(each.last_used_at) : t("keys.never")) },
          { title: t("keys.ends"), cell: (each) => (each.expires_at ? instant(each.expires_at) : "–") },
          {
            title: t("people.change"),
            deed: true,
            cell: (each) => (
              <span className="row">
                <Button small onClick={() => setAsked({ change: "rotate", key: each })}>
                  {t("keys.rotate")}
                </Button>
                <Button small look="danger" onClick={() => setAsked({ change: "end", key: each })}>
                  {t("keys.end")}
                </Button>
              </span>
            ),
          },
        ]}
      />
      {asked && (
        <Ask
          title={t(`ask.key_${asked.change}`, { label: asked.key.label })}
          look={asked.change === "end" ? "danger" : "primary"}
          confirm={t(`keys.${asked.change}`)}
          busy={change.isPending}
          error={change.error}
          onConfirm={() => change.mutate(asked.key.id)}
          onClose={() => setAsked(undefined)}
        >
          <p>{t(`ask.key_${asked.change}_lead`)}</p>
        </Ask>
      )}
    </>
  );
}

const MONTHS = ["1", "3", "12"] as const;
const MONTH_MS = 30 * 86_400_000;

function Make(props: { session: Session; onToken: (shown: Shown) => void }) {
  const { t, name } = useText();
  const queries = useQueryClient();
  const [label, setLabel] = useState("");
  const [role, setRole] = useState("");
  const [months, setMonths] = useState<string>("3");
  const roles = [...new Set(props.session.roles.map((each) => each.role))];
  const make = useMutation({
    mutationFn: () => {
      const expires_at = months ? new Date(Date.now() + Number(months) * MONTH_MS).toISOString() : null;
      return must(
        api.POST("/api/v1/api-keys", {
          body: { label: label.trim(), role: (role || null) as Role | null, expires_at },
        }),
      );
    },
    onSuccess: (made) => {
      props.onToken(made);
      setLabel("");
      void queries.invalidateQueries({ queryKey: ["api-keys"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (label.trim() !== "" && !make.isPending) make.mutate();
  };
  return (
    <form className="card stack no-print" onSubmit={submit}>
      <h3>{t("keys.make")}</h3>
      <div className="columns even">
        <TextField label={t("keys.label")} hint={t("keys.label_hint")} value={label} onValue={setLabel} />
        <Select
          label={t("keys.may")}
          value={role}
          onValue={setRole}
          choices={[
            { value: "", label: t("keys.all_roles") },
            ...roles.map((each) => ({ value: each, label: name("role", each) })),
          ]}
        />
        <Select
          label={t("keys.ends")}
          value={months}
          onValue={setMonths}
          choices={[
            ...MONTHS.map((each) => ({ value: each, label: t("keys.after_days", { n: Number(each) * 30 }) })),
            { value: "", label: t("keys.no_end") },
          ]}
        />
      </div>
      {make.error && <ProblemBox error={make.error} />}
      <div>
        <Button type="submit" off={make.isPending || label.trim() === ""}>
          {t("keys.make_do")}
        </Button>
      </div>
    </form>
  );
}
