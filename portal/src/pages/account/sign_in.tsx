// Sign-in: name and password; the second factor is asked for only where one is set.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useLocation, useSearch } from "wouter";
import { api, must, ProblemError } from "../../api/client";
import { homeOf, keep, sessionQuery, useSession } from "../../app/session";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { TextField } from "../../ui/field";
import { Alert } from "../../ui/icons";
import { PageHead } from "../../ui/page";
import { ProblemBox } from "../../ui/state";

interface Credentials {
  name: string;
  password: string;
  code?: string;
}

// The code by which the server asks for the second factor.
const SECOND_FACTOR = "second_factor_needed";

export default function SignIn() {
  const { t } = useText();
  const [, go] = useLocation();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [asksCode, setAsksCode] = useState(false);
  const signIn = useMutation({
    mutationFn: (body: Credentials) => must(api.POST("/api/v1/session", { body })),
    onSuccess: (session) => {
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, keep(session));
      go(homeOf(session));
    },
    onError: (error) => {
      if (error instanceof ProblemError && error.problem.code === SECOND_FACTOR) setAsksCode(true);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!signIn.isPending) signIn.mutate({ name, password, ...(code ? { code: code.trim() } : {}) });
  };
  // Another way in, where the authority has one; what fails there comes back with its code.
  const provider = useSession()?.sign_in.oidc;
  const failed = new URLSearchParams(useSearch()).get("error");
  const firstAsk = asksCode && code === "";
  return (
    <div className="narrow">
      <PageHead title={t(asksCode ? "sign_in.second" : "sign_in.title")} />
      <form className="card stack" onSubmit={submit}>
        {failed && !signIn.error && <Failed code={failed} />}
        {signIn.error && !firstAsk && <ProblemBox error={signIn.error} />}
        {asksCode ? (
          <TextField
            label={t("sign_in.code")}
            hint={t("sign_in.code_hint")}
            value={code}
            onValue={setCode}
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
            required
          />
        ) : (
          <>
            <TextField
              label={t("sign_in.name")}
              value={name}
              onValue={setName}
              autoComplete="username"
              autoCapitalize="none"
              required
            />
            <TextField
              label={t("sign_in.password")}
              type="password"
              value={password}
              onValue={setPassword}
              autoComplete="current-password"
              required
            />
          </>
        )}
        <div className="row">
          <Button type="submit" look="primary" off={signIn.isPending}>
            {t(signIn.isPending ? "state.working" : "action.sign_in")}
          </Button>
          {asksCode && (
            <Button
              look="quiet"
              onClick={() => {
                setAsksCode(false);
                setCode("");
                signIn.reset();
              }}
            >
              {t("action.back")}
            </Button>
          )}
        </div>
        {provider && !asksCode && (
          <>
            <p className="soft">{t("sign_in.or")}</p>
            {/* No page of the portal: the server goes on to the provider. */}
            <a className="button" href={provider.path}>
              {t("sign_in.with", { provider: provider.name })}
            </a>
          </>
        )}
      </form>
    </div>
  );
}

// The provider, or the way there, refused.
function Failed(props: { code: string }) {
  const { t, name } = useText();
  return (
    <div className="message bad" role="alert">
      <Alert />
      <strong>{name("sign_in_error", props.code)}</strong>
      <p className="small soft">{t("problem.code", { code: props.code })}</p>
    </div>
  );
}
