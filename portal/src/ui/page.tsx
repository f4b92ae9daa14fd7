// The parts that every page is put together from.
import { useEffect, useRef, type ReactNode } from "react";
import { Link } from "wouter";
import { useText } from "../text/text";

interface HeadProps {
  title: string;
  lead?: ReactNode;
  crumbs?: { href: string; title: string }[];
  actions?: ReactNode;
}

// A page that the browser loaded begins at its top, with the link that skips to the content.
let isFirstPage = true;

// The page's heading; takes the focus when one comes from another page, so that a screen reader begins there.
export function PageHead({ title, lead, crumbs = [], actions }: HeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Scrip`;
  }, [title]);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);
  return (
    <div className="page-head">
      <Crumbs crumbs={crumbs} />
      <div className="row apart">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div className="row">{actions}</div>}
      </div>
      {lead && <p className="lead">{lead}</p>}
    </div>
  );
}

function Crumbs(props: { crumbs: { href: string; title: string }[] }) {
  const { t } = useText();
  if (props.crumbs.length === 0) return null;
  return (
    <nav aria-label={t("frame.crumbs")}>
      <ol className="crumbs">
        {props.crumbs.map((each) => (
          <li key={each.href}>
            <Link href={each.href}>{each.title}</Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

export function Card(props: { title?: string | undefined; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="card">
      {props.title && (
        <header>
          <h2>{props.title}</h2>
          {props.aside}
        </header>
      )}
      {props.children}
    </section>
  );
}

export function Section(props: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="stack">
      <div className="row apart">
        <h2>{props.title}</h2>
        {props.aside}
      </div>
      {props.children}
    </section>
  );
}

export type FactRow = readonly [string, ReactNode];

// Names and values. Rows whose value is empty are left out.
export function Facts(props: { rows: readonly FactRow[] }) {
  const rows = props.rows.filter(
    ([, value]) =>
      value !== null &&
      value !== undefined &&
      value !== "" &&
      value !== false &&
      !(Array.isArray(value) && value.length === 0),
  );
  return (
    <div className="facts-frame">
      <dl className="facts">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

export interface TileData {
  name: string;
  figure: ReactNode;
  note?: ReactNode;
}

export function Tiles(props: { tiles: readonly TileData[] }) {
  return (
    <dl className="tiles">
      {props.tiles.map((tile) => (
        <div key={tile.name} className="tile">
          <dt>{tile.name}</dt>
          <dd className="figure">{tile.figure}</dd>
          {tile.note && <dd className="small soft">{tile.note}</dd>}
        </div>
      ))}
    </dl>
  );
}
