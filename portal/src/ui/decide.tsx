// What an approver is asked about somebody's proposal: to approve it, or to reject it for a reason.
import type { ReactNode } from "react";
import { useText } from "../text/text";
import { Ask } from "./dialog";

interface DecideAskProps {
  title: string;
  approves: boolean;
  decide: { isPending: boolean; error: Error | null; mutate: (reason: string) => void };
  onClose: () => void;
  children: ReactNode;
}

export function DecideAsk({ title, approves, decide, onClose, children }: DecideAskProps) {
  const { t } = useText();
  return (
    <Ask
      title={title}
      confirm={t(approves ? "action.approve" : "proposals.reject")}
      {...(approves ? {} : { reason: t("field.reason") })}
      busy={decide.isPending}
      error={decide.error}
      onConfirm={decide.mutate}
      onClose={onClose}
    >
      {children}
    </Ask>
  );
}
