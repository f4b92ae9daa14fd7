// What became of a device, said by who may: its owner, an officer, and where it stands the site's operator, who does not
// sell it. It goes into the device's history for good.
import { useState } from "react";
import type { Device } from "../../api/claims";
import { api, must } from "../../api/client";
import { useNames } from "../../api/names";
import { useToday } from "../../app/figures";
import { hasRole, scopesOf, useSession } from "../../app/session";
import { useText } from "../../text/text";
import { Select, TextField } from "../../ui/field";
import { Deed } from "../paying/parts";

type Kind = "moved" | "resold" | "retired";
const WORDS = { moved: "move", resold: "resell", retired: "retire" } as const;

export function DeviceDeeds({ device }: { device: Device }) {
  const session = useSession();
  const isOwner = scopesOf(session, "company_member").some(({ key }) => key === device.owner);
  const sells = isOwner || hasRole(session, "officer");
  const keeps = sells || scopesOf(session, "site_operator").some(({ key }) => key === device.site);
  if (!keeps || device.status === "resold" || device.status === "retired") return null;
  return (
    <>
      <Step device={device} kind="moved" />
      {sells && <Step device={device} kind="resold" />}
      <Step device={device} kind="retired" />
    </>
  );
}

function Step({ device, kind }: { device: Device; kind: Kind }) {
  const { t } = useText();
  const names = useNames();
  const today = useToday();
  const [day, setDay] = useState(today);
  const [site, setSite] = useState("");
  const others = names.sites.filter(({ value }) => value !== device.site);
  const to = site || (others[0]?.value ?? "");
  const word = WORDS[kind];
  const { vendor, serial } = device;
  return (
    <Deed
      label={t(`device.${word}`)}
      title={t(`device.ask_${word}`, { serial })}
      reason
      done={t("device.recorded")}
      fields={{ day, to }}
      check={() => day !== "" && (kind !== "moved" || to !== "")}
      run={(reason, header) =>
        must(
          api.POST("/api/v1/device-events", {
            params: { header },
            body: { kind, day, reason, ...(kind === "moved" ? { site: to } : {}), devices: [{ vendor, serial }] },
          }),
        )
      }
    >
      <p>{t("device.record_lead")}</p>
      {kind === "moved" && <Select label={t("spending.site")} value={to} onValue={setSite} choices={others} />}
      <TextField label={t("device.day")} type="date" max={today} value={day} onValue={setDay} />
    </Deed>
  );
}
