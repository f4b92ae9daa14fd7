// What becomes of a clawback: money that came back, a set-off against another due, or a write-off.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, must } from "../../api/client";
import { duesQuery, type Clawback } from "../../api/paying";
import type { WriteHeader } from "../../api/write";
import { useFigures, useToday } from "../../app/figures";
import { plainNumber } from "../../lib/facts";
import { useText } from "../../text/text";
import { Select, TextField } from "../../ui/field";
import { Deed } from "./parts";
import { isAmount } from "./propose_clawback";

export function Receive({ clawback }: { clawback: Clawback }) {
  return (
    <div className="row">
      <Repayment clawback={clawback} />
      <SetOff clawback={clawback} />
      <WriteOff clawback={clawback} />
    </div>
  );
}

// An amount of at most what is left, and whether it can be taken.
function useAmount(clawback: Clawback) {
  const { t } = useText();
  const { exact } = useFigures();
  const [amount, setAmount] = useState(clawback.left ?? "");
  const [tried, setTried] = useState(false);
  const field = (
    <TextField
      label={t("propose.amount")}
      hint={t("paying.at_most", { amount: exact(clawback.left) })}
      inputMode="decimal"
      value={amount}
      onValue={setAmount}
      wrong={tried && !isAmount(amount) ? t("field.bad_number") : undefined}
    />
  );
  const check = () => {
    setTried(true);
    return isAmount(amount);
  };
  return { amount: plainNumber(amount), field, tried, check };
}

function Repayment({ clawback }: { clawback: Clawback }) {
  const { t } = useText();
  const today = useToday();
  const { amount, field, tried, check } = useAmount(clawback);
  const [on, setOn] = useState(today);
  const [reference, setReference] = useState("");
  const missing = (value: string) => (tried && !value.trim() ? t("field.missing") : undefined);
  return (
    <Deed
      label={t("paying.record_repayment")}
      look="primary"
      title={t("paying.ask_repayment")}
      done={t("paying.repayment_recorded")}
      fields={{ amount, on, reference }}
      check={() => check() && on !== "" && reference.trim() !== ""}
      run={(_, header) =>
        must(
          api.POST("/api/v1/clawbacks/{clawback}/repayments", {
            params: { path: { clawback: clawback.clawback }, header },
            // The bank's reference names the repayment: the same money is not recorded twice.
            body: {
              repayment: reference.trim(),
              amount,
              received_on: on,
              bank_reference: reference.trim(),
            },
          }),
        )
      }
    >
      <p>{t("paying.ask_repayment_lead")}</p>
      {field}
      <TextField
        label={t("paying.received_on")}
        type="date"
        max={today}
        value={on}
        onValue={setOn}
        wrong={missing(on)}
      />
      <TextField
        label={t("paying.bank_reference")}
        autoComplete="off"
        value={reference}
        onValue={setReference}
        wrong={missing(reference)}
      />
    </Deed>
  );
}

interface Relief {
  kind: "set_off" | "write_off";
  due?: string;
  amount: string;
  reason: string;
}

function propose(clawback: string, body: Relief, header: WriteHeader) {
  return must(api.POST("/api/v1/clawbacks/{clawback}/reliefs", { params: { path: { clawback }, header }, body }));
}

function SetOff({ clawback }: { clawback: Clawback }) {
  const { t } = useText();
  const { exact } = useFigures();
  const { amount, field, check } = useAmount(clawback);
  const dues = useQuery(duesQuery({ organisation: clawback.organisation }));
  const payable = (dues.data ?? []).filter((each) => each.status === "payable");
  const [chosen, setChosen] = useState("");
  const due = payable.find((each) => each.due === chosen)?.due ?? payable[0]?.due;
  if (!due) return null;
  return (
    <Deed
      label={t("paying.set_off_do")}
      title={t("paying.ask_set_off")}
      reason
      done={t("paying.proposed")}
      fields={{ due, amount }}
      check={check}
      run={(reason, header) => propose(clawback.clawback, { kind: "set_off", due, amount, reason }, header)}
    >
      <p>{t("paying.ask_set_off_lead")}</p>
      <Select
        label={t("paying.due")}
        value={due}
        onValue={setChosen}
        choices={payable.map((each) => ({ value: each.due, label: `${each.due} · ${exact(each.amount)}` }))}
      />
      {field}
    </Deed>
  );
}

function WriteOff({ clawback }: { clawback: Clawback }) {
  const { t } = useText();
  const { amount, field, check } = useAmount(clawback);
  return (
    <Deed
      label={t("paying.write_off_do")}
      title={t("paying.ask_write_off")}
      reason
      done={t("paying.proposed")}
      fields={{ amount }}
      check={check}
      run={(reason, header) => propose(clawback.clawback, { kind: "write_off", amount, reason }, header)}
    >
      <p>{t("paying.ask_write_off_lead")}</p>
      {field}
    </Deed>
  );
}
