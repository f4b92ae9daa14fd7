// Addresses and pages. Each role's pages are fetched when somebody of that role comes.
import { useQuery } from "@tanstack/react-query";
import { Component, lazy, Suspense, useEffect, type ReactNode } from "react";
import { Route, Switch, useLocation } from "wouter";
import type { Role } from "../api/types";
import { Landing } from "../pages/public/landing";
import { useText } from "../text/text";
import { LinkButton } from "../ui/button";
import { PageHead } from "../ui/page";
import { ProblemBox, Skeleton } from "../ui/state";
import { Frame } from "./frame";
import { useLive } from "./live";
import { hasRole, sessionQuery, useSession } from "./session";

const ProgrammePage = lazy(() => import("../pages/public/programme"));
const ChipPages = lazy(() => import("../pages/public/chip_routes"));
const SitePages = lazy(() => import("../pages/public/site_routes"));
const SignIn = lazy(() => import("../pages/account/sign_in"));
const Account = lazy(() => import("../pages/account/account"));
const Company = lazy(() => import("../pages/company/routes"));
const Officer = lazy(() => import("../pages/officer/routes"));
const Approver = lazy(() => import("../pages/approver/routes"));
const Site = lazy(() => import("../pages/operator/routes"));
const Administrator = lazy(() => import("../pages/administrator/routes"));
const Auditor = lazy(() => import("../pages/auditor/routes"));

export function App() {
  const session = useQuery(sessionQuery);
  const [path] = useLocation();
  useLive(session.data?.person != null);
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [path]);
  return (
    <Frame>
      <Guard path={path}>
        <Suspense fallback={<Skeleton lines={6} />}>
          <Switch>
            <Route path="/">
              <Landing />
            </Route>
            <Route path="/programmes/:programme">{(params) => <ProgrammePage programme={params.programme} />}</Route>
            <Route path="/chips/*?">
              <ChipPages />
            </Route>
            <Route path="/sites/*?">
              <SitePages />
            </Route>
            <Route path="/sign-in">
              <SignIn />
            </Route>
            <Route path="/account">
              <Account />
            </Route>
            <Route path="/company/*?">
              <For role="company_member">
                <Company />
              </For>
            </Route>
            <Route path="/officer/*?">
              <For role="officer">
                <Officer />
              </For>
            </Route>
            <Route path="/approver/*?">
              <For role="approver">
                <Approver />
              </For>
            </Route>
            <Route path="/site/*?">
              <For role="site_operator">
                <Site />
              </For>
            </Route>
            <Route path="/auditor/*?">
              <For role="auditor">
                <Auditor />
              </For>
            </Route>
            <Route path="/admin/*?">
              <For role="administrator">
                <Administrator />
              </For>
            </Route>
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Suspense>
      </Guard>
    </Frame>
  );
}

// Pages of a role. The server refuses what one may not see; this only says so before it is asked.
function For(props: { role: Role; children: ReactNode }) {
  const { t, name } = useText();
  const session = useSession();
  if (!session) return <Skeleton lines={6} />;
  if (hasRole(session, props.role)) return <>{props.children}</>;
  return (
    <>
      <PageHead
        title={t("state.not_for_you_title")}
        lead={t("state.not_for_you", { role: name("role", props.role) })}
      />
      <LinkButton href="/sign-in" look="primary">
        {t("action.sign_in")}
      </LinkButton>
    </>
  );
}

export function NotFound() {
  const { t } = useText();
  return (
    <>
      <PageHead title={t("state.no_page")} lead={t("state.no_page_lead")} />
      <LinkButton href="/">{t("nav.home")}</LinkButton>
    </>
  );
}

// A page that fails shows what happened, and the frame stays.
class Guard extends Component<{ path: string; children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidUpdate(before: { path: string }) {
    if (before.path !== this.props.path && this.state.error) this.setState({ error: null });
  }

  override render() {
    return this.state.error ? <ProblemBox error={this.state.error} /> : this.props.children;
  }
}
