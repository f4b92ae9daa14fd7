import { Route, Switch } from "wouter";
import { NotFound } from "../../app/app";
import { Approvals } from "./approvals";
import { DecisionPage } from "./decision";

export default function Approver() {
  return (
    <Switch>
      <Route path="/approver">
        <Approvals />
      </Route>
      <Route path="/approver/applications/:application">
        {(params) => <DecisionPage key={params.application} application={params.application} />}
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}
