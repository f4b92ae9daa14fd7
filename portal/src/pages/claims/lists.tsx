// Lists of claims and of devices, for whoever may see them; each row leads to its page.
import { useState } from "react";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useNames } from "../../api/names";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Chip } from "../../ui/chip";
import { Select, TextField } from "../../ui/field";
import { PageHead } from "../../ui/page";
import { Empty } from "../../ui/state";
import { useChipNames } from "../../ui/resources";
import { ListTable } from "../../ui/table";
import { ClaimChip } from "./chip";

const STATUSES = ["submitted", "checked", "returned", "accepted", "refused", "withdrawn", "drafted"] as const;
// Without a check, no finding says nothing.
const NOT_CHECKED: ReadonlySet<string> = new Set(["drafted", "submitted"]);

export function Claims({ path }: { path: string }) {
  const { t, name } = useText();
  const [status, setStatus] = useState("");
  return (
    <div className="stack loose">
      <PageHead title={t("nav.claims")} lead={t("claim.lead")} />
      <div className="row no-print" role="search">
        <Select
          label={t("application.status")}
          value={status}
          onValue={setStatus}
          choices={[
            { value: "", label: t("list.all") },
            ...STATUSES.map((each) => ({ value: each, label: name("claim_status", each) })),
          ]}
        />
      </div>
      <ClaimTable path={path} filter={status ? [`status=${status}`] : []} />
    </div>
  );
}

export function ClaimTable({ path, filter }: { path: string; filter: string[] }) {
  const { t } = useText();
  const names = useNames();
  const { amount, count, instant } = useFigures();
  const list = useList(["claims", filter], (cursor) =>
    must(api.GET("/api/v1/claims", { params: { query: { filter, ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <ListTable
      label={t("nav.claims")}
      list={list}
      empty={<Empty title={t("claim.none")} />}
      rowKey={(each) => each.claim}
      file={{ path: "/api/v1/claims", query: { filter }, name: "claims" }}
      columns={[
        {
          title: t("claim.title"),
          cell: (each) => <Link href={`${path}/${encodeURIComponent(each.claim)}`}>{each.claim}</Link>,
        },
        { title: t("application.organisation"), cell: (each) => names.organisation(each.organisation) },
        { title: t("programme.title"), cell: (each) => names.programme(each.programme) },
        { title: t("application.status"), cell: (each) => <ClaimChip status={each.status} /> },
        {
          title: t("claim.findings"),
          cell: (each) =>
            each.findings_open ? (
              <Chip tone="warn">{t("claim.findings_open", { n: each.findings_open })}</Chip>
            ) : each.findings === 0 && NOT_CHECKED.has(each.status) ? (
              <span className="soft">{t("claim.not_checked")}</span>
            ) : (
              count(each.findings ?? 0)
            ),
        },
        { title: t("application.submitted"), cell: (each) => (each.submitted_at ? instant(each.submitted_at) : "–") },
        { title: t("claim.cards"), cell: (each) => count(each.devices ?? 0), figure: true },
        { title: t("claim.contract.amount"), cell: (each) => amount(each.contract_amount), figure: true },
      ]}
    />
  );
}

export function Devices({ path }: { path: string }) {
  const { t, name } = useText();
  const names = useNames();
  const { count, date } = useFigures();
  const { chip, vendor } = useChipNames();
  const [serial, setSerial] = useState("");
  const filter = serial.trim() ? [`serial~${serial.trim()}`] : [];
  const list = useList(["devices", filter], (cursor) =>
    must(api.GET("/api/v1/devices", { params: { query: { filter, ...(cursor ? { cursor } : {}) } } })),
  );
  return (
    <div className="stack loose">
      <PageHead title={t("nav.devices")} lead={t("device.lead")} />
      <div className="row no-print" role="search">
        <TextField label={t("claim.devices.serial")} type="search" value={serial} onValue={setSerial} />
      </div>
      <ListTable
        label={t("nav.devices")}
        list={list}
        empty={
          serial.trim() ? (
            <Empty title={t("list.none_match")}>{t("device.none_match_lead")}</Empty>
          ) : (
            <Empty title={t("device.none")}>{t("device.none_lead")}</Empty>
          )
        }
        rowKey={(each) => `${each.vendor}:${each.serial}`}
        file={{ path: "/api/v1/devices", query: { filter }, name: "devices" }}
        columns={[
          {
            title: t("claim.devices.serial"),
            cell: (each) => (
              <Link href={`${path}/${encodeURIComponent(each.vendor)}/${encodeURIComponent(each.serial)}`}>
                {each.serial}
              </Link>
            ),
          },
          { title: t("claim.devices.vendor"), cell: (each) => vendor(each.vendor) },
          { title: t("claim.devices.chip"), cell: (each) => chip(each.resource) },
          { title: t("application.status"), cell: (each) => <Chip tone="calm">{name("device", each.status)}</Chip> },
          { title: t("application.organisation"), cell: (each) => names.organisation(each.organisation) },
          { title: t("spending.site"), cell: (each) => names.site(each.site) },
          { title: t("device.days_seen"), cell: (each) => count(each.days_seen ?? 0), figure: true },
          { title: t("device.last_seen"), cell: (each) => (each.last_seen ? date(each.last_seen) : "–") },
        ]}
      />
    </div>
  );
}
