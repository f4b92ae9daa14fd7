// The dispute of a statement, and the officer's answer.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, must } from "../../api/client";
import { disputeQuery } from "../../api/paying";
import type { Statement } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Choices, TextField } from "../../ui/field";
import { Card, Facts } from "../../ui/page";
import { PersonName } from "../../ui/person";
import { Loaded } from "../../ui/state";
import type { Desk } from "./desk";
import { Deed, PayChip } from "./parts";

export function DisputeCard({ desk, statement }: { desk: Desk; statement: Statement }) {
  const { t } = useText();
  return (
    <Card title={t("paying.dispute_title")} aside={<PayChip status={statement.dispute} />}>
      <div className="stack">
        {desk === "site" && (
          <p className="soft">
            {t(statement.dispute === "filed" ? "paying.dispute_waits" : "paying.dispute_answered")}
          </p>
        )}
        <Said statement={String(statement.statement)} />
        {desk === "officer" && statement.dispute === "filed" && <Answer statement={String(statement.statement)} />}
      </div>
    </Card>
  );
}

function Said({ statement }: { statement: string }) {
  const { t } = useText();
  const { instant } = useFigures();
  const said = useQuery(disputeQuery(statement));
  return (
    <Loaded from={said} lines={2}>
      {(dispute) => (
        <Facts
          rows={
            dispute
              ? [
                  [t("paying.dispute_reason"), dispute.reason],
                  [
                    t("paying.dispute_by"),
                    <span key="by">
                      <PersonName person={dispute.filed_by} /> · {instant(dispute.filed_at)}
                    </span>,
                  ],
                  [t("paying.evidence"), dispute.document && <code key="hash">{dispute.document.slice(0, 24)}</code>],
                  [t("paying.answer"), dispute.answer],
                  [
                    t("paying.answered_by"),
                    dispute.answered_by && <PersonName key="answered" person={dispute.answered_by} />,
                  ],
                  [t("paying.adjustment"), dispute.adjustment],
                ]
              : []
          }
        />
      )}
    </Loaded>
  );
}

function Answer({ statement }: { statement: string }) {
  const { t } = useText();
  const [upheld, setUpheld] = useState<boolean | undefined>(undefined);
  const [adjustment, setAdjustment] = useState("");
  const [tried, setTried] = useState(false);
  return (
    <div>
      <Deed
        label={t("paying.answer_do")}
        look="primary"
        title={t("paying.ask_answer")}
        reason
        done={t("paying.answered")}
        fields={{ upheld: String(upheld), adjustment }}
        check={() => {
          setTried(true);
          return upheld !== undefined;
        }}
        run={(reason, header) =>
          must(
            api.POST("/api/v1/statements/{statement}/answer", {
              params: { path: { statement }, header },
              body: {
                upheld: upheld === true,
                reason,
                ...(upheld && adjustment.trim() ? { adjustment: adjustment.trim() } : {}),
              },
            }),
          )
        }
      >
        <p>{t("paying.ask_answer_lead")}</p>
        <Choices
          label={t("paying.answer")}
          choices={[
            { value: "no", label: t("paying.answer_rejected") },
            { value: "yes", label: t("paying.answer_upheld") },
          ]}
          values={upheld === undefined ? [] : [upheld ? "yes" : "no"]}
          onValues={([value]) => setUpheld(value === "yes")}
          wrong={tried && upheld === undefined ? t("field.missing") : undefined}
        />
        {upheld && (
          <TextField
            label={t("paying.adjustment")}
            hint={t("paying.adjustment_hint")}
            optional
            value={adjustment}
            onValue={setAdjustment}
          />
        )}
      </Deed>
    </div>
  );
}
