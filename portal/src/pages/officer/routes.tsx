import { Route, Switch } from "wouter";
import { NotFound } from "../../app/app";
import { DevicePage } from "../claims/device";
import { Claims, Devices } from "../claims/lists";
import { ClaimPage } from "./claim";
import { OrganisationPage } from "../registry/organisation";
import { Organisations } from "../registry/organisations";
import { AccreditationPage } from "./accreditation";
import { ApplicationPage } from "./application";
import { Applications } from "./applications";
import { Budget } from "./budget";
import { ForecastPage } from "./forecast";
import { Inbox } from "./inbox";
import { Months } from "./months";
import { Origins } from "./origins";
import { Returns } from "./returns";
import { RoundPage } from "./round";
import { Rounds } from "./rounds";
import { Rules } from "./rules";
import { Sites } from "./sites";
import { BackingPage } from "../network/backing";
import { LinePage } from "../network/line_rules";
import { SitePage } from "../network/site";
import { Suspense } from "./suspense";
import { Paying } from "../paying/routes";

export default function Officer() {
  return (
    <Switch>
      <Route path="/officer">
        <Inbox />
      </Route>
      <Route path="/officer/applications">
        <Applications />
      </Route>
      <Route path="/officer/applications/:application">
        {(params) => <ApplicationPage key={params.application} application={params.application} />}
      </Route>
      <Route path="/officer/rounds">
        <Rounds />
      </Route>
      <Route path="/officer/rounds/:call">{(params) => <RoundPage key={params.call} call={params.call} />}</Route>
      <Route path="/officer/budget">
        <Budget />
      </Route>
      <Route path="/officer/budget/:programme">
        {(params) => <ForecastPage key={params.programme} programme={params.programme} />}
      </Route>
      <Route path="/officer/suspense">
        <Suspense />
      </Route>
      <Route path="/officer/months">
        <Months />
      </Route>
      <Route path="/officer/sites">
        <Sites />
      </Route>
      <Route path="/officer/sites/accreditations/:accreditation">
        {(params) => <AccreditationPage key={params.accreditation} accreditation={params.accreditation} />}
      </Route>
      <Route path="/officer/sites/at/:site">
        {(params) => <SitePage key={params.site} site={params.site} path="/officer/sites/at" />}
      </Route>
      <Route path="/officer/waiting">
        <LinePage />
      </Route>
      <Route path="/officer/backing">
        <BackingPage />
      </Route>
      <Route path="/officer/origins">
        <Origins />
      </Route>
      <Route path="/officer/returns">
        <Returns />
      </Route>
      <Route path="/officer/rules">
        <Rules />
      </Route>
      <Route path="/officer/organisations">
        <Organisations path="/officer/organisations" />
      </Route>
      <Route path="/officer/organisations/:organisation">
        {(params) => (
          <OrganisationPage
            key={params.organisation}
            organisation={params.organisation}
            path="/officer/organisations"
          />
        )}
      </Route>
      <Route path="/officer/claims">
        <Claims path="/officer/claims" />
      </Route>
      <Route path="/officer/claims/:claim">{(params) => <ClaimPage key={params.claim} claim={params.claim} />}</Route>
      <Route path="/officer/devices">
        <Devices path="/officer/devices" />
      </Route>
      <Route path="/officer/devices/:vendor/:serial">
        {(params) => <DevicePage vendor={params.vendor} serial={params.serial} path="/officer/devices" />}
      </Route>
      <Route path="/officer/paying/*?">
        <Paying place={{ desk: "officer" }} />
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}
