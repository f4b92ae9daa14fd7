// One's own account: roles, password, second factor.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState, type FormEvent } from "react";
import { api, must } from "../../api/client";
import { sessionQuery, useSession } from "../../app/session";
import { useText } from "../../text/text";
import { Button, LinkButton } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { TextField } from "../../ui/field";
import { Card, Facts, PageHead } from "../../ui/page";
import { ProblemBox, Skeleton } from "../../ui/state";
import { useToast } from "../../ui/toast";

// With its questions in dialogs, which the rest of this page does without.
const ApiKeys = lazy(() => import("./api_keys"));

const PASSWORD_MIN = 12;

export default function Account() {
  const { t, name } = useText();
  const session = useSession();
  if (session?.person == null)
    return (
      <>
        <PageHead title={t("state.signed_out")} />
        <LinkButton href="/sign-in" look="primary">
          {t("action.sign_in")}
        </LinkButton>
      </>
    );
  return (
    <div className="stack loose">
      <PageHead title={session.name || session.person} lead={t("account.lead")} />
      <Card title={t("account.roles")}>
        <Facts
          rows={session.roles.map((each) => [
            name("role", each.role),
            each.name || each.scope.key || t("account.whole_authority"),
          ])}
        />
      </Card>
      <div className="columns even">
        <Password />
        <SecondFactor on={session.second_factor} />
      </div>
      {session.roles.length > 0 && (
        <Suspense fallback={<Skeleton lines={4} />}>
          <ApiKeys session={session} />
        </Suspense>
      )}
    </div>
  );
}

function Password() {
  const { t } = useText();
  const toast = useToast();
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const short = next !== "" && next.length < PASSWORD_MIN;
  const change = useMutation({
    mutationFn: () => must(api.PUT("/api/v1/session/password", { body: { old, new: next } })),
    onSuccess: () => {
      toast(t("account.password_changed"));
      setOld("");
      setNext("");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!short && next !== "") change.mutate();
  };
  return (
    <Card title={t("account.password")}>
      <form className="stack" onSubmit={submit}>
        <TextField
          label={t("account.old_password")}
          type="password"
          autoComplete="current-password"
          value={old}
          onValue={setOld}
          required
        />
        <TextField
          label={t("account.new_password")}
          hint={t("account.password_hint", { n: PASSWORD_MIN })}
          wrong={short ? t("account.password_short", { n: PASSWORD_MIN }) : undefined}
          type="password"
          autoComplete="new-password"
          value={next}
          onValue={setNext}
          required
        />
        {change.error && <ProblemBox error={change.error} />}
        <div>
          <Button type="submit" off={change.isPending}>
            {t("account.change_password")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function SecondFactor(props: { on: boolean }) {
  const { t } = useText();
  const toast = useToast();
  const queries = useQueryClient();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const begin = useMutation({
    mutationFn: () => must(api.POST("/api/v1/session/second-factor", { body: { password } })),
  });
  const done = (text: string) => {
    toast(text);
    setPassword("");
    setCode("");
    begin.reset();
    void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  };
  const confirm = useMutation({
    mutationFn: () => must(api.PUT("/api/v1/session/second-factor", { body: { code } })),
    onSuccess: () => done(t("account.second_on")),
  });
  const remove = useMutation({
    mutationFn: () => must(api.DELETE("/api/v1/session/second-factor", { body: { password, code } })),
    onSuccess: () => done(t("account.second_off")),
  });
  const error = begin.error ?? confirm.error ?? remove.error;
  const asksCode = props.on || begin.data !== undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (props.on) remove.mutate();
    else if (begin.data) confirm.mutate();
    else begin.mutate();
  };
  return (
    <Card
      title={t("account.second")}
      aside={<Chip tone={props.on ? "good" : "warn"}>{t(props.on ? "account.is_on" : "account.is_off")}</Chip>}
    >
      <form className="stack" onSubmit={submit}>
        <p className="soft">{t("account.second_lead")}</p>
        {begin.data && (
          <Facts
            rows={[
              [t("account.secret"), <code key="secret">{begin.data.secret}</code>],
              [t("account.secret_uri"), <code key="uri">{begin.data.uri}</code>],
            ]}
          />
        )}
        {!begin.data && (
          <TextField
            label={t("sign_in.password")}
            type="password"
            autoComplete="current-password"
            value={password}
            onValue={setPassword}
            required
          />
        )}
        {asksCode && (
          <TextField
            label={t("sign_in.code")}
            inputMode="numeric"
            autoComplete="one-time-code"
            value={code}
            onValue={setCode}
            required
          />
        )}
        {error && <ProblemBox error={error} />}
        <div>
          <Button type="submit" look={props.on ? "danger" : "plain"}>
            {t(props.on ? "account.second_remove" : begin.data ? "account.second_confirm" : "account.second_begin")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
