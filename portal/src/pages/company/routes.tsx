import { Route, Switch } from "wouter";
import { NotFound } from "../../app/app";
import { DevicePage } from "../claims/device";
import { Claims, Devices } from "../claims/lists";
import { ClaimPage } from "./claim";
import { ChangeClaim, PresentClaim } from "./claim_edit";
import { ApplicationPage } from "./application";
import { Apply } from "./apply";
import { Book } from "./book/routes";
import { Compute } from "./compute";
import { Home } from "./home";
import { JobPage } from "./job";
import { useOrganisation } from "./organisation";
import { ReservationPage } from "./reservation";
import { StatementPage, Statements } from "./statements";
import { Usage } from "./usage";
import { WalletPage } from "./wallet";
import { LivePage } from "../network/live_jobs";
import { SitePage } from "../network/site";
import { SitesPage } from "../network/sites";
import { JoinPage, WaitPage } from "./waiting";
import { Paying } from "../paying/routes";

// Where a job's bill is explained.
const jobOf = (row: { site: string; job_id: string }) =>
  row.job_id ? `/company/usage/${encodeURIComponent(row.site)}/${encodeURIComponent(row.job_id)}` : undefined;

export default function Company() {
  const organisation = useOrganisation().current.key;
  return (
    <Switch>
      <Route path="/company">
        <Home />
      </Route>
      <Route path="/company/wallet">
        <WalletPage />
      </Route>
      <Route path="/company/compute">
        <Compute />
      </Route>
      <Route path="/company/compute/book">
        <Book />
      </Route>
      <Route path="/company/compute/reservations/:reservation">
        {(params) => <ReservationPage key={params.reservation} reservation={params.reservation} />}
      </Route>
      <Route path="/company/compute/wait">
        <JoinPage />
      </Route>
      <Route path="/company/compute/waiting/:wait">
        {(params) => <WaitPage key={params.wait} wait={params.wait} />}
      </Route>
      <Route path="/company/live">
        <LivePage of={{ organisation }} job={jobOf} />
      </Route>
      <Route path="/company/sites">
        <SitesPage path="/company/sites" />
      </Route>
      <Route path="/company/sites/:site">
        {(params) => <SitePage key={params.site} site={params.site} path="/company/sites" />}
      </Route>
      <Route path="/company/usage">
        <Usage />
      </Route>
      <Route path="/company/usage/:site/:job">{(params) => <JobPage site={params.site} job={params.job} />}</Route>
      <Route path="/company/statements">
        <Statements />
      </Route>
      <Route path="/company/statements/:month">{(params) => <StatementPage month={params.month} />}</Route>
      <Route path="/company/apply/:call">{(params) => <Apply call={params.call} />}</Route>
      <Route path="/company/apply/:call/:application">
        {(params) => <Apply call={params.call} application={params.application} />}
      </Route>
      <Route path="/company/applications/:application">
        {(params) => <ApplicationPage application={params.application} />}
      </Route>
      <Route path="/company/claims">
        <Claims path="/company/claims" />
      </Route>
      <Route path="/company/claims/present/:application">
        {(params) => <PresentClaim key={params.application} application={params.application} />}
      </Route>
      <Route path="/company/claims/:claim/edit">{(params) => <ChangeClaim claim={params.claim} />}</Route>
      <Route path="/company/claims/:claim">{(params) => <ClaimPage key={params.claim} claim={params.claim} />}</Route>
      <Route path="/company/devices">
        <Devices path="/company/devices" />
      </Route>
      <Route path="/company/devices/:vendor/:serial">
        {(params) => <DevicePage vendor={params.vendor} serial={params.serial} path="/company/devices" />}
      </Route>
      <Route path="/company/paying/*?">
        <Paying place={{ desk: "company", organisation }} />
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}
