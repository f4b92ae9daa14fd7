// What waits for the second pair of eyes.
import { useText } from "../../text/text";
import { InboxList, useInbox } from "../../ui/inbox";
import { PageHead } from "../../ui/page";
import { payingLink } from "../paying/desk";

export function Approvals() {
  const { t } = useText();
  const list = useInbox("approver");
  return (
    <div className="stack loose">
      <PageHead title={t("nav.approvals")} lead={t("approver.lead")} />
      <InboxList
        list={list}
        link={(item) => {
          const subject = encodeURIComponent(item.subject);
          if (item.subject_kind === "accreditation") return `/approver/accreditations/${subject}`;
          if (item.subject_kind === "application") return `/approver/applications/${subject}`;
          return payingLink("approver", item);
        }}
      />
    </div>
  );
}
