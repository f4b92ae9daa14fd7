// Reservations as a table: a company's with the site, a site's with the organisation, everybody else's with both.
import type { ReactNode } from "react";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useNames } from "../../api/names";
import type { Reservation } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { StatusChip } from "../../ui/chip";
import { useChipNames } from "../../ui/resources";
import { Empty } from "../../ui/state";
import { ListTable } from "../../ui/table";

interface TableProps {
  of: { organisation: string } | { site: string };
  filter?: string[];
  link?: (reservation: string) => string;
  deeds?: (reservation: Reservation) => ReactNode;
  empty?: ReactNode;
}

export function ReservationTable({ of, filter = [], link, deeds, empty }: TableProps) {
  const { t } = useText();
  const { amount, count, instant } = useFigures();
  const names = useNames();
  const chips = useChipNames();
  const query = { ...of, sort: "-start", ...(filter.length > 0 ? { filter } : {}) };
  const list = useList(["reservations", of, filter], (cursor) =>
    must(api.GET("/api/v1/reservations", { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
  const party =
    "organisation" in of
      ? { title: t("spending.site"), cell: (each: Reservation) => names.site(each.site) }
      : { title: t("reservation.organisation"), cell: (each: Reservation) => each.organisation_name };
  return (
    <ListTable
      label={t("reservation.list")}
      list={list}
      empty={empty ?? <Empty title={t("reservation.none")} />}
      rowKey={(each) => each.reservation}
      file={{ path: "/api/v1/reservations", query, name: "reservations" }}
      columns={[
        {
          title: t("reservation.one"),
          cell: (each) => (link ? <Link href={link(each.reservation)}>{each.reservation}</Link> : each.reservation),
        },
        party,
        {
          title: t("reservation.devices"),
          cell: (each) => `${count(each.devices ?? 0)} × ${chips.chip(each.resource)}`,
        },
        { title: t("reservation.start"), cell: (each) => (each.start ? instant(each.start) : "–") },
        { title: t("reservation.end"), cell: (each) => (each.end ? instant(each.end) : "–") },
        { title: t("application.status"), cell: (each) => <StatusChip status={each.status} /> },
        { title: t("offer.price"), cell: (each) => amount(each.quoted), figure: true },
        ...(deeds ? [{ title: t("people.change"), deed: true, cell: deeds }] : []),
      ]}
    />
  );
}
