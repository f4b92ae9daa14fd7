// Calls: when they open and close, how they are decided, and which rounds were shared out.
import { Link } from "wouter";
import { useNames } from "../../api/names";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import type { Call } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Chip } from "../../ui/chip";
import { PageHead } from "../../ui/page";
import { Empty } from "../../ui/state";
import { ListTable } from "../../ui/table";
import { isOpen } from "../public/calls";

export function Rounds() {
  const { t, name } = useText();
  const names = useNames();
  const { instant } = useFigures();
  const list = useList(["calls", "all"], (cursor) =>
    must(api.GET("/api/v1/calls", { params: { query: cursor ? { cursor } : {} } })),
  );
  return (
    <div className="stack loose">
      <PageHead title={t("nav.rounds")} lead={t("rounds.lead")} />
      <ListTable
        label={t("nav.rounds")}
        list={list}
        empty={<Empty title={t("rounds.none")} />}
        rowKey={(each) => each.call}
        file={{ path: "/api/v1/calls", name: "calls" }}
        columns={[
          {
            title: t("application.call"),
            cell: (each) => <Link href={`/officer/rounds/${encodeURIComponent(each.call)}`}>{each.call}</Link>,
          },
          { title: t("programme.title"), cell: (each) => names.programme(each.programme) },
          { title: t("rounds.method"), cell: (each) => name("method", each.method) },
          { title: t("rounds.opens"), cell: (each) => (each.opens ? instant(each.opens) : "–") },
          { title: t("rounds.closes"), cell: (each) => (each.closes ? instant(each.closes) : "–") },
          { title: t("application.status"), cell: (each) => <CallChip call={each} /> },
        ]}
      />
    </div>
  );
}

export function CallChip({ call }: { call: Call }) {
  const { t } = useText();
  if (call.shared_out) return <Chip tone="calm">{t("rounds.is_shared")}</Chip>;
  const open = isOpen(call);
  return <Chip tone={open ? "good" : "calm"}>{t(open ? "programme.open" : "rounds.closed")}</Chip>;
}
