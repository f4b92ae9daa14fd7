// The documents that prove what was stated: one place for each proof that the programme asks for, and one for others.
import { useMutation } from "@tanstack/react-query";
import { FileTrigger } from "react-aria-components";
import { Button as AriaButton } from "react-aria-components";
import { uploadDocument } from "../../api/application";
import type { PolicyTerms, StoredDocument } from "../../api/types";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { Card } from "../../ui/page";
import { ProblemBox } from "../../ui/state";
import { useDocumentName } from "../../ui/stated";
import { useToast } from "../../ui/toast";

interface Props {
  policy: PolicyTerms;
  documents: StoredDocument[];
  onDocuments: (change: (all: StoredDocument[]) => StoredDocument[]) => void;
}

export function Documents({ policy, documents, onDocuments }: Props) {
  const { t } = useText();
  const name = useDocumentName(policy.facts);
  const proofs = policy.facts.filter((fact) => fact.proof.en !== "" || fact.proof.zh !== "").map((fact) => fact.id);
  // One document may prove several facts: it has one place.
  const named = new Map([...proofs, ...documents.map((each) => each.kind)].map((kind) => [name(kind), kind]));
  const kinds = [...new Set([...named.values(), ...documents.map((each) => each.kind), "other"])];
  return (
    <Card title={t("documents.title")}>
      <div className="stack">
        <p className="soft">{t("documents.lead")}</p>
        <ul className="rules">
          {kinds.map((kind) => (
            <Slot key={kind} kind={kind} policy={policy} documents={documents} onDocuments={onDocuments} />
          ))}
        </ul>
      </div>
    </Card>
  );
}

function Slot({ kind, policy, documents, onDocuments }: Props & { kind: string }) {
  const { t } = useText();
  const toast = useToast();
  const name = useDocumentName(policy.facts)(kind);
  const mine = documents.filter((each) => each.kind === kind);
  const upload = useMutation({
    mutationFn: async (files: File[]) => {
      for (const file of files) {
        const { hash } = await uploadDocument(file);
        onDocuments((all) => (all.some((each) => each.hash === hash) ? all : [...all, { hash, kind }]));
      }
    },
  });
  const remove = (document: StoredDocument) => {
    onDocuments((all) => all.filter((each) => each.hash !== document.hash));
    toast(t("documents.removed"), () => onDocuments((all) => [...all, document]));
  };
  return (
    <li className="inbox-line">
      <div className="stack tight">
        <div className="row apart">
          <strong>{name}</strong>
          <FileTrigger allowsMultiple onSelect={(files) => files && upload.mutate([...files])}>
            <AriaButton className="button small" aria-label={t("documents.add", { name })}>
              {t(upload.isPending ? "state.working" : "action.add_file")}
            </AriaButton>
          </FileTrigger>
        </div>
        {mine.map((document) => (
          <div key={document.hash} className="row">
            <Chip tone="good">{t("documents.kept")}</Chip>
            <code className="small soft">{document.hash.slice(0, 12)}</code>
            <Button small look="quiet" onClick={() => remove(document)}>
              {t("action.remove")}
            </Button>
          </div>
        ))}
        {upload.error && <ProblemBox error={upload.error} />}
      </div>
    </li>
  );
}
