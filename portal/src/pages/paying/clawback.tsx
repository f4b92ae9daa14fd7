// A clawback: what is to come back and why, and what became of it: repaid, set off, written off.
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import { clawbackQuery, programmeQuery, reliefQuery, type Clawback, type ReliefProposed } from "../../api/paying";
import { useFigures } from "../../app/figures";
import { ratio } from "../../lib/format";
import { useText } from "../../text/text";
import { Meter } from "../../ui/meter";
import { Card, Facts, PageHead } from "../../ui/page";
import { Loaded } from "../../ui/state";
import { PersonName } from "../../ui/person";
import { href, type Desk } from "./desk";
import { Deed, PayChip } from "./parts";
import { Receive } from "./receive";

export function ClawbackScreen({ desk, clawback }: { desk: Desk; clawback: string }) {
  const { t } = useText();
  const found = useQuery(clawbackQuery(clawback));
  return (
    <Loaded from={found} lines={8}>
      {(data) => (data ? <Detail desk={desk} clawback={data} /> : <PageHead title={t("paying.no_clawbacks")} />)}
    </Loaded>
  );
}

function Detail({ desk, clawback }: { desk: Desk; clawback: Clawback }) {
  const { t, pick } = useText();
  const policy = useQuery(programmeQuery(clawback.programme)).data?.policy;
  const rule = policy?.reclaim.find(({ id }) => id === clawback.rule);
  const names = useNames();
  const { exact } = useFigures();
  const amount = clawback.amount ?? "0";
  const part = (value: string | null) => ratio(value ?? "0", amount);
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: href(desk, "clawbacks"), title: t("paying.tab_clawbacks") }]}
        title={t("paying.clawback_of", { clawback: clawback.clawback })}
        lead={
          <span className="row">
            {desk === "company" ? names.programme(clawback.programme) : names.organisation(clawback.organisation)}
            <PayChip status={clawback.status} />
          </span>
        }
      />
      <Card title={t("paying.about")}>
        <div className="stack">
          <Facts
            rows={[
              [
                t("propose.amount"),
                <span key="amount" className="figure-large">
                  {exact(amount)}
                </span>,
              ],
              [
                t("paying.grant"),
                <Link key="grant" href={href(desk, "grants", clawback.award)}>
                  {clawback.award}
                </Link>,
              ],
              [t("paying.rule"), rule ? pick(rule.reason) || rule.id : clawback.rule],
              [t("field.reason"), clawback.reason],
              [t("application.proposer"), <PersonName key="by" person={clawback.proposed_by} />],
              [
                t("paying.decided_by"),
                clawback.decided_by && <PersonName key="decided" person={clawback.decided_by} />,
              ],
            ]}
          />
          {clawback.status === "approved" && (
            <Meter
              label={t("paying.became")}
              parts={[
                { name: t("paying.repaid"), share: part(clawback.repaid), figure: exact(clawback.repaid), series: 1 },
                {
                  name: t("paying.set_off"),
                  share: part(clawback.set_off),
                  figure: exact(clawback.set_off),
                  series: 2,
                },
                {
                  name: t("paying.written_off"),
                  share: part(clawback.written_off),
                  figure: exact(clawback.written_off),
                  series: 4,
                },
              ]}
              rest={{ name: t("paying.left"), figure: exact(clawback.left) }}
            />
          )}
        </div>
      </Card>
      <Deeds desk={desk} clawback={clawback} />
    </div>
  );
}

function Deeds({ desk, clawback }: { desk: Desk; clawback: Clawback }) {
  const { t } = useText();
  const { exact } = useFigures();
  const path = { clawback: clawback.clawback };
  const amount = clawback.amount ?? "0";
  if (desk === "company") return null;
  if (clawback.status === "approved") return <Reliefs desk={desk} clawback={clawback} />;
  if (desk !== "approver" || clawback.status !== "proposed") return null;
  return (
    <div className="row">
      <Deed
        label={t("action.approve")}
        look="primary"
        title={t("paying.ask_approve_clawback", { amount: exact(amount) })}
        done={t("paying.clawback_approved")}
        run={(_, header) =>
          must(api.POST("/api/v1/clawbacks/{clawback}/approve", { params: { path, header }, body: { amount } }))
        }
      >
        <p>{t("paying.ask_approve_clawback_lead")}</p>
      </Deed>
      <Deed
        label={t("action.reject")}
        title={t("paying.ask_reject")}
        reason
        done={t("paying.sent_back")}
        run={(reason, header) =>
          must(api.POST("/api/v1/clawbacks/{clawback}/reject", { params: { path, header }, body: { reason } }))
        }
      />
    </div>
  );
}

function Reliefs({ desk, clawback }: { desk: Desk; clawback: Clawback }) {
  const relief = useQuery(reliefQuery(clawback.clawback));
  return (
    <Loaded from={relief} lines={2}>
      {(waiting) =>
        waiting ? (
          <Waiting desk={desk} clawback={clawback.clawback} relief={waiting} />
        ) : desk === "officer" && ratio(clawback.left ?? "0", "1") > 0 ? (
          <Receive key={clawback.left} clawback={clawback} />
        ) : null
      }
    </Loaded>
  );
}

function Waiting({ desk, clawback, relief }: { desk: Desk; clawback: string; relief: ReliefProposed }) {
  const { t, name } = useText();
  const { exact } = useFigures();
  const path = { clawback };
  const { amount } = relief;
  return (
    <Card title={name("relief", relief.kind)} aside={<PayChip status="proposed" />}>
      <div className="stack">
        <Facts
          rows={[
            [t("propose.amount"), exact(amount)],
            [t("field.reason"), relief.reason],
            [t("application.proposer"), <PersonName key="by" person={relief.proposer} />],
          ]}
        />
        {desk === "approver" && (
          <div className="row">
            <Deed
              label={t("action.approve")}
              look="primary"
              title={t("paying.ask_approve_relief", { amount: exact(amount) })}
              done={t("paying.approved")}
              run={(_, header) =>
                must(
                  api.POST("/api/v1/clawbacks/{clawback}/reliefs/approve", {
                    params: { path, header },
                    body: { amount },
                  }),
                )
              }
            >
              <p>{t("paying.ask_approve_relief_lead")}</p>
            </Deed>
            <Deed
              label={t("action.reject")}
              title={t("paying.ask_reject")}
              reason
              done={t("paying.sent_back")}
              run={(reason, header) =>
                must(
                  api.POST("/api/v1/clawbacks/{clawback}/reliefs/reject", {
                    params: { path, header },
                    body: { reason },
                  }),
                )
              }
            />
          </div>
        )}
      </div>
    </Card>
  );
}
