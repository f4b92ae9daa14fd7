// The wallet: what is left, when it ends, in which order it is used, and what is set aside for running jobs.
import { useQuery } from "@tanstack/react-query";
import { useNames } from "../../api/names";
import { api, must } from "../../api/client";
import type { Voucher, Wallet } from "../../api/types";
import { useFigures } from "../../app/figures";
import { daysFromNow, listed, ratio, sum } from "../../lib/format";
import { useText } from "../../text/text";
import { DueChip, StatusChip } from "../../ui/chip";
import { Meter } from "../../ui/meter";
import { Facts, PageHead, Section, Tiles } from "../../ui/page";
import { Empty, Loaded } from "../../ui/state";
import { useChipNames } from "../../ui/resources";
import { DataTable } from "../../ui/table";
import { useOrganisation } from "./organisation";

export function WalletPage() {
  const { t } = useText();
  const organisation = useOrganisation().current.key;
  const wallet = useQuery({
    queryKey: ["wallet", organisation],
    queryFn: () => must(api.GET("/api/v1/organisations/{organisation}/wallet", { params: { path: { organisation } } })),
  });
  return (
    <div className="stack loose">
      <PageHead title={t("nav.wallet")} lead={t("wallet.lead")} />
      <Loaded from={wallet} lines={8}>
        {(data) =>
          data.vouchers.length === 0 ? (
            <Empty title={t("wallet.none")}>{t("wallet.none_lead")}</Empty>
          ) : (
            <Content wallet={data} />
          )
        }
      </Loaded>
    </div>
  );
}

// What is left on vouchers of a unit that a new job can use, and on those that are over.
function leftOf(wallet: Wallet, unit: string) {
  const left = (over: boolean) =>
    sum(
      wallet.vouchers
        .filter((each) => each.unit === unit && isOver(each) === over)
        .map((each) => each.available ?? "0"),
    );
  return { usable: left(false), over: left(true) };
}

function Content({ wallet }: { wallet: Wallet }) {
  const { t } = useText();
  const names = useNames();
  const { amount, instant } = useFigures();
  const leftTile = (unit: Voucher["unit"]) => {
    const { usable, over } = leftOf(wallet, unit);
    const expired = Number(over) > 0 && { note: t("wallet.expired", { amount: amount(over, unit, wallet.currency) }) };
    return { name: t("wallet.available"), figure: amount(usable, unit, wallet.currency), ...expired };
  };
  return (
    <>
      {wallet.totals.map((total) => (
        <Tiles
          key={total.unit}
          tiles={[
            leftTile(total.unit),
            { name: t("wallet.committed"), figure: amount(total.committed, total.unit, wallet.currency) },
            {
              name: t("wallet.used"),
              figure: amount(total.settled, total.unit, wallet.currency),
              note: t("wallet.in_flight", { amount: amount(total.in_flight, total.unit, wallet.currency) }),
            },
            { name: t("wallet.face"), figure: amount(total.face, total.unit, wallet.currency) },
          ]}
        />
      ))}
      <Section title={t("wallet.vouchers")}>
        <p className="soft">{t("wallet.order")}</p>
        {wallet.vouchers.map((voucher) => (
          <VoucherCard key={voucher.voucher} voucher={voucher} currency={wallet.currency} />
        ))}
      </Section>
      {wallet.holds.length > 0 && (
        <Section title={t("wallet.holds")}>
          <DataTable
            label={t("wallet.holds")}
            items={wallet.holds}
            rowKey={(hold) => `${hold.hold}:${hold.voucher}`}
            columns={[
              {
                title: t("hold.job"),
                cell: (hold) => hold.job || <span className="soft">{t("wallet.reserved")}</span>,
              },
              { title: t("spending.site"), cell: (hold) => names.site(hold.site) },
              { title: t("hold.until"), cell: (hold) => (hold.expires_at ? instant(hold.expires_at) : "–") },
              { title: t("application.status"), cell: (hold) => <StatusChip status={hold.status} /> },
              {
                title: t("hold.remaining"),
                cell: (hold) => amount(hold.remaining, hold.unit, wallet.currency),
                figure: true,
              },
            ]}
          />
        </Section>
      )}
    </>
  );
}

// Usage of days before its end may still come in; a new job cannot use it any more.
function isOver(voucher: Voucher): boolean {
  return voucher.valid_until !== null && Date.parse(voucher.valid_until) <= Date.now();
}

function VoucherCard(props: { voucher: Voucher; currency: string }) {
  const { t, name, language } = useText();
  const { amount, date } = useFigures();
  const { voucher, currency } = props;
  const names = useNames();
  const { chip } = useChipNames();
  const figure = (value: string | null) => amount(value, voucher.unit, currency);
  const share = (value: string | null) => ratio(value ?? "0", voucher.face ?? "0");
  const until = voucher.valid_until;
  const near = until && daysFromNow(`${until}T00:00:00Z`, language, Date.now());
  return (
    <article className="card stack">
      <div className="row apart">
        <h3>
          {names.programme(voucher.programme)} <code className="soft">{voucher.voucher}</code>
        </h3>
        <StatusChip status={voucher.status === "active" && isOver(voucher) ? "expired" : voucher.status} />
      </div>
      <p>
        <span className="figure-large">{figure(voucher.available)}</span>{" "}
        <span className="soft">{t("wallet.left_of", { amount: figure(voucher.face) })}</span>
      </p>
      <Meter
        label={voucher.voucher}
        parts={[
          { name: t("wallet.settled"), share: share(voucher.settled), figure: figure(voucher.settled), series: 1 },
          { name: t("wallet.flying"), share: share(voucher.in_flight), figure: figure(voucher.in_flight), series: 4 },
          {
            name: t("wallet.committed"),
            share: share(voucher.committed),
            figure: figure(voucher.committed),
            series: 2,
          },
        ]}
      />
      <Facts
        rows={[
          [
            t("voucher.until"),
            until && (
              <DueChip at={until}>
                {date(until)}
                {near ? ` (${near})` : ""}
              </DueChip>
            ),
          ],
          [t("voucher.covers"), voucher.share && t("voucher.share", { share: voucher.share })],
          [t("voucher.uses"), listed(voucher.uses, (use) => name("use", use), language)],
          [t("voucher.sites"), listed(voucher.sites, names.site, language)],
          [t("voucher.resources"), listed(voucher.resources, chip, language)],
          [t("voucher.cap_month"), voucher.cap_month && figure(voucher.cap_month)],
        ]}
      />
    </article>
  );
}
