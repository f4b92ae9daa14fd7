// What waits for the second pair of eyes.
import { useText } from "../../text/text";
import { InboxList, useInbox } from "../../ui/inbox";
import { PageHead } from "../../ui/page";

export function Approvals() {
  const { t } = useText();
  const list = useInbox("approver");
  return (
    <div className="stack loose">
      <PageHead title={t("nav.approvals")} lead={t("approver.lead")} />
      <InboxList
        list={list}
        link={(item) =>
          `/approver/${item.subject_kind === "accreditation" ? "accreditations" : "applications"}/${encodeURIComponent(item.subject)}`
        }
      />
    </div>
  );
}
