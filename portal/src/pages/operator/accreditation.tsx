// A site's accreditations: where they stand and why, and applying for one.
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Button as AriaButton, FileTrigger } from "react-aria-components";
import { uploadDocument } from "../../api/application";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import type { StoredDocument } from "../../api/types";
import { useWrite } from "../../api/write";
import { useText } from "../../text/text";
import { AccreditationList } from "../../ui/accreditation";
import { Button } from "../../ui/button";
import { Select, TextArea } from "../../ui/field";
import { Card, PageHead } from "../../ui/page";
import { ProblemBox } from "../../ui/state";
import { useToast } from "../../ui/toast";

export function Accreditations({ site }: { site: string }) {
  const { t } = useText();
  return (
    <div className="stack loose">
      <PageHead title={t("nav.accreditation")} lead={t("accreditation.lead")} />
      <AccreditationList path="/site/accreditation" site={site} />
      <Apply key={site} site={site} />
    </div>
  );
}

interface Input {
  programme: string;
  statement: string;
  documents: StoredDocument[];
}

function Apply({ site }: { site: string }) {
  const { t } = useText();
  const names = useNames();
  const toast = useToast();
  const [programme, setProgramme] = useState("");
  const [statement, setStatement] = useState("");
  const [documents, setDocuments] = useState<StoredDocument[]>([]);
  const [tried, setTried] = useState(false);
  const upload = useMutation({
    mutationFn: async (files: File[]) => {
      for (const file of files) {
        const { hash } = await uploadDocument(file);
        setDocuments((all) => (all.some((each) => each.hash === hash) ? all : [...all, { hash, kind: "other" }]));
      }
    },
  });
  const apply = useWrite(
    (input: Input, header) =>
      must(
        api.POST("/api/v1/accreditations", {
          params: { header },
          body: {
            accreditation: `${site}-${input.programme}-${header["Idempotency-Key"].slice(0, 4)}`,
            site,
            programme: input.programme,
            facts: { statement: input.statement },
            documents: input.documents,
          },
        }),
      ),
    () => {
      toast(t("accreditation.applied_now"));
      setStatement("");
      setDocuments([]);
      setTried(false);
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (programme && statement.trim() && !apply.isPending)
      apply.mutate({ programme, statement: statement.trim(), documents });
  };
  const error = upload.error ?? apply.error;
  return (
    <Card title={t("accreditation.apply")}>
      <form className="stack" onSubmit={submit}>
        <Select
          label={t("programme.title")}
          value={programme}
          onValue={setProgramme}
          wrong={tried && !programme ? t("field.missing") : undefined}
          choices={[{ value: "", label: t("people.choose") }, ...names.programmes]}
        />
        <TextArea
          label={t("accreditation.statement")}
          hint={t("accreditation.statement_hint")}
          value={statement}
          onValue={setStatement}
          wrong={tried && !statement.trim() ? t("field.missing") : undefined}
        />
        <div className="row">
          <FileTrigger allowsMultiple onSelect={(files) => files && upload.mutate([...files])}>
            <AriaButton className="button small">
              {t(upload.isPending ? "state.working" : "action.add_file")}
            </AriaButton>
          </FileTrigger>
          <span className="soft small">{t("accreditation.documents", { n: documents.length })}</span>
        </div>
        {error && <ProblemBox error={error} />}
        <div>
          <Button type="submit" look="primary" off={apply.isPending || upload.isPending}>
            {t("accreditation.apply_do")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
