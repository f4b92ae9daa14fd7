// Chips: who makes them and what is said of them, each figure with its source; what contradicts it is not hidden.
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, must } from "../../api/client";
import type { ChipDetail, ChipRow } from "../../api/types";
import { useFigures } from "../../app/figures";
import { useText } from "../../text/text";
import { Chip } from "../../ui/chip";
import { Card, PageHead, Section } from "../../ui/page";
import { Empty, Loaded } from "../../ui/state";
import { DataTable } from "../../ui/table";

export function Chips() {
  const { t } = useText();
  const { count } = useFigures();
  const chips = useQuery({
    queryKey: ["chips"],
    queryFn: () => must(api.GET("/api/v1/chips", { params: { query: { limit: 1000 } } })),
  });
  const figure = (value: string | null) =>
    value === null ? <span className="soft small">{t("chips.not_published")}</span> : count(value);
  return (
    <div className="stack loose">
      <PageHead crumbs={[{ href: "/", title: t("nav.home") }]} title={t("chips.title")} lead={t("chips.lead")} />
      <Loaded from={chips} lines={8}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={t("chips.none")} />
          ) : (
            <DataTable
              label={t("chips.title")}
              items={data.items}
              rowKey={(row) => row.chip}
              file={{ path: "/api/v1/chips", name: "chips" }}
              columns={[
                { title: t("chips.model"), cell: (row) => <ChipLink row={row} /> },
                { title: t("chips.vendor"), cell: (row) => row.vendor },
                { title: t("chips.year"), cell: (row) => row.year || "–", figure: true },
                { title: t("chips.fp16"), cell: (row) => figure(row.fp16_dense), figure: true },
                { title: t("chips.bf16"), cell: (row) => figure(row.bf16_dense), figure: true },
                { title: t("chips.memory"), cell: (row) => figure(row.memory), figure: true },
                { title: t("chips.bandwidth"), cell: (row) => figure(row.memory_bandwidth), figure: true },
                { title: t("chips.power"), cell: (row) => figure(row.power), figure: true },
              ]}
            />
          )
        }
      </Loaded>
    </div>
  );
}

function ChipLink({ row }: { row: ChipRow }) {
  return <Link href={`/chips/${encodeURIComponent(row.chip)}`}>{row.name}</Link>;
}

export function ChipPage({ chip }: { chip: string }) {
  const { t } = useText();
  const detail = useQuery({
    queryKey: ["chip", chip],
    queryFn: () => must(api.GET("/api/v1/chips/{chip}", { params: { path: { chip } } })),
  });
  return (
    <Loaded from={detail} lines={8}>
      {(data) => (
        <div className="stack loose">
          <PageHead
            crumbs={[
              { href: "/", title: t("nav.home") },
              { href: "/chips", title: t("chips.title") },
            ]}
            title={data.name}
            lead={[data.vendor, data.note].filter(Boolean).join(" · ")}
          />
          <Origins detail={data} />
          <Quantities detail={data} />
        </div>
      )}
    </Loaded>
  );
}

function Origins({ detail }: { detail: ChipDetail }) {
  const { t, name } = useText();
  const { date } = useFigures();
  const rows = detail.origins.flatMap((test) => test.records.map((record) => ({ test: test.test, ...record })));
  return (
    <Section title={t("chips.origin")}>
      <div className="row">
        {detail.origins.map((each) => (
          <Chip key={each.test} tone={each.passes_today === null ? "calm" : each.passes_today ? "good" : "warn"}>
            {name("origin_test", each.test)}: {t(verdict(each.passes_today))}
          </Chip>
        ))}
      </div>
      {rows.length === 0 ? (
        <p className="soft">{t("chips.no_origin")}</p>
      ) : (
        <DataTable
          label={t("chips.origin")}
          items={rows}
          rowKey={(row) => `${row.test} ${row.from} ${rows.indexOf(row)}`}
          columns={[
            { title: t("reliance.test"), cell: (row) => name("origin_test", row.test) },
            { title: t("chips.result"), cell: (row) => t(verdict(row.passes)) },
            { title: t("origins.from"), cell: (row) => date(row.from) },
            { title: t("chips.source"), cell: (row) => row.source },
          ]}
        />
      )}
    </Section>
  );
}

function verdict(passes: boolean | null) {
  return passes === null ? "chips.unknown" : passes ? "chips.passes" : "chips.fails";
}

function Quantities({ detail }: { detail: ChipDetail }) {
  const { t, name } = useText();
  const known = detail.quantities.filter((each) => each.figures.length > 0);
  const missing = detail.quantities.filter((each) => each.figures.length === 0);
  return (
    <Section title={t("chips.figures")}>
      <p className="soft">{t("chips.rule")}</p>
      {known.map((quantity) => (
        <Quantity key={quantity.quantity} quantity={quantity} />
      ))}
      {missing.length > 0 && (
        <p className="soft small">
          {t("chips.not_published")}: {missing.map((each) => name("chip_quantity", each.quantity)).join(", ")}
        </p>
      )}
    </Section>
  );
}

function Quantity({ quantity }: { quantity: ChipDetail["quantities"][number] }) {
  const { t, name } = useText();
  const { count } = useFigures();
  const { unit } = quantity;
  const shown = (value: string) => (quantity.quantity === "year" ? value : `${count(value)} ${unit}`);
  return (
    <Card
      title={`${name("chip_quantity", quantity.quantity)}: ${quantity.used === null ? t("chips.not_published") : shown(quantity.used)}`}
      aside={quantity.contradicted && <Chip tone="warn">{t("chips.contradicted")}</Chip>}
    >
      <DataTable
        label={name("chip_quantity", quantity.quantity)}
        items={quantity.figures}
        rowKey={(row) => String(row.figure)}
        columns={[
          {
            title: t("chips.value"),
            cell: (row) => `${row.bound === "exactly" ? "" : `${name("bound", row.bound)} `}${shown(row.value)}`,
            figure: true,
          },
          { title: t("chips.basis"), cell: (row) => name("figure_basis", row.basis) },
          { title: t("chips.grade"), cell: (row) => row.grade },
          {
            title: t("chips.source"),
            cell: (row) =>
              [row.source, row.dated && `(${row.dated})`, row.note && `– ${row.note}`].filter(Boolean).join(" "),
          },
          {
            title: t("chips.counts"),
            cell: (row) =>
              row.used ? <Chip tone="good">{t("chips.used")}</Chip> : row.withdrawn ? t("chips.withdrawn") : "–",
          },
        ]}
      />
    </Card>
  );
}
