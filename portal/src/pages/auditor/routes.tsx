import { Route, Switch } from "wouter";
import { NotFound } from "../../app/app";
import { Checkpoints } from "./checkpoints";
import { EntryPage } from "./entry";
import { Journal } from "./journal";
import { Money, VoucherPath } from "./money";
import { Paying } from "../paying/routes";

export default function Auditor() {
  return (
    <Switch>
      <Route path="/auditor">
        <Money />
      </Route>
      <Route path="/auditor/vouchers/:voucher">{(params) => <VoucherPath voucher={params.voucher} />}</Route>
      <Route path="/auditor/checkpoints">
        <Checkpoints />
      </Route>
      <Route path="/auditor/journal">
        <Journal />
      </Route>
      <Route path="/auditor/journal/:entry">
        {(params) => <EntryPage key={params.entry} entry={Number(params.entry)} />}
      </Route>
      <Route path="/auditor/paying/*?">
        <Paying place={{ desk: "auditor" }} />
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}
