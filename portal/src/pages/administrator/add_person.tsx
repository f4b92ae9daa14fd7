// A new person, with a first password that is shown once.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, must } from "../../api/client";
import { newPassword } from "../../lib/password";
import { useText } from "../../text/text";
import { Button, LinkButton } from "../../ui/button";
import { Select, TextField } from "../../ui/field";
import { Card } from "../../ui/page";
import { Secret } from "../../ui/secret";
import { ProblemBox } from "../../ui/state";

export function AddPerson(props: { onClose: () => void }) {
  const { t } = useText();
  const queries = useQueryClient();
  const [person, setPerson] = useState("");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [language, setLanguage] = useState("zh");
  const [tried, setTried] = useState(false);
  const add = useMutation({
    mutationFn: async (password: string) => {
      await must(api.POST("/api/v1/people", { body: { person, name: name.trim(), email, language, password } }));
      return password;
    },
    onSuccess: () => queries.invalidateQueries(),
  });
  const missing = (value: string) => (tried && value.trim() === "" ? t("field.missing") : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (person.trim() !== "" && name.trim() !== "" && !add.isPending) add.mutate(newPassword());
  };
  if (add.data !== undefined)
    return (
      <Card title={t("people.added", { name })}>
        <div className="stack">
          <Secret title={t("people.first_password", { name })} secret={add.data} />
          <div className="row">
            <LinkButton look="primary" href={`/admin/people/${encodeURIComponent(person)}`}>
              {t("people.give_role")}
            </LinkButton>
            <Button look="quiet" onClick={props.onClose}>
              {t("action.done")}
            </Button>
          </div>
        </div>
      </Card>
    );
  return (
    <Card title={t("people.add")}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="soft">{t("people.add_lead")}</p>
        <div className="columns even">
          <TextField label={t("people.name")} value={name} onValue={setName} wrong={missing(name)} />
          <TextField
            label={t("people.id")}
            hint={t("people.id_hint")}
            value={person}
            onValue={setPerson}
            wrong={missing(person)}
            autoCapitalize="none"
          />
          <TextField label={t("people.email")} type="email" optional value={email} onValue={setEmail} />
          <Select
            label={t("people.language")}
            value={language}
            onValue={setLanguage}
            choices={[
              { value: "zh", label: "中文" },
              { value: "en", label: "English" },
            ]}
          />
        </div>
        {add.error && <ProblemBox error={add.error} />}
        <div className="row">
          <Button type="submit" look="primary" off={add.isPending}>
            {t("people.add_do")}
          </Button>
          <Button look="quiet" onClick={props.onClose}>
            {t("action.cancel")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
