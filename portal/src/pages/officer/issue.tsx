// Issuing a voucher out of an award: it can be spent from then on.
import { useState } from "react";
import { api, must } from "../../api/client";
import type { ApplicationDetail } from "../../api/types";
import { useWrite } from "../../api/write";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Ask } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { useToast } from "../../ui/toast";

export function Issue({ application }: { application: ApplicationDetail }) {
  const { t } = useText();
  const toast = useToast();
  const [asks, setAsks] = useState(false);
  const [voucher, setVoucher] = useState(`V-${application.award}`);
  const [until, setUntil] = useState("");
  const issue = useWrite(
    (body: { voucher: string; valid_until?: string }, header) =>
      must(
        api.POST("/api/v1/awards/{award}/vouchers", { params: { path: { award: application.award }, header }, body }),
      ),
    () => {
      setAsks(false);
      toast(t("done.issue"));
    },
  );
  return (
    <div>
      <Button look="primary" onClick={() => setAsks(true)}>
        {t("action.issue")}
      </Button>
      {asks && (
        <Ask
          title={t("ask.issue")}
          confirm={t("action.issue")}
          busy={issue.isPending}
          error={issue.error}
          onConfirm={() => issue.mutate({ voucher, ...(until ? { valid_until: until } : {}) })}
          onClose={() => setAsks(false)}
        >
          <p>{t("ask.issue_lead")}</p>
          <TextField label={t("voucher.key")} value={voucher} onValue={setVoucher} required />
          <TextField label={t("voucher.until")} type="date" optional value={until} onValue={setUntil} />
        </Ask>
      )}
    </div>
  );
}
