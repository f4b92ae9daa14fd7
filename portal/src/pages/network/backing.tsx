// Vouchers outstanding against capacity promised, programme by programme. An officer proposes how much must be promised,
// and another person approves it.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import type { Backing, BackingProposal } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { hasRole, useSession } from "../../app/session";
import { dayBefore } from "../../lib/day";
import { ratio } from "../../lib/format";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { DecideAsk } from "../../ui/decide";
import { Ask } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { Alert } from "../../ui/icons";
import { PageHead } from "../../ui/page";
import { PersonName } from "../../ui/person";
import { Empty, Loaded } from "../../ui/state";
import { useToast } from "../../ui/toast";

export function BackingPage() {
  const { t } = useText();
  const backing = useQuery({
    queryKey: ["backing"],
    queryFn: () => must(api.GET("/api/v1/backing", { params: { query: { limit: 1000 } } })),
  });
  const proposals = useQuery({
    queryKey: ["backing-proposals"],
    queryFn: () => must(api.GET("/api/v1/backing-proposals", { params: { query: { limit: 1000 } } })),
  });
  return (
    <div className="stack loose">
      <PageHead title={t("nav.backing")} lead={t("backing.lead")} />
      <Loaded from={backing} lines={8}>
        {(page) => <Programmes rows={page.items} proposals={proposals.data?.items ?? []} />}
      </Loaded>
    </div>
  );
}

const owes = (row: Backing) => Number(row.outstanding_bills) > 0 || Number(row.owed_hours) > 0;

// Programmes whose vouchers are spent, or that issue none, need nothing behind them.
function Programmes({ rows, proposals }: { rows: readonly Backing[]; proposals: readonly BackingProposal[] }) {
  const { t } = useText();
  const names = useNames();
  const proposed = (row: Backing) => proposals.find((each) => each.programme === row.programme);
  const shown = rows.filter((row) => owes(row) || row.asked_backing !== null || proposed(row));
  const others = rows.filter((row) => !shown.includes(row));
  return (
    <div className="stack">
      {shown.length === 0 && <Empty title={t("backing.none")}>{t("backing.none_lead")}</Empty>}
      {shown.map((row) => (
        <Programme key={row.programme} row={row} proposal={proposed(row)} />
      ))}
      {others.length > 0 && shown.length > 0 && (
        <p className="soft small">
          {t("backing.others", {
            programmes: others.map((row) => names.programme(row.programme)).join(t("list.separator")),
          })}
        </p>
      )}
      <p className="soft">{t("backing.how")}</p>
    </div>
  );
}

function Programme({ row, proposal }: { row: Backing; proposal: BackingProposal | undefined }) {
  const { t } = useText();
  const { amount, date } = useFigures();
  const names = useNames();
  const session = useSession();
  const [asks, setAsks] = useState(false);
  const isMoney = Number(row.outstanding_bills) > 0;
  const isHours = Number(row.owed_hours) > 0;
  return (
    <article className="card stack">
      <div className="row apart">
        <h2>{names.programme(row.programme)}</h2>
        <Backed row={row} />
      </div>
      {isMoney && (
        <Pair
          owed={{
            name: t("backing.bills"),
            value: row.outstanding_bills ?? "0",
            figure: amount(row.outstanding_bills),
          }}
          promised={{
            name: t("backing.promised"),
            value: row.promised_value ?? "0",
            figure: amount(row.promised_value),
          }}
        />
      )}
      {isHours && (
        <Pair
          owed={{
            name: t("backing.owed_hours"),
            value: row.owed_hours ?? "0",
            figure: <Hours value={row.owed_hours} />,
          }}
          promised={{
            name: t("backing.promised_hours"),
            value: row.promised_hours ?? "0",
            figure: <Hours value={row.promised_hours} />,
          }}
        />
      )}
      <div className="row apart">
        <div>
          <div>{row.asked_backing ? t("backing.rule_is", { share: row.asked_backing }) : t("backing.no_rule")}</div>
          {row.counted_until && (
            <div className="small soft">{t("backing.until", { day: date(dayBefore(row.counted_until)) })}</div>
          )}
        </div>
        {hasRole(session, "officer") && (
          <Button onClick={() => setAsks(true)}>
            {t("backing.change")}
            <span className="visually-hidden"> {names.programme(row.programme)}</span>
          </Button>
        )}
      </div>
      {proposal && <Proposal proposal={proposal} />}
      {asks && <Change row={row} onClose={() => setAsks(false)} />}
    </article>
  );
}

type Deed = "approve" | "reject";

// What is proposed, and by whom; another person decides.
function Proposal({ proposal }: { proposal: BackingProposal }) {
  const { t } = useText();
  const { instant } = useFigures();
  const session = useSession();
  const [deed, setDeed] = useState<Deed | undefined>(undefined);
  const isMine = proposal.proposer === session?.person;
  const said = proposal.proposed_backing
    ? t("backing.proposed_share", { share: proposal.proposed_backing })
    : t("backing.proposed_none");
  return (
    <div className="message warn">
      <Alert />
      <strong>{said}</strong>
      <p className="small">
        <PersonName person={proposal.proposer} />
        {proposal.proposed_at && ` · ${instant(proposal.proposed_at)}`}
      </p>
      {hasRole(session, "approver") &&
        (isMine ? (
          <p className="soft small">{t("proposals.not_yours")}</p>
        ) : (
          <div className="row">
            <Button small look="primary" onClick={() => setDeed("approve")}>
              {t("action.approve")}
            </Button>
            <Button small onClick={() => setDeed("reject")}>
              {t("proposals.reject")}
            </Button>
          </div>
        ))}
      {deed && <Decide proposal={proposal} deed={deed} said={said} onClose={() => setDeed(undefined)} />}
    </div>
  );
}

interface DecideProps {
  proposal: BackingProposal;
  deed: Deed;
  said: string;
  onClose: () => void;
}

function Decide({ proposal, deed, said, onClose }: DecideProps) {
  const { t } = useText();
  const names = useNames();
  const toast = useToast();
  const { programme, proposed_backing: share } = proposal;
  const decide = useWrite(
    (reason: string, header) => {
      const params = { path: { programme }, header };
      return deed === "approve"
        ? must(
            api.POST("/api/v1/programmes/{programme}/backing-rule/approve", {
              params,
              body: share === null ? {} : { share },
            }),
          )
        : must(api.POST("/api/v1/programmes/{programme}/backing-rule/reject", { params, body: { reason } }));
    },
    () => {
      onClose();
      toast(t(deed === "approve" ? "backing.changed" : "backing.rejected"));
    },
  );
  return (
    <DecideAsk
      title={t(`ask.backing_${deed}`, { programme: names.programme(programme) })}
      approves={deed === "approve"}
      decide={decide}
      onClose={onClose}
    >
      <p>
        <strong>{said}</strong>
      </p>
      <p>{t("ask.backing_lead")}</p>
    </DecideAsk>
  );
}

function Hours({ value }: { value: string | null }) {
  const { t } = useText();
  const { hours } = useFigures();
  return <>{t("unit.device_hours", { amount: hours(value ?? "0") })}</>;
}

const ENOUGH = 1;

function Backed({ row }: { row: Backing }) {
  const { t } = useText();
  const { percent, count } = useFigures();
  const hasBills = Number(row.outstanding_bills) > 0;
  if (!hasBills && Number(row.owed_hours) === 0) return <Chip tone="calm">{t("backing.nothing_owed")}</Chip>;
  const share = hasBills
    ? ratio(row.promised_value ?? "0", row.outstanding_bills ?? "0")
    : ratio(row.promised_hours ?? "0", row.owed_hours ?? "0");
  const asked = row.asked_backing ? Number(row.asked_backing.replace("%", "")) / 100 : ENOUGH;
  const said = share >= 10 ? t("backing.times", { n: count(share.toFixed(0)) }) : percent(share, 0);
  return (
    <Chip tone={share >= asked ? "good" : share > 0 ? "warn" : "bad"}>{t("backing.backed", { share: said })}</Chip>
  );
}

interface Bar {
  name: string;
  value: string;
  figure: React.ReactNode;
}

// Two bars on one scale: what is owed, and what stands behind it.
function Pair({ owed, promised }: { owed: Bar; promised: Bar }) {
  const most = Math.max(Number(owed.value), Number(promised.value), 1);
  return (
    <div className="pair">
      {[
        { ...owed, look: "s2" },
        { ...promised, look: "s1" },
      ].map((bar) => (
        <div key={bar.name} className="contents">
          <span>{bar.name}</span>
          <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect width="100" height="8" className="bar-rest" />
            <rect width={(100 * Number(bar.value)) / most} height="8" className={bar.look} />
          </svg>
          <span className="number">{bar.figure}</span>
        </div>
      ))}
    </div>
  );
}

const SHARE = /^\d{1,6}(\.\d{1,4})?$/;

function Change({ row, onClose }: { row: Backing; onClose: () => void }) {
  const { t } = useText();
  const names = useNames();
  const toast = useToast();
  const [share, setShare] = useState(row.asked_backing?.replace("%", "") ?? "100");
  const [tried, setTried] = useState(false);
  const value = share.trim();
  const wrong = value !== "" && !SHARE.test(value);
  const change = useWrite(
    (text: string, header) =>
      must(
        api.POST("/api/v1/programmes/{programme}/backing-rule", {
          params: { path: { programme: row.programme }, header },
          body: text === "" ? {} : { share: `${text}%` },
        }),
      ),
    () => {
      onClose();
      toast(t("backing.proposed"));
    },
  );
  return (
    <Ask
      title={t("ask.backing", { programme: names.programme(row.programme) })}
      confirm={t("backing.change_do")}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => {
        setTried(true);
        if (!wrong) change.mutate(value);
      }}
      onClose={onClose}
    >
      <p>{t("ask.backing_lead")}</p>
      <TextField
        label={t("backing.share")}
        hint={t("backing.share_hint")}
        unit="%"
        inputMode="decimal"
        value={share}
        onValue={setShare}
        wrong={tried && wrong ? t("backing.share_wrong") : undefined}
      />
    </Ask>
  );
}
