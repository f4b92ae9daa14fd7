import { Route, Switch } from "wouter";
import { NotFound } from "../../app/app";
import { AccreditationPage, Accreditations } from "./accreditation";
import { Approvals } from "./approvals";
import { AwardPage, Awards } from "./awards";
import { DecisionPage } from "./decision";
import { BackingPage } from "../network/backing";
import { LinePage } from "../network/line_rules";
import { Paying } from "../paying/routes";

export default function Approver() {
  return (
    <Switch>
      <Route path="/approver">
        <Approvals />
      </Route>
      <Route path="/approver/applications/:application">
        {(params) => <DecisionPage key={params.application} application={params.application} />}
      </Route>
      <Route path="/approver/awards">
        <Awards />
      </Route>
      <Route path="/approver/awards/:award">{(params) => <AwardPage key={params.award} award={params.award} />}</Route>
      <Route path="/approver/accreditations">
        <Accreditations />
      </Route>
      <Route path="/approver/accreditations/:accreditation">
        {(params) => <AccreditationPage key={params.accreditation} accreditation={params.accreditation} />}
      </Route>
      <Route path="/approver/waiting">
        <LinePage />
      </Route>
      <Route path="/approver/backing">
        <BackingPage />
      </Route>
      <Route path="/approver/paying/*?">
        <Paying place={{ desk: "approver" }} />
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}
