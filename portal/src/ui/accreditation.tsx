// Accreditations: the list that a role sees, and one with its facts, documents, proposal and reasons.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { api, must, saveAs } from "../api/client";
import { useList } from "../api/list";
import { useNames } from "../api/names";
import type { AccreditationDetail } from "../api/types";
import { useFigures } from "../app/figures";
import { dayBefore } from "../lib/day";
import { useText } from "../text/text";
import { Button } from "./button";
import { StatusChip } from "./chip";
import { useFactValue } from "./fact_value";
import { Alert, Info } from "./icons";
import { Card, Facts, PageHead } from "./page";
import { PersonName, usePersonNames } from "./person";
import { Empty, Loaded } from "./state";
import { ListTable } from "./table";

// Of one site, or of all; each leads to `path`/KEY.
export function AccreditationList({ path, site }: { path: string; site?: string }) {
  const { t } = useText();
  const names = useNames();
  const { date, instant } = useFigures();
  const query = site ? { site } : {};
  const list = useList(["accreditations", site], (cursor) =>
    must(api.GET("/api/v1/accreditations", { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <ListTable
      label={t("nav.accreditation")}
      list={list}
      empty={<Empty title={t("accreditation.none")}>{t("accreditation.none_lead")}</Empty>}
      rowKey={(each) => each.accreditation}
      file={{ path: "/api/v1/accreditations", query, name: "accreditations" }}
      columns={[
        {
          title: t("accreditation.one"),
          cell: (each) => <Link href={`${path}/${encodeURIComponent(each.accreditation)}`}>{each.accreditation}</Link>,
        },
        { title: t("spending.site"), cell: (each) => names.site(each.site) },
        { title: t("programme.title"), cell: (each) => names.programme(each.programme) },
        { title: t("application.status"), cell: (each) => <StatusChip status={each.status} /> },
        { title: t("accreditation.applied"), cell: (each) => (each.applied_at ? instant(each.applied_at) : "–") },
        {
          title: t("rules.until"),
          cell: (each) => (each.valid_until ? date(dayBefore(each.valid_until)) : "–"),
        },
        { title: t("field.reason"), cell: (each) => each.reason || "–" },
      ]}
    />
  );
}

interface ScreenProps {
  accreditation: string;
  crumb: { href: string; title: string };
  children?: (detail: AccreditationDetail) => ReactNode;
}

export function AccreditationScreen({ accreditation, crumb, children }: ScreenProps) {
  const names = useNames();
  const detail = useQuery({
    queryKey: ["accreditation", accreditation],
    queryFn: () => must(api.GET("/api/v1/accreditations/{accreditation}", { params: { path: { accreditation } } })),
  });
  return (
    <Loaded from={detail} lines={8}>
      {(data) => (
        <div className="stack loose">
          <PageHead
            crumbs={[crumb]}
            title={names.site(data.site)}
            lead={
              <span className="row">
                {names.programme(data.programme)}
                <code>{data.accreditation}</code>
                <StatusChip status={data.status} />
              </span>
            }
          />
          <Standing detail={data} />
          {children?.(data)}
          <div className="columns even">
            <Stated detail={data} />
            <History detail={data} />
          </div>
        </div>
      )}
    </Loaded>
  );
}

function Standing({ detail }: { detail: AccreditationDetail }) {
  const { t } = useText();
  const named = usePersonNames(detail.proposal ? [detail.proposal.by] : []);
  const stopped = ["refused", "suspended", "withdrawn"].includes(detail.status);
  if (!stopped && !detail.proposal) return null;
  return (
    <div className={`message ${stopped ? "warn" : ""}`}>
      {stopped ? <Alert /> : <Info />}
      {detail.proposal && (
        <>
          <strong>{t(`accreditation.proposed_${detail.proposal.outcome}`, { by: named(detail.proposal.by) })}</strong>
          <p>{detail.proposal.reason}</p>
        </>
      )}
      {stopped && (
        <>
          <strong>{t("accreditation.reason")}</strong>
          <p>{detail.reason || "–"}</p>
        </>
      )}
    </div>
  );
}

function Stated({ detail }: { detail: AccreditationDetail }) {
  const { t } = useText();
  const show = useFactValue();
  const save = (hash: string) => {
    const query = new URLSearchParams({ accreditation: detail.accreditation });
    void saveAs(`/api/v1/documents/${hash}?${query.toString()}`, hash.slice(0, 12), "*/*");
  };
  return (
    <Card title={t("apply.stated")}>
      <div className="stack">
        <Facts
          rows={Object.entries(detail.facts).map(
            ([name, value]) => [factName(name, t), show(undefined, value)] as const,
          )}
        />
        {detail.documents.map((document) => (
          <div key={document.hash} className="row">
            <code className="small soft">{document.hash.slice(0, 12)}</code>
            <Button small onClick={() => save(document.hash)}>
              {t("action.download")}
            </Button>
          </div>
        ))}
      </div>
    </Card>
  );
}

// The portal's own form has one fact; others come from who applies through the API.
function factName(fact: string, t: ReturnType<typeof useText>["t"]): string {
  return fact === "statement" ? t("accreditation.statement") : fact.replaceAll("_", " ");
}

function History({ detail }: { detail: AccreditationDetail }) {
  const { t } = useText();
  const { date, instant } = useFigures();
  const valid = detail.valid_from && detail.valid_until;
  return (
    <Card title={t("application.who")}>
      <Facts
        rows={[
          [t("accreditation.applicant"), detail.applicant && <PersonName key="applicant" person={detail.applicant} />],
          [t("accreditation.applied"), instant(detail.applied_at)],
          [t("accreditation.decided_by"), detail.decided_by && <PersonName key="decider" person={detail.decided_by} />],
          [
            t("rates.valid"),
            valid && `${date(detail.valid_from ?? "")} – ${date(dayBefore(detail.valid_until ?? ""))}`,
          ],
          [
            t("accreditation.interruptions"),
            detail.interruptions
              .map((each) => `${date(each.from)} – ${each.until ? date(dayBefore(each.until)) : t("rates.open_end")}`)
              .join(", "),
          ],
          [t("rules.digest"), <code key="digest">{detail.facts_hash.slice(0, 16)}</code>],
        ]}
      />
    </Card>
  );
}
