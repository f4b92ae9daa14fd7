import { Route, Switch } from "wouter";
import { NotFound } from "../../app/app";
import { SitePage } from "../network/site";
import { SitesPage } from "../network/sites";

export default function SiteRoutes() {
  return (
    <Switch>
      <Route path="/sites">
        <SitesPage path="/sites" />
      </Route>
      <Route path="/sites/:site">{(params) => <SitePage key={params.site} site={params.site} path="/sites" />}</Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}
