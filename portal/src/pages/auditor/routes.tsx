import { Route, Switch } from "wouter";
import { NotFound } from "../../app/app";
import { AuditedClaim } from "../claims/audited";
import { DevicePage } from "../claims/device";
import { Claims, Devices } from "../claims/lists";
import { OrganisationPage } from "../registry/organisation";
import { Organisations } from "../registry/organisations";
import { Checkpoints } from "./checkpoints";
import { EntryPage } from "./entry";
import { Journal } from "./journal";
import { Budget } from "../officer/budget";
import { GrantPath, Money, VoucherPath } from "./money";
import { Paying } from "../paying/routes";

export default function Auditor() {
  return (
    <Switch>
      <Route path="/auditor">
        <Money />
      </Route>
      <Route path="/auditor/vouchers/:voucher">{(params) => <VoucherPath voucher={params.voucher} />}</Route>
      <Route path="/auditor/grants/:award">{(params) => <GrantPath award={params.award} />}</Route>
      <Route path="/auditor/budget">
        <Budget />
      </Route>
      <Route path="/auditor/checkpoints">
        <Checkpoints />
      </Route>
      <Route path="/auditor/journal">
        <Journal />
      </Route>
      <Route path="/auditor/journal/:entry">
        {(params) => <EntryPage key={params.entry} entry={Number(params.entry)} />}
      </Route>
      <Route path="/auditor/organisations">
        <Organisations path="/auditor/organisations" />
      </Route>
      <Route path="/auditor/organisations/:organisation">
        {(params) => (
          <OrganisationPage
            key={params.organisation}
            organisation={params.organisation}
            path="/auditor/organisations"
          />
        )}
      </Route>
      <Route path="/auditor/claims">
        <Claims path="/auditor/claims" />
      </Route>
      <Route path="/auditor/claims/:claim">{(params) => <AuditedClaim claim={params.claim} />}</Route>
      <Route path="/auditor/devices">
        <Devices path="/auditor/devices" />
      </Route>
      <Route path="/auditor/devices/:vendor/:serial">
        {(params) => <DevicePage vendor={params.vendor} serial={params.serial} path="/auditor/devices" />}
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
