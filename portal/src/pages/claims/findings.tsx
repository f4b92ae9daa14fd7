// What the checks found, the gravest first: each in a sentence, where it lies, what it rests on, and how it was settled.
import type { ReactNode } from "react";
import type { Claim, Finding } from "../../api/claims";
import { useFigures } from "../../app/figures";
import { grouped } from "../../lib/grouped";
import { useText } from "../../text/text";
import { Chip } from "../../ui/chip";
import { CheckCircle } from "../../ui/icons";
import { Section } from "../../ui/page";
import { PersonName } from "../../ui/person";
import { Empty } from "../../ui/state";

const GRAVITY = ["severe", "warning", "note"] as const;
const TONES = { severe: "bad", warning: "warn", note: "calm" } as const;

export function isOpen(finding: Finding): boolean {
  return finding.settlement === "open" && finding.severity !== "note";
}

interface FindingsProps {
  claim: Claim;
  deeds?: (finding: Finding) => ReactNode; // what can be done with an open finding
}

export function Findings({ claim, deeds }: FindingsProps) {
  const { t } = useText();
  const { date } = useFigures();
  const { check } = claim;
  if (!check)
    return (
      <Section title={t("claim.findings")}>
        <Empty title={t("claim.not_checked")}>{t("claim.not_checked_lead")}</Empty>
      </Section>
    );
  const findings = check.findings.toSorted((a, b) => GRAVITY.indexOf(a.severity) - GRAVITY.indexOf(b.severity));
  const open = findings.filter(isOpen).length;
  return (
    <Section
      title={t("claim.findings")}
      aside={<Chip tone={open > 0 ? "warn" : "good"}>{t("claim.findings_open", { n: open })}</Chip>}
    >
      <p className="soft">{t("claim.checked_on", { on: date(check.on) })}</p>
      {findings.length === 0 && (
        <div className="message good">
          <CheckCircle />
          <strong>{t("claim.nothing_found")}</strong>
        </div>
      )}
      <ul className="plain-list stack">
        {findings.map((finding) => (
          <One key={finding.finding} finding={finding} deeds={deeds} />
        ))}
      </ul>
    </Section>
  );
}

function One({ finding, deeds }: { finding: Finding; deeds: FindingsProps["deeds"] }) {
  const { t, pick, name } = useText();
  const settled = finding.settlement !== "open";
  return (
    <li className="card stack tight">
      <div className="row">
        <Chip tone={TONES[finding.severity]}>{name("severity", finding.severity)}</Chip>
        {settled && <Chip tone="good">{name("settlement", finding.settlement)}</Chip>}
      </div>
      <p>{grouped(pick(finding.text))}</p>
      <div className="small soft">
        {finding.path && <Place path={finding.path} />} <code>{finding.code}</code>
      </div>
      <Evidence evidence={finding.evidence ?? []} />
      {settled && (
        <p className="small">
          <PersonName person={finding.settled_by ?? ""} />: {finding.reason}
        </p>
      )}
      {isOpen(finding) && (deeds ? deeds(finding) : <p className="small soft">{t("claim.finding_waits")}</p>)}
    </li>
  );
}

// "invoices[1].lines[2]" is line 2 of invoice 1.
function Place({ path }: { path: string }) {
  const { name, language } = useText();
  const parts = [...path.matchAll(/([a-z_]+)\[(\d+)\]/g)];
  if (parts.length === 0) return <code>{path}</code>;
  const words = parts.map(([, kind = "", n = ""]) => name("claim.place", kind).replace("{n}", n));
  const text = words.join(language === "en" ? ", " : "");
  return <span title={path}>{text.charAt(0).toUpperCase() + text.slice(1)} ·</span>;
}

function Evidence({ evidence }: { evidence: readonly string[] }) {
  const { t } = useText();
  if (evidence.length === 0) return null;
  return (
    <details>
      <summary className="small">{t("claim.evidence")}</summary>
      <ul className="small">
        {evidence.map((each, index) => (
          <li key={index}>{each}</li>
        ))}
      </ul>
    </details>
  );
}
