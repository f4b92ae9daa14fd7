// A programme as who might apply sees it: what it gives, who may have it and under which article, and a form that asks
// the rules themselves.
import { useQuery } from "@tanstack/react-query";
import { api, must } from "../../api/client";
import type { PolicyTerms, ProgrammeDetail } from "../../api/types";
import { useFigures } from "../../app/figures";
import { hasRole, useSession } from "../../app/session";
import { ratio } from "../../lib/format";
import { useText } from "../../text/text";
import { LinkButton } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { Meter } from "../../ui/meter";
import { Card, Facts, PageHead, Section } from "../../ui/page";
import { Empty, Loaded } from "../../ui/state";
import { DataTable } from "../../ui/table";
import { Fit } from "./fit";
import { isOpen } from "./calls";

export default function ProgrammePage(props: { programme: string }) {
  const { programme } = props;
  const detail = useQuery({
    queryKey: ["programme", programme],
    queryFn: () => must(api.GET("/api/v1/programmes/{programme}", { params: { path: { programme } } })),
  });
  return (
    <Loaded from={detail} lines={8}>
      {(data) => <Programme detail={data} />}
    </Loaded>
  );
}

function Programme({ detail }: { detail: ProgrammeDetail }) {
  const { t, pick } = useText();
  const { policy } = detail;
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: "/", title: t("nav.home") }]}
        title={(policy && pick(policy.name)) || detail.name}
        lead={policy ? pick(policy.summary) || t("programme.by", { issuer: pick(policy.issuer) }) : undefined}
      />
      <Calls detail={detail} />
      {policy ? (
        <>
          <div className="columns">
            <Section title={t("fit.title")}>
              <Fit programme={detail.programme} policy={policy} currency={detail.currency} />
            </Section>
            <Terms policy={policy} />
          </div>
          <RulesOf policy={policy} />
        </>
      ) : (
        <Empty title={t("programme.no_rules")}>{t("programme.no_rules_lead")}</Empty>
      )}
      <Budget detail={detail} />
    </div>
  );
}

function Calls({ detail }: { detail: ProgrammeDetail }) {
  const { t } = useText();
  const { instant } = useFigures();
  const session = useSession();
  const mayApply = hasRole(session, "company_member");
  const open = detail.calls.filter((call) => isOpen(call));
  if (open.length === 0)
    return (
      <p>
        <Chip tone="calm">{t("programme.no_call")}</Chip>
      </p>
    );
  return (
    <div className="stack">
      {open.map((call) => (
        <div key={call.call} className="card row apart">
          <div className="row">
            <Chip tone="good">{t("programme.open")}</Chip>
            <strong>{t("programme.call", { call: call.call })}</strong>
            <span className="soft">
              {call.closes ? t("programme.until", { at: instant(call.closes) }) : t("programme.no_end")}
            </span>
          </div>
          <LinkButton look="primary" href={mayApply ? `/company/apply/${encodeURIComponent(call.call)}` : "/sign-in"}>
            {t(mayApply ? "action.apply" : "action.sign_in_to_apply")}
          </LinkButton>
        </div>
      ))}
    </div>
  );
}

function Terms({ policy }: { policy: PolicyTerms }) {
  const { t, name, pick } = useText();
  const { date, count } = useFigures();
  const voucher = policy.voucher;
  return (
    <div className="stack">
      <Card title={t("terms.title")}>
        <Facts
          rows={[
            [t("terms.gives"), name("gives", policy.gives)],
            [t("terms.redemption"), name("mode", policy.redemption)],
            [
              t("terms.period"),
              policy.until
                ? t("terms.from_until", { from: date(policy.from), until: date(policy.until) })
                : t("terms.from", { from: date(policy.from) }),
            ],
            [t("terms.rates"), policy.rates.map((rate) => pick(rate.reason) || rate.rate).join(" ")],
            [t("terms.covers"), voucher?.covers],
            [t("terms.valid"), voucher ? t("unit.months", { n: count(voucher.valid_months) }) : ""],
            [t("terms.version"), policy.version],
          ]}
        />
      </Card>
      {policy.caps.length > 0 && (
        <Card title={t("terms.caps")}>
          <ul className="stack tight plain-list">
            {policy.caps.map((cap) => (
              <li key={`${cap.part}:${cap.id}`}>
                {pick(cap.reason) || cap.at_most}{" "}
                {cap.article && <span className="small soft">{t("rule.article", { article: cap.article })}</span>}
              </li>
            ))}
          </ul>
        </Card>
      )}
      {policy.sources.length > 0 && (
        <Card title={t("terms.sources")}>
          <ul className="stack tight plain-list">
            {policy.sources.map((source) => (
              <li key={source.id}>
                {pick(source.title)} <span className="small soft">{source.url}</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </div>
  );
}

function RulesOf({ policy }: { policy: PolicyTerms }) {
  const { t, pick, name } = useText();
  const source = (id: string) => {
    const title = policy.sources.find((each) => each.id === id)?.title;
    return title ? pick(title) : id;
  };
  return (
    <Section title={t("programme.rules")}>
      <DataTable
        label={t("programme.rules")}
        items={policy.rules}
        rowKey={(rule) => rule.id}
        columns={[
          { title: t("rule.what"), cell: (rule) => pick(rule.reason) || rule.id },
          { title: t("rule.about"), cell: (rule) => name("about", rule.about) },
          { title: t("rule.article_title"), cell: (rule) => rule.article || source(rule.source) },
        ]}
      />
    </Section>
  );
}

function Budget({ detail }: { detail: ProgrammeDetail }) {
  const { t } = useText();
  const { amount } = useFigures();
  if (detail.budget_lines.length === 0) return null;
  return (
    <Section title={t("programme.budget")}>
      <div className="columns even">
        {detail.budget_lines.map((line) => {
          const figure = (value: string | null) => amount(value, line.unit, detail.currency);
          const share = (value: string | null) => ratio(value ?? "0", line.appropriation ?? "0");
          return (
            <article key={line.budget_line} className="card stack">
              <h3>
                {line.funder || line.budget_line} · <span className="number">{figure(line.appropriation)}</span>
              </h3>
              <Meter
                label={line.budget_line}
                parts={[
                  { name: t("budget.issued"), share: share(line.issued), figure: figure(line.issued), series: 1 },
                  {
                    name: t("budget.set_aside"),
                    share: share(line.set_aside),
                    figure: figure(line.set_aside),
                    series: 2,
                  },
                ]}
                rest={{ name: t("budget.available"), figure: figure(line.available) }}
              />
            </article>
          );
        })}
      </div>
    </Section>
  );
}
