import { Route, Switch } from "wouter";
import { NotFound } from "../../app/app";
import { ChipPage, Chips } from "./chips";

export default function ChipRoutes() {
  return (
    <Switch>
      <Route path="/chips">
        <Chips />
      </Route>
      <Route path="/chips/:chip">{(params) => <ChipPage key={params.chip} chip={params.chip} />}</Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}
