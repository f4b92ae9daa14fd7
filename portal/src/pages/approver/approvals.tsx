// What waits for the second pair of eyes.
import type { InboxItem } from "../../api/types";
import { useText } from "../../text/text";
import { useInbox } from "../../ui/inbox";
import { InboxDesk, useInboxFilter } from "../../ui/inbox_desk";
import { PageHead } from "../../ui/page";
import { payingLink } from "../paying/desk";

function link(item: InboxItem): string {
  const subject = encodeURIComponent(item.subject);
  if (item.subject_kind === "accreditation") return `/approver/accreditations/${subject}`;
  if (item.subject_kind === "application") return `/approver/applications/${subject}`;
  if (item.subject_kind === "allocation_rule") return "/approver/waiting";
  if (item.subject_kind === "programme") return "/approver/backing";
  return payingLink("approver", item);
}

export function Approvals() {
  const { t } = useText();
  const list = useInbox("approver");
  const filter = useInboxFilter("approver");
  return (
    <div className="stack loose">
      <PageHead title={t("nav.approvals")} lead={t("approver.lead")} />
      <InboxDesk
        desk="approver"
        list={list}
        items={list.items ?? []}
        filter={filter}
        line={{ link }}
        onKind={(kind) => filter.choose("kind", kind)}
      />
    </div>
  );
}
