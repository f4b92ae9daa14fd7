// A site's keys: which sign its usage now, one more registered, one revoked; and whether it has to sign.
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, must } from "../api/client";
import type { SiteKey } from "../api/types";
import { useWrite } from "../api/write";
import { useFigures } from "../app/figures";
import { useText } from "../text/text";
import { Button } from "./button";
import { Chip } from "./chip";
import { Ask } from "./dialog";
import { TextField } from "./field";
import { Card } from "./page";
import { Empty, Loaded, ProblemBox } from "./state";
import { DataTable } from "./table";
import { useToast } from "./toast";

export function SiteKeyList({ site }: { site: string }) {
  const { t } = useText();
  const keys = useQuery({
    queryKey: ["site-keys", site],
    queryFn: () => must(api.GET("/api/v1/sites/{site}/keys", { params: { path: { site }, query: { limit: 1000 } } })),
  });
  return (
    <>
      <Loaded from={keys}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title={t("site_keys.none")}>{t("site_keys.none_lead")}</Empty>
          ) : (
            <KeyTable site={site} keys={page.items} />
          )
        }
      </Loaded>
      <Register site={site} />
    </>
  );
}

function KeyTable(props: { site: string; keys: SiteKey[] }) {
  const { t } = useText();
  const { instant } = useFigures();
  const toast = useToast();
  const [ends, setEnds] = useState<string | undefined>(undefined);
  const revoke = useWrite(
    (input: { key: string; reason: string }, header) =>
      must(
        api.POST("/api/v1/sites/{site}/keys/{key}/revoke", {
          params: { path: { site: props.site, key: input.key }, header },
          body: { reason: input.reason },
        }),
      ),
    () => {
      setEnds(undefined);
      toast(t("site_keys.revoke_done"));
    },
  );
  return (
    <>
      <DataTable
        label={t("nav.keys")}
        items={props.keys}
        rowKey={(each) => each.site_key}
        columns={[
          { title: t("site_keys.key"), cell: (each) => <code>{each.site_key}</code> },
          { title: t("site_keys.public_key"), cell: (each) => <code className="small">{each.public_key}</code> },
          { title: t("site_keys.from"), cell: (each) => each.holds_from && instant(each.holds_from) },
          { title: t("site_keys.by"), cell: (each) => each.added_by },
          { title: t("application.status"), cell: (each) => <KeyChip siteKey={each} /> },
          {
            title: t("people.change"),
            deed: true,
            cell: (each) =>
              isRevoked(each) ? (
                "–"
              ) : (
                <Button small look="danger" onClick={() => setEnds(each.site_key)}>
                  {t("site_keys.revoke")}
                </Button>
              ),
          },
        ]}
      />
      {ends !== undefined && (
        <Ask
          title={t("site_keys.ask_revoke", { key: ends })}
          look="danger"
          reason={t("field.reason")}
          confirm={t("site_keys.revoke")}
          busy={revoke.isPending}
          error={revoke.error}
          onConfirm={(reason) => revoke.mutate({ key: ends, reason })}
          onClose={() => setEnds(undefined)}
        >
          <p>{t("site_keys.ask_revoke_lead")}</p>
        </Ask>
      )}
    </>
  );
}

function isRevoked(key: SiteKey) {
  return key.revoked_from !== null && Date.parse(key.revoked_from) <= Date.now();
}

function KeyChip({ siteKey }: { siteKey: SiteKey }) {
  const { t } = useText();
  const { instant } = useFigures();
  if (siteKey.revoked_from !== null) {
    const at = instant(siteKey.revoked_from);
    return isRevoked(siteKey) ? (
      <Chip tone="bad">{t("site_keys.revoked", { at })}</Chip>
    ) : (
      <Chip tone="busy">{t("site_keys.ends", { at })}</Chip>
    );
  }
  if (siteKey.holds_from !== null && Date.parse(siteKey.holds_from) > Date.now())
    return <Chip tone="busy">{t("site_keys.later")}</Chip>;
  return <Chip tone="good">{t("status.active")}</Chip>;
}

// 32 bytes in base 64.
const PUBLIC_KEY = /^[A-Za-z0-9+/]{43}=$/;

function Register({ site }: { site: string }) {
  const { t } = useText();
  const toast = useToast();
  const [key, setKey] = useState("");
  const [publicKey, setPublicKey] = useState("");
  const [tried, setTried] = useState(false);
  const good = PUBLIC_KEY.test(publicKey.trim());
  const add = useWrite(
    (body: { site_key: string; public_key: string }, header) =>
      must(api.POST("/api/v1/sites/{site}/keys", { params: { path: { site }, header }, body })),
    () => {
      toast(t("site_keys.registered"));
      setKey("");
      setPublicKey("");
      setTried(false);
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (key.trim() !== "" && good && !add.isPending) add.mutate({ site_key: key.trim(), public_key: publicKey.trim() });
  };
  return (
    <Card title={t("site_keys.register")}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="soft">{t("site_keys.register_lead")}</p>
        <div className="columns even">
          <TextField
            label={t("site_keys.key")}
            hint={t("site_keys.key_hint")}
            value={key}
            onValue={setKey}
            wrong={tried && key.trim() === "" ? t("field.missing") : undefined}
          />
          <TextField
            label={t("site_keys.public_key")}
            hint={t("site_keys.public_key_hint")}
            value={publicKey}
            onValue={setPublicKey}
            wrong={tried && !good ? t("site_keys.public_key_bad") : undefined}
          />
        </div>
        {add.error && <ProblemBox error={add.error} />}
        <div>
          <Button type="submit" look="primary" off={add.isPending}>
            {t("site_keys.register_do")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
