// Closing a month: what its usage came to, and making it final.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sumsByMonth } from "../../api/charges";
import { api, must } from "../../api/client";
import { useList } from "../../api/list";
import { useWrite } from "../../api/write";
import { useFigures } from "../../app/figures";
import { useSession } from "../../app/session";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { Ask } from "../../ui/dialog";
import { Alert } from "../../ui/icons";
import { PageHead } from "../../ui/page";
import { Empty, Loaded } from "../../ui/state";
import { ListTable } from "../../ui/table";
import { useToast } from "../../ui/toast";

export function Months() {
  const { t } = useText();
  const { amount, month } = useFigures();
  const open = useSession()?.authority.first_open_month;
  const list = useList(["charges", "authority", "months"], (cursor) =>
    sumsByMonth({ sort: "-month", ...(cursor ? { cursor } : {}) }),
  );
  return (
    <div className="stack loose">
      <PageHead
        title={t("nav.months")}
        lead={t("months.lead")}
        actions={open && list.items?.some((each) => each.month === open) && <Close month={open} />}
      />
      <ListTable
        label={t("nav.months")}
        list={list}
        empty={<Empty title={t("usage.none")} />}
        rowKey={(each) => each.month}
        columns={[
          { title: t("statements.month"), cell: (each) => month(each.month) },
          {
            title: t("application.status"),
            cell: (each) =>
              open != null && each.month < open ? (
                <Chip tone="good">{t("statements.final")}</Chip>
              ) : (
                <Chip tone="busy">{t("statements.open")}</Chip>
              ),
          },
          { title: t("usage.gross"), cell: (each) => amount(each.gross), figure: true },
          { title: t("spending.covered"), cell: (each) => amount(each.covered_money), figure: true },
          { title: t("spending.own"), cell: (each) => amount(each.own_share), figure: true },
        ]}
      />
    </div>
  );
}

function Close(props: { month: string }) {
  const { t } = useText();
  const { month } = useFigures();
  const toast = useToast();
  const [asks, setAsks] = useState(false);
  const suspense = useQuery({
    queryKey: ["suspense", "count", "all"],
    queryFn: () => must(api.GET("/api/v1/suspense", { params: { query: { limit: 1 } } })),
  });
  const close = useWrite(
    (_: null, header) =>
      must(api.POST("/api/v1/periods/{month}/close", { params: { path: { month: props.month }, header }, body: {} })),
    () => {
      setAsks(false);
      toast(t("months.closed"));
    },
  );
  const named = { month: month(props.month) };
  return (
    <>
      <Button onClick={() => setAsks(true)}>{t("months.close", named)}</Button>
      {asks && (
        <Ask
          title={t("ask.close_month", named)}
          confirm={t("months.close", named)}
          busy={close.isPending}
          error={close.error}
          onConfirm={() => close.mutate(null)}
          onClose={() => setAsks(false)}
        >
          <p>{t("ask.close_month_lead")}</p>
          <Loaded from={suspense} lines={1}>
            {({ total }) =>
              total > 0 ? (
                <div className="message warn">
                  <Alert />
                  <p>{t("months.suspense", { n: total })}</p>
                </div>
              ) : null
            }
          </Loaded>
        </Ask>
      )}
    </>
  );
}
