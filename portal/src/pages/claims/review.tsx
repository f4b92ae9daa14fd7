// An accepted claim looked at again: what is known against it by now, and was not when it was checked.
import { useQuery } from "@tanstack/react-query";
import { reviewQuery, type Claim } from "../../api/claims";
import { grouped } from "../../lib/grouped";
import { useText } from "../../text/text";
import { Chip } from "../../ui/chip";
import { CheckCircle } from "../../ui/icons";
import { Section } from "../../ui/page";
import { Loaded } from "../../ui/state";

export function Review({ claim }: { claim: Claim }) {
  if (claim.status !== "accepted") return null;
  return <Again claim={claim.claim} />;
}

function Again({ claim }: { claim: string }) {
  const { t, pick, name } = useText();
  const review = useQuery(reviewQuery(claim));
  return (
    <Section title={t("claim.review")}>
      <p className="soft">{t("claim.review_lead")}</p>
      <Loaded from={review} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="message good">
              <CheckCircle />
              <strong>{t("claim.review_nothing")}</strong>
            </div>
          ) : (
            <ul className="plain-list stack">
              {items.map((each) => (
                <li key={`${each.code} ${each.subject}`} className="card stack tight">
                  <div className="row">
                    <Chip tone={each.severity === "severe" ? "bad" : "warn"}>{name("severity", each.severity)}</Chip>
                  </div>
                  <p>{grouped(pick({ en: each.english, zh: each.chinese }))}</p>
                  <div className="small soft">
                    <code>{each.code}</code> {each.evidence_text}
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}
