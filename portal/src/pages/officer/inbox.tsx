// What waits for the officer.
import type { InboxItem } from "../../api/types";
import { useText } from "../../text/text";
import { InboxList, useInbox } from "../../ui/inbox";
import { PageHead } from "../../ui/page";

function link(item: InboxItem): string {
  const subject = encodeURIComponent(item.subject);
  if (item.subject_kind === "application") return `/officer/applications/${subject}`;
  // An award has the key of its application unless the proposal named another; the list finds it either way.
  if (item.subject_kind === "award") return `/officer/applications?award=${subject}`;
  return item.subject_kind === "site" ? "/officer/suspense" : "/officer/months";
}

export function Inbox() {
  const { t } = useText();
  const list = useInbox("officer");
  return (
    <div className="stack loose">
      <PageHead title={t("nav.inbox")} lead={list.items ? t("inbox.lead", { n: list.items.length }) : undefined} />
      <InboxList list={list} link={link} />
    </div>
  );
}
