// What waits for the second pair of eyes.
import type { InboxItem } from "../../api/types";
import { useText } from "../../text/text";
import { useInbox } from "../../ui/inbox";
import { InboxDesk, useInboxFilter } from "../../ui/inbox_desk";
import { PageHead } from "../../ui/page";

function link(item: InboxItem): string {
  const pages = item.subject_kind === "accreditation" ? "accreditations" : "applications";
  return `/approver/${pages}/${encodeURIComponent(item.subject)}`;
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
