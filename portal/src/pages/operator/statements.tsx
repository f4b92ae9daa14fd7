// What a site is owed: closed months as statements, and what is still open.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { useNames } from "../../api/names";
import { api, must, saveAs } from "../../api/client";
import { useList } from "../../api/list";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { PageHead, Section } from "../../ui/page";
import { PrintButton } from "../../ui/print";
import { Empty, Loaded, ProblemBox } from "../../ui/state";
import { DataTable, ListTable } from "../../ui/table";
import { href } from "../paying/desk";
import { StatementChips } from "../paying/statement";

export function Statements({ site }: { site: string }) {
  const { t, name } = useText();
  const { amount } = useFigures();
  const debtor = useDebtor();
  const owed = useQuery({
    queryKey: ["owed", site],
    queryFn: () => must(api.GET("/api/v1/owed", { params: { query: { site } } })),
  });
  return (
    <div className="stack loose">
      <PageHead title={t("nav.statements")} lead={t("statements.lead_site")} actions={<PrintButton />} />
      <Section title={t("statements.owed")}>
        <Loaded from={owed}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty title={t("statements.nothing_owed")} />
            ) : (
              <DataTable
                label={t("statements.owed")}
                items={page.items}
                rowKey={(each) => `${each.creditor}:${each.programme}:${each.unit}:${each.mode}`}
                columns={[
                  { title: t("programme.title"), cell: (each) => debtor(each.programme) },
                  { title: t("statements.mode"), cell: (each) => name("mode", each.mode) },
                  { title: t("statements.open_amount"), cell: (each) => amount(each.open, each.unit), figure: true },
                  {
                    title: t("statements.closed_amount"),
                    cell: (each) => amount(each.closed, each.unit),
                    figure: true,
                  },
                  { title: t("statements.prepaid"), cell: (each) => amount(each.prepaid, each.unit), figure: true },
                  {
                    title: t("statements.total"),
                    cell: (each) => <strong>{amount(each.total, each.unit)}</strong>,
                    figure: true,
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Section>
      <Closed site={site} />
    </div>
  );
}

// Who owes: a programme, or the companies themselves for what no voucher covers.
function useDebtor(): (programme: string) => string {
  const { t } = useText();
  const names = useNames();
  return (programme) => (programme ? names.programme(programme) : t("statements.companies"));
}

function PdfButton({ statement }: { statement: string }) {
  const { t } = useText();
  const [error, setError] = useState<Error | undefined>(undefined);
  const save = () => {
    setError(undefined);
    saveAs(`/api/v1/statements/${statement}/document`, `statement-${statement}.pdf`, "application/pdf").catch(
      (cause: Error) => setError(cause),
    );
  };
  return (
    <>
      <Button small onClick={save} aria-label={t("statements.paper_of", { statement })}>
        PDF
      </Button>
      {error && <ProblemBox error={error} />}
    </>
  );
}

function Closed({ site }: { site: string }) {
  const { t } = useText();
  const debtor = useDebtor();
  const { amount, count, month } = useFigures();
  const list = useList(["statements", site], (cursor) =>
    must(api.GET("/api/v1/statements", { params: { query: { site, sort: "-month", ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <Section title={t("statements.closed")}>
      <ListTable
        label={t("statements.closed")}
        list={list}
        empty={<Empty title={t("statements.none")}>{t("statements.none_lead")}</Empty>}
        rowKey={(each) => String(each.statement)}
        file={{ path: "/api/v1/statements", query: { site }, name: "statements" }}
        columns={[
          {
            title: t("statements.month"),
            cell: (each) => (
              <Link href={href("site", "statements", each.statement ?? 0)}>{each.month ? month(each.month) : "–"}</Link>
            ),
          },
          { title: t("programme.title"), cell: (each) => debtor(each.programme) },
          {
            title: t("application.status"),
            cell: (each) => (
              <span className="row">
                <StatementChips statement={each} />
              </span>
            ),
          },
          {
            title: t("statements.lines"),
            cell: (each) => (each.lines === null ? "–" : count(each.lines)),
            figure: true,
          },
          { title: t("statements.charged"), cell: (each) => amount(each.charged, each.unit), figure: true },
          { title: t("statements.refunded"), cell: (each) => amount(each.refunded, each.unit), figure: true },
          {
            title: t("statements.total"),
            cell: (each) => <strong>{amount(each.total, each.unit)}</strong>,
            figure: true,
          },
          { title: t("rules.digest"), cell: (each) => <code className="small">{each.digest?.slice(0, 12)}</code> },
          {
            title: t("statements.paper"),
            deed: true,
            cell: (each) => <PdfButton statement={String(each.statement)} />,
          },
        ]}
      />
    </Section>
  );
}
