// One device: whose it is, where it stands, every step of its life, and the days on which the meter saw it.
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { Device } from "../../api/claims";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import { useFigures } from "../../app/figures";
import { hasRole, useSession } from "../../app/session";
import { useText } from "../../text/text";
import { Chip, type Tone } from "../../ui/chip";
import { Card, Facts, PageHead, Section } from "../../ui/page";
import { useChipNames } from "../../ui/resources";
import { Empty, Loaded } from "../../ui/state";
import { DataTable } from "../../ui/table";
import { Timeline } from "../../ui/timeline";
import { DeviceDeeds } from "./device_deeds";

interface DevicePageProps {
  vendor: string;
  serial: string;
  path: string;
}

export function DevicePage({ vendor, serial, path }: DevicePageProps) {
  const device = useQuery({
    queryKey: ["device", vendor, serial],
    queryFn: () => must(api.GET("/api/v1/devices/{vendor}/{serial}", { params: { path: { vendor, serial } } })),
  });
  return (
    <Loaded from={device} lines={8}>
      {(data) => <Shown device={data} path={path} />}
    </Loaded>
  );
}

const TONES: Record<string, Tone> = { installed: "good", seen: "good", bought: "busy", resold: "warn" };

function Shown({ device, path }: { device: Device; path: string }) {
  const { t, name } = useText();
  const names = useNames();
  const { chip, vendor } = useChipNames();
  const claims = path.replace(/devices$/, "claims");
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: path, title: t("nav.devices") }]}
        title={device.serial}
        lead={
          <span className="row">
            {vendor(device.vendor)} · {chip(device.resource)}
            <Chip tone={TONES[device.status] ?? "calm"}>{name("device", device.status)}</Chip>
          </span>
        }
        actions={<DeviceDeeds device={device} />}
      />
      <div className="columns even">
        <Card title={t("device.now")}>
          <Facts
            rows={[
              [t("device.owner"), names.organisation(device.owner ?? "")],
              [t("spending.site"), device.site && names.site(device.site)],
              [
                t("claim.title"),
                device.claim &&
                  (path.startsWith("/site") ? (
                    device.claim
                  ) : (
                    <Link key="claim" href={`${claims}/${encodeURIComponent(device.claim)}`}>
                      {device.claim}
                    </Link>
                  )),
              ],
            ]}
          />
        </Card>
        <History device={device} />
      </div>
      <Days device={device} />
    </div>
  );
}

function History({ device }: { device: Device }) {
  const { t, name } = useText();
  const names = useNames();
  const { date } = useFigures();
  const audits = hasRole(useSession(), "auditor");
  return (
    <Card title={t("device.history")}>
      <Timeline
        moments={device.history
          .toSorted((a, b) => a.day.localeCompare(b.day))
          .map((step) => ({
            title: [name("device_step", step.step), step.site && names.site(step.site)].filter(Boolean).join(" · "),
            state: "done" as const,
            at: date(step.day),
            children: audits && step.entry !== undefined && (
              <Link href={`/auditor/journal/${step.entry}`}>{t("device.entry", { n: step.entry })}</Link>
            ),
          }))}
      />
    </Card>
  );
}

const SECONDS_OF_HOUR = 3600;

function Days({ device }: { device: Device }) {
  const { t } = useText();
  const names = useNames();
  const { date, hours } = useFigures();
  const inHours = (seconds: number) => hours(String(seconds / SECONDS_OF_HOUR));
  return (
    <Section title={t("device.days")}>
      {device.days.length === 0 ? (
        <Empty title={t("device.never_seen")}>{t("device.never_seen_lead")}</Empty>
      ) : (
        <DataTable
          label={t("device.days")}
          items={device.days.toReversed()}
          rowKey={(each) => `${each.day}:${each.site}`}
          columns={[
            { title: t("usage.day"), cell: (each) => date(each.day) },
            { title: t("spending.site"), cell: (each) => names.site(each.site) },
            { title: t("device.present"), cell: (each) => inHours(each.present_s), figure: true },
            { title: t("device.busy"), cell: (each) => inHours(each.busy_s), figure: true },
          ]}
        />
      )}
    </Section>
  );
}
