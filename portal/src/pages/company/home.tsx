// A company's desk: what waits for it, its applications, and the programmes that are open.
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { useNames } from "../../api/names";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { LinkButton } from "../../ui/button";
import { DueChip, StatusChip } from "../../ui/chip";
import { InboxList, useInbox } from "../../ui/inbox";
import { Select } from "../../ui/field";
import { PageHead, Section } from "../../ui/page";
import { Empty, Loaded } from "../../ui/state";
import { ListTable } from "../../ui/table";
import { isOpen } from "../public/calls";
import { useOrganisation } from "./organisation";

export function Home() {
  const { t } = useText();
  const { current, all, choose } = useOrganisation();
  const inbox = useInbox("company");
  const chooser = all.length > 1 && (
    <Select
      label={t("company.acting_for")}
      value={current.key}
      onValue={choose}
      choices={all.map((each) => ({ value: each.key, label: each.name }))}
    />
  );
  return (
    <div className="stack loose">
      <PageHead title={current.name || current.key} lead={t("company.lead")} actions={chooser} />
      {(inbox.items?.length ?? 0) > 0 && (
        <Section title={t("company.waits")}>
          <InboxList
            list={inbox}
            link={(item) =>
              `/company/${item.subject_kind === "claim" ? "claims" : "applications"}/${encodeURIComponent(item.subject)}`
            }
          />
        </Section>
      )}
      <Applications organisation={current.key} />
      <OpenCalls />
    </div>
  );
}

function Applications(props: { organisation: string }) {
  const { t } = useText();
  const names = useNames();
  const { amount, instant } = useFigures();
  const { organisation } = props;
  const list = useList(["applications", organisation], (cursor) =>
    must(api.GET("/api/v1/applications", { params: { query: { organisation, ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <Section title={t("company.applications")}>
      <ListTable
        label={t("company.applications")}
        list={list}
        empty={<Empty title={t("company.no_applications")}>{t("company.no_applications_lead")}</Empty>}
        rowKey={(each) => each.application}
        file={{ path: "/api/v1/applications", query: { organisation }, name: "applications" }}
        columns={[
          {
            title: t("application.title"),
            cell: (each) => (
              <Link href={`/company/applications/${encodeURIComponent(each.application)}`}>{each.application}</Link>
            ),
          },
          { title: t("programme.title"), cell: (each) => names.programme(each.programme) },
          { title: t("application.status"), cell: (each) => <StatusChip status={each.status} /> },
          {
            title: t("application.submitted"),
            cell: (each) => (each.submitted_at ? instant(each.submitted_at) : "–"),
          },
          {
            title: t("application.result"),
            cell: (each) => amount(each.awarded ?? each.result, each.unit),
            figure: true,
          },
        ]}
      />
    </Section>
  );
}

function OpenCalls() {
  const { t } = useText();
  const names = useNames();
  const { instant } = useFigures();
  const calls = useQuery({
    queryKey: ["calls"],
    queryFn: () => must(api.GET("/api/v1/calls", { params: { query: { limit: 200 } } })),
  });
  return (
    <Section title={t("company.open_calls")}>
      <Loaded from={calls}>
        {(page) => {
          const open = page.items.filter((call) => isOpen(call));
          if (open.length === 0) return <Empty title={t("company.no_calls")} />;
          return (
            <div className="columns even">
              {open.map((call) => (
                <article key={call.call} className="card stack">
                  <h3>
                    <Link href={`/programmes/${encodeURIComponent(call.programme)}`}>
                      {names.programme(call.programme)}
                    </Link>
                  </h3>
                  <p className="soft">
                    {t("programme.call", { call: call.call })} ·{" "}
                    {call.closes ? (
                      <DueChip at={call.closes}>{t("programme.until", { at: instant(call.closes) })}</DueChip>
                    ) : (
                      t("programme.no_end")
                    )}
                  </p>
                  <div>
                    <LinkButton href={`/company/apply/${encodeURIComponent(call.call)}`}>
                      {t("action.apply")}
                    </LinkButton>
                  </div>
                </article>
              ))}
            </div>
          );
        }}
      </Loaded>
    </Section>
  );
}
