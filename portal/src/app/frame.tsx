// The frame: masthead, what one's roles offer at the side, the page, the foot.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { api, must, setCsrfToken } from "../api/client";
import type { Session } from "../api/types";
import { useText } from "../text/text";
import { Button, LinkButton } from "../ui/button";
import { NAV, type NavItem } from "./nav";
import { hasRole, useSession } from "./session";
import { LanguageSwitch, ThemeSwitch } from "./theme";

export function Frame(props: { children: ReactNode }) {
  const { t } = useText();
  const session = useSession();
  const [path] = useLocation();
  const groups = NAV.filter((group) => hasRole(session, group.role));
  const side = useCurrentInSight(path);
  const desk = session?.person != null && groups.length > 0 && !isPublic(path);
  const page = (
    <main id="main" className="page" tabIndex={-1}>
      {props.children}
    </main>
  );
  return (
    <div className="frame">
      <a href="#main" className="skip">
        {t("frame.skip")}
      </a>
      <Masthead session={session} />
      {desk ? (
        <div className="desk">
          <div className="side no-print" ref={side}>
            <nav aria-label={t("frame.nav")}>
              {groups.map((group) => (
                <div key={group.role}>
                  <h2>{t(group.title)}</h2>
                  <ul>
                    {group.items.map((item) => (
                      <SideLink key={item.href} item={item} path={path} />
                    ))}
                  </ul>
                </div>
              ))}
            </nav>
          </div>
          {page}
        </div>
      ) : (
        page
      )}
      <Foot session={session} />
    </div>
  );
}

// On a phone the side is a row that scrolls: what one is at stays in its middle.
function useCurrentInSight(path: string) {
  const side = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const row = side.current;
    const current = row?.querySelector<HTMLElement>("[aria-current]");
    if (row && current) row.scrollLeft = current.offsetLeft - (row.clientWidth - current.clientWidth) / 2;
  }, [path]);
  return side;
}

function isPublic(path: string): boolean {
  return (
    path === "/" ||
    path.startsWith("/programmes") ||
    path.startsWith("/chips") ||
    path.startsWith("/sites") ||
    path === "/sign-in"
  );
}

// The longest address of the side that the page lies under is the current one.
function isCurrent(path: string, href: string): boolean {
  const under = (each: string) => path === each || path.startsWith(`${each}/`);
  const best = NAV.flatMap((group) => group.items.map((item) => item.href))
    .filter(under)
    .sort((a, b) => b.length - a.length)[0];
  return best === href;
}

function SideLink(props: { item: NavItem; path: string }) {
  const { t } = useText();
  return (
    <li>
      <Link href={props.item.href} aria-current={isCurrent(props.path, props.item.href) ? "page" : undefined}>
        {t(props.item.title)}
      </Link>
    </li>
  );
}

function Masthead(props: { session: Session | undefined }) {
  const { t } = useText();
  const { session } = props;
  return (
    <header className="masthead">
      <div>
        <Link href="/" className="brand">
          <img src="/favicon.svg" alt="" width="28" height="28" />
          <span>
            Scrip <small>{session?.authority.name}</small>
          </span>
        </Link>
        <div className="tools">
          <LanguageSwitch />
          <ThemeSwitch />
          {session?.person == null ? (
            <LinkButton href="/sign-in" small>
              {t("action.sign_in")}
            </LinkButton>
          ) : (
            <SignedIn session={session} />
          )}
        </div>
      </div>
    </header>
  );
}

function SignedIn(props: { session: Session }) {
  const { t } = useText();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const signOut = useMutation({
    mutationFn: () => must(api.DELETE("/api/v1/session")),
    onSettled: () => {
      setCsrfToken(null);
      go("/");
      queries.clear();
    },
  });
  return (
    <>
      <Link href="/account" className="button quiet small">
        {props.session.name || props.session.person}
      </Link>
      <Button small onClick={() => signOut.mutate()}>
        {t("action.sign_out")}
      </Button>
    </>
  );
}

function Foot(props: { session: Session | undefined }) {
  const { t } = useText();
  return (
    <footer className="footer">
      <div>
        <span>{t("frame.promise")}</span>
        {props.session && props.session.authority.last_sequence > 0 && (
          <span className="number">{t("frame.entries", { n: props.session.authority.last_sequence })}</span>
        )}
      </div>
    </footer>
  );
}
