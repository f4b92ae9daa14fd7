import { Route, Switch } from "wouter";
import { NotFound } from "../../app/app";
import { People } from "./people";
import { PersonPage } from "./person";

export default function Administrator() {
  return (
    <Switch>
      <Route path="/admin">
        <People />
      </Route>
      <Route path="/admin/people/:person">
        {(params) => <PersonPage key={params.person} person={params.person} />}
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}
