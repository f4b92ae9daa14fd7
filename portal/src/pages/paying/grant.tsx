// A grant: its instalments with their conditions, what was paid of it, and what was taken back.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useNames } from "../../api/names";
import { awardQuery, instalmentsQuery, type AwardInstalments } from "../../api/paying";
import type { Award } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Button, LinkButton } from "../../ui/button";
import { StatusChip } from "../../ui/chip";
import { PageHead, Section, Tiles } from "../../ui/page";
import { Empty, Loaded } from "../../ui/state";
import { ListTable } from "../../ui/table";
import { href, type Desk } from "./desk";
import { InstalmentCard } from "./instalment";
import { PayChip } from "./parts";
import { ProposeClawback } from "./propose_clawback";

export function GrantScreen({ desk, award }: { desk: Desk; award: string }) {
  const { t } = useText();
  const found = useQuery(awardQuery(award));
  return (
    <Loaded from={found} lines={8}>
      {(data) => (data ? <Detail desk={desk} award={data} /> : <PageHead title={t("paying.no_grants")} />)}
    </Loaded>
  );
}

function Detail({ desk, award }: { desk: Desk; award: Award }) {
  const { t } = useText();
  const names = useNames();
  const instalments = useQuery(instalmentsQuery(award.award));
  const seesAll = desk !== "company";
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: href(desk, "grants"), title: t("paying.tab_grants") }]}
        title={t("paying.grant_of", { award: award.award })}
        lead={
          <span className="row">
            {seesAll ? `${names.organisation(award.organisation)} · ` : ""}
            {names.programme(award.programme)}
            <StatusChip status={award.status} />
          </span>
        }
        actions={
          desk === "auditor" && (
            <LinkButton href={`/auditor/grants/${encodeURIComponent(award.award)}`} look="primary">
              {t("money.follow")}
            </LinkButton>
          )
        }
      />
      <Loaded from={instalments} lines={6}>
        {(data) => (
          <>
            <Sums data={data} />
            <Section title={t("paying.instalments")}>
              {data.instalments.length === 0 && <Empty title={t("paying.no_instalments")} />}
              <div className="stack">
                {data.instalments.map((each) => (
                  <InstalmentCard
                    key={each.instalment}
                    desk={desk}
                    award={award}
                    instalment={each}
                    currency={data.currency}
                  />
                ))}
              </div>
            </Section>
            <Clawbacks desk={desk} award={award} data={data} />
          </>
        )}
      </Loaded>
      {desk === "auditor" && (
        <p>
          <Link href={`/auditor/journal?about=${encodeURIComponent(award.award)}`}>
            {t("money.entries", { subject: award.award })}
          </Link>
        </p>
      )}
    </div>
  );
}

function Sums({ data }: { data: AwardInstalments }) {
  const { t } = useText();
  const { exact } = useFigures();
  return (
    <Tiles
      tiles={[
        { name: t("paying.awarded"), figure: exact(data.amount, "money", data.currency) },
        { name: t("paying.paid_out"), figure: exact(data.paid_out, "money", data.currency) },
        {
          name: t("paying.reclaimable"),
          figure: exact(data.reclaimable, "money", data.currency),
          note: t("paying.reclaimable_note"),
        },
      ]}
    />
  );
}

function Clawbacks({ desk, award, data }: { desk: Desk; award: Award; data: AwardInstalments }) {
  const { t } = useText();
  const { exact } = useFigures();
  const [opens, setOpens] = useState(false);
  const query = { filter: [`award=${award.award}`] };
  const list = useList(["paying", "clawbacks", "award", award.award], (cursor) =>
    must(api.GET("/api/v1/clawbacks", { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
  const mayPropose = desk === "officer" && !/^0*(\.0*)?$/.test(data.reclaimable);
  return (
    <Section
      title={t("paying.tab_clawbacks")}
      aside={
        mayPropose && (
          <Button aria-expanded={opens} onClick={() => setOpens(!opens)}>
            {t("paying.claw_back")}
          </Button>
        )
      }
    >
      {mayPropose && opens && <ProposeClawback award={award} reclaimable={data.reclaimable} currency={data.currency} />}
      <ListTable
        label={t("paying.tab_clawbacks")}
        list={list}
        empty={<Empty title={t("paying.no_clawbacks")}>{t("paying.no_clawbacks_lead")}</Empty>}
        rowKey={(each) => each.clawback}
        file={{ path: "/api/v1/clawbacks", query, name: `clawbacks-${award.award}` }}
        columns={[
          {
            title: t("paying.clawback"),
            cell: (each) => <Link href={href(desk, "clawbacks", each.clawback)}>{each.clawback}</Link>,
          },
          { title: t("application.status"), cell: (each) => <PayChip status={each.status} /> },
          { title: t("field.reason"), cell: (each) => each.reason },
          { title: t("propose.amount"), cell: (each) => exact(each.amount), figure: true },
          { title: t("paying.repaid"), cell: (each) => exact(each.repaid), figure: true },
          { title: t("paying.left"), cell: (each) => exact(each.left), figure: true },
        ]}
      />
    </Section>
  );
}
