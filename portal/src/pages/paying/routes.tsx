// Money out, at each desk that has to do with it.
import { Route, Switch } from "wouter";
import { NotFound } from "../../app/app";
import { ClawbackScreen } from "./clawback";
import { TABS, type Place, type Tab } from "./desk";
import { Dues } from "./dues";
import { GrantScreen } from "./grant";
import { Grants } from "./grants";
import { Clawbacks, Payments, Statements } from "./lists";
import { PaymentScreen } from "./payment";
import { ProposePayment } from "./propose_payment";
import { StatementScreen } from "./statement";
import { Tasks } from "./tasks";

export function Paying({ place }: { place: Place }) {
  const { desk } = place;
  const base = `/${desk}/paying`;
  const has = (tab: Tab) => TABS[desk].some((each) => each === tab);
  return (
    <Switch>
      <Route path={base}>
        <Page place={place} tab={TABS[desk][0]} />
      </Route>
      {desk === "officer" && (
        <Route path={`${base}/propose`}>
          <ProposePayment />
        </Route>
      )}
      {has("statements") && (
        <Route path={`${base}/statements/:key`}>
          {({ key }) => <StatementScreen key={key} desk={desk} statement={key} />}
        </Route>
      )}
      {has("payments") && (
        <Route path={`${base}/payments/:key`}>
          {({ key }) => <PaymentScreen key={key} desk={desk} payment={key} />}
        </Route>
      )}
      {has("grants") && (
        <Route path={`${base}/grants/:key`}>{({ key }) => <GrantScreen key={key} desk={desk} award={key} />}</Route>
      )}
      {has("clawbacks") && (
        <Route path={`${base}/clawbacks/:key`}>
          {({ key }) => <ClawbackScreen key={key} desk={desk} clawback={key} />}
        </Route>
      )}
      <Route path={`${base}/:tab`}>
        {({ tab }) => {
          const found = TABS[desk].find((each) => each === tab);
          return found ? <Page place={place} tab={found} /> : <NotFound />;
        }}
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}

function Page({ place, tab }: { place: Place; tab: Tab }) {
  switch (tab) {
    case "tasks":
      return place.desk === "officer" || place.desk === "approver" ? <Tasks desk={place.desk} /> : <NotFound />;
    case "statements":
      return <Statements place={place} />;
    case "dues":
      return <Dues place={place} />;
    case "payments":
      return <Payments place={place} />;
    case "grants":
      return <Grants place={place} />;
    case "clawbacks":
      return <Clawbacks place={place} />;
  }
}
