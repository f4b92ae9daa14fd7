// What an applicant stated, in the words in which it was asked, with the documents.
import { saveAs } from "../api/client";
import type { Fact, StoredDocument } from "../api/types";
import { useText } from "../text/text";
import { Button } from "./button";
import { useFactValue } from "./fact_value";
import { Facts, type FactRow } from "./page";

interface StatedProps {
  facts: readonly Fact[];
  stated: Readonly<Record<string, unknown>>;
  documents: readonly StoredDocument[];
  application: string;
}

export function StatedFacts({ facts, stated, documents, application }: StatedProps) {
  const { t, pick } = useText();
  const show = useFactValue();
  const asked = facts.filter((fact) => stated[fact.id] !== undefined || (fact.needed_when === "" && !fact.optional));
  const known = asked.map((fact): FactRow => [pick(fact.ask) || fact.id, show(fact, stated[fact.id])]);
  const others = Object.entries(stated)
    .filter(([id]) => !facts.some((fact) => fact.id === id))
    .map(([id, value]): FactRow => [id.replaceAll("_", " "), show(undefined, value)]);
  return (
    <div className="stack">
      <Facts rows={[...known, ...others]} />
      {documents.length > 0 && (
        <div className="stack tight">
          <h3>{t("documents.title")}</h3>
          <ul className="plain-list stack tight">
            {documents.map((document) => (
              <li key={document.hash} className="row">
                <DocumentLink document={document} facts={facts} application={application} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

export function useDocumentName(facts: readonly Fact[]): (kind: string) => string {
  const { t, pick } = useText();
  return (kind) => {
    const fact = facts.find((each) => each.id === kind);
    return fact ? pick(fact.proof) || pick(fact.ask) : kind === "other" ? t("documents.other") : kind;
  };
}

function DocumentLink(props: { document: StoredDocument; facts: readonly Fact[]; application: string }) {
  const { t } = useText();
  const name = useDocumentName(props.facts);
  const { hash, kind } = props.document;
  const query = new URLSearchParams({ application: props.application });
  const save = () => void saveAs(`/api/v1/documents/${hash}?${query.toString()}`, `${kind}-${hash.slice(0, 8)}`, "*/*");
  return (
    <>
      <span>{name(kind)}</span>
      <code className="small soft">{hash.slice(0, 12)}</code>
      <Button small onClick={save} aria-label={t("documents.save", { name: name(kind) })}>
        {t("action.download")}
      </Button>
    </>
  );
}
