// The keys with which sites sign their usage: registered, rotated by registering the next one, ended.
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Link } from "wouter";
import { useNames } from "../../api/names";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import type { SiteKey } from "../../api/types";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { Ask } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { PageHead } from "../../ui/page";
import { Empty, Loaded, ProblemBox } from "../../ui/state";
import { DataTable, ListTable } from "../../ui/table";
import { useToast } from "../../ui/toast";

export function SiteKeys() {
  const { t } = useText();
  const list = useList(["sites", "keys"], (cursor) =>
    must(api.GET("/api/v1/sites", { params: { query: cursor ? { cursor } : {} } })),
  );
  return (
    <div className="stack loose">
      <PageHead title={t("nav.site_keys")} lead={t("site_keys.lead")} />
      <ListTable
        label={t("nav.site_keys")}
        list={list}
        empty={<Empty title={t("site_keys.no_sites")} />}
        rowKey={(each) => each.site}
        file={{ path: "/api/v1/sites", name: "sites" }}
        columns={[
          {
            title: t("spending.site"),
            cell: (each) => (
              <Link href={`/admin/sites/${encodeURIComponent(each.site)}`}>{each.name || each.site}</Link>
            ),
          },
          { title: t("people.id"), cell: (each) => <code>{each.site}</code> },
          { title: t("site_keys.operator"), cell: (each) => each.operator_key },
          { title: t("site_keys.zone"), cell: (each) => each.zone },
        ]}
      />
    </div>
  );
}

export function SiteKeysOf({ site }: { site: string }) {
  const { t } = useText();
  const names = useNames();
  const keys = useQuery({
    queryKey: ["site-keys", site],
    queryFn: () => must(api.GET("/api/v1/sites/{site}/keys", { params: { path: { site } } })),
  });
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: "/admin/sites", title: t("nav.site_keys") }]}
        title={names.site(site)}
        lead={t("site_keys.rotate")}
      />
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
    </div>
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
      toast(t("site_keys.ended"));
    },
  );
  return (
    <>
      <DataTable
        label={t("nav.site_keys")}
        items={props.keys}
        rowKey={(each) => each.key}
        columns={[
          { title: t("site_keys.key"), cell: (each) => <code>{each.key}</code> },
          { title: t("site_keys.public_key"), cell: (each) => <code className="small">{each.public_key}</code> },
          { title: t("site_keys.from"), cell: (each) => instant(each.valid_from) },
          { title: t("site_keys.until"), cell: (each) => (each.valid_until ? instant(each.valid_until) : "–") },
          { title: t("application.status"), cell: (each) => <KeyChip siteKey={each} /> },
          {
            title: t("people.change"),
            deed: true,
            cell: (each) =>
              each.revoked_at === null ? (
                <Button small look="danger" onClick={() => setEnds(each.key)}>
                  {t("site_keys.end")}
                </Button>
              ) : (
                "–"
              ),
          },
        ]}
      />
      {ends !== undefined && (
        <Ask
          title={t("ask.end_key", { key: ends })}
          look="danger"
          reason={t("field.reason")}
          confirm={t("site_keys.end")}
          busy={revoke.isPending}
          error={revoke.error}
          onConfirm={(reason) => revoke.mutate({ key: ends, reason })}
          onClose={() => setEnds(undefined)}
        >
          <p>{t("ask.end_key_lead")}</p>
        </Ask>
      )}
    </>
  );
}

function KeyChip({ siteKey }: { siteKey: SiteKey }) {
  const { t } = useText();
  const { instant } = useFigures();
  const now = Date.now();
  if (siteKey.revoked_at !== null)
    return <Chip tone="bad">{t("site_keys.revoked", { at: instant(siteKey.revoked_at) })}</Chip>;
  if (siteKey.valid_until !== null && Date.parse(siteKey.valid_until) <= now)
    return <Chip tone="calm">{t("status.expired")}</Chip>;
  if (Date.parse(siteKey.valid_from) > now) return <Chip tone="busy">{t("site_keys.later")}</Chip>;
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
    (body: { key: string; public_key: string }, header) =>
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
    if (key.trim() !== "" && good && !add.isPending) add.mutate({ key: key.trim(), public_key: publicKey.trim() });
  };
  return (
    <form className="card stack" onSubmit={submit}>
      <h3>{t("site_keys.register")}</h3>
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
        <Button type="submit" off={add.isPending}>
          {t("site_keys.register_do")}
        </Button>
      </div>
    </form>
  );
}
