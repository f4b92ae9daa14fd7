// One person: roles given and taken away, a new password, and erasure from the register.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, must } from "../../api/client";
import type { Person } from "../../api/types";
import { useFigures } from "../../app/figures";
import { newPassword } from "../../lib/password";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { Ask } from "../../ui/dialog";
import { Card, Facts, PageHead } from "../../ui/page";
import { Secret } from "../../ui/secret";
import { Loaded } from "../../ui/state";
import { useToast } from "../../ui/toast";
import { Locked } from "./people";
import { Roles } from "./roles";

export function PersonPage(props: { person: string }) {
  const { t } = useText();
  const [erasing, setErasing] = useState(false);
  const person = useQuery({
    enabled: !erasing, // news of the journal must not ask for who is just being erased
    queryKey: ["person", props.person],
    queryFn: () => must(api.GET("/api/v1/people/{person}", { params: { path: { person: props.person } } })),
  });
  return (
    <Loaded from={person} lines={8}>
      {(data) => (
        <div className="stack loose">
          <PageHead
            crumbs={[{ href: "/admin", title: t("nav.people") }]}
            title={data.name || data.person}
            lead={
              <span className="row">
                <code>{data.person}</code>
                <Locked person={data} />
              </span>
            }
          />
          <div className="columns even">
            <About person={data} />
            <Password person={data} />
          </div>
          <Roles person={data} />
          <Erase person={data} onErasing={setErasing} />
        </div>
      )}
    </Loaded>
  );
}

function About({ person }: { person: Person }) {
  const { t } = useText();
  const { dayOf } = useFigures();
  return (
    <Card title={t("people.about")}>
      <Facts
        rows={[
          [t("people.email"), person.email],
          [t("people.language"), person.language.startsWith("zh") ? "中文" : person.language && "English"],
          [t("people.since"), dayOf(person.created_at)],
          [
            t("account.second"),
            <Chip key="second" tone={person.second_factor ? "good" : "warn"}>
              {t(person.second_factor ? "account.is_on" : "account.is_off")}
            </Chip>,
          ],
        ]}
      />
    </Card>
  );
}

function Password({ person }: { person: Person }) {
  const { t } = useText();
  const [asks, setAsks] = useState(false);
  const name = person.name || person.person;
  const reset = useMutation({
    mutationFn: async (password: string) => {
      const path = { person: person.person };
      await must(api.POST("/api/v1/people/{person}/reset-password", { params: { path }, body: { password } }));
      return password;
    },
    onSuccess: () => setAsks(false),
  });
  return (
    <Card title={t("account.password")}>
      <div className="stack">
        {reset.data === undefined ? (
          <p className="soft">{t("people.reset_lead")}</p>
        ) : (
          <Secret title={t("people.new_password", { name })} secret={reset.data} />
        )}
        <div>
          <Button onClick={() => setAsks(true)}>{t("people.reset")}</Button>
        </div>
      </div>
      {asks && (
        <Ask
          title={t("ask.reset_password", { name })}
          confirm={t("people.reset")}
          busy={reset.isPending}
          error={reset.error}
          onConfirm={() => reset.mutate(newPassword())}
          onClose={() => setAsks(false)}
        >
          <p>{t("ask.reset_password_lead")}</p>
        </Ask>
      )}
    </Card>
  );
}

function Erase({ person, onErasing }: { person: Person; onErasing: (erasing: boolean) => void }) {
  const { t } = useText();
  const queries = useQueryClient();
  const toast = useToast();
  const [, go] = useLocation();
  const [asks, setAsks] = useState(false);
  const name = person.name || person.person;
  const erase = useMutation({
    mutationFn: () => must(api.DELETE("/api/v1/people/{person}", { params: { path: { person: person.person } } })),
    onMutate: () => onErasing(true),
    onError: () => onErasing(false),
    onSuccess: () => {
      toast(t("people.erased", { name }));
      go("/admin");
      queries.removeQueries({ queryKey: ["person", person.person] });
      void queries.invalidateQueries();
    },
  });
  const holdsRoles = person.roles.length > 0;
  return (
    <Card title={t("people.erase")}>
      <div className="stack">
        <p className="soft">{t(holdsRoles ? "people.erase_roles_first" : "people.erase_lead")}</p>
        <div>
          <Button look="danger" off={holdsRoles} onClick={() => setAsks(true)}>
            {t("people.erase")}
          </Button>
        </div>
      </div>
      {asks && (
        <Ask
          title={t("ask.erase", { name })}
          look="danger"
          confirm={t("people.erase")}
          typed={person.person}
          busy={erase.isPending}
          error={erase.error}
          onConfirm={() => erase.mutate()}
          onClose={() => setAsks(false)}
        >
          <p>{t("ask.erase_lead")}</p>
        </Ask>
      )}
    </Card>
  );
}
