import { Route, Switch } from "wouter";
import { NotFound } from "../../app/app";
import { People } from "./people";
import { PersonPage } from "./person";
import { SiteKeys, SiteKeysOf } from "./site_keys";

export default function Administrator() {
  return (
    <Switch>
      <Route path="/admin">
        <People />
      </Route>
      <Route path="/admin/people/:person">
        {(params) => <PersonPage key={params.person} person={params.person} />}
      </Route>
      <Route path="/admin/sites">
        <SiteKeys />
      </Route>
      <Route path="/admin/sites/:site">{(params) => <SiteKeysOf key={params.site} site={params.site} />}</Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}
