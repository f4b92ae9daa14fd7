import { useState } from "react";
import { Route, Switch } from "wouter";
import { NotFound } from "../../app/app";
import { scopesOf, useSession } from "../../app/session";
import { useText } from "../../text/text";
import { Select } from "../../ui/field";
import { Empty } from "../../ui/state";
import { AccreditationScreen } from "../../ui/accreditation";
import { Accreditations } from "./accreditation";
import { CapacityPage } from "./capacity";
import { Console } from "./console";
import { Keys } from "./keys";
import { RateCards } from "./rates";
import { Statements } from "./statements";
import { SuspenseList } from "../../ui/suspense";
import { UsagePage } from "./usage";
import { DevicePage } from "../claims/device";
import { Devices } from "../claims/lists";
import { LivePage } from "../network/live_jobs";
import { Paying } from "../paying/routes";

export default function Site() {
  const { t } = useText();
  const sites = scopesOf(useSession(), "site_operator");
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const site = sites.find((each) => each.key === chosen) ?? sites[0];
  if (!site) return <Empty title={t("site.none")} />;
  return (
    <div className="stack">
      {sites.length > 1 && (
        <Select
          label={t("spending.site")}
          value={site.key}
          onValue={setChosen}
          choices={sites.map((each) => ({ value: each.key, label: each.name }))}
        />
      )}
      <Switch>
        <Route path="/site">
          <Console key={site.key} site={site.key} name={site.name} />
        </Route>
        <Route path="/site/live">
          <LivePage of={{ site: site.key }} job={() => undefined} />
        </Route>
        <Route path="/site/usage">
          <UsagePage site={site.key} />
        </Route>
        <Route path="/site/suspense">
          <SuspenseList site={site.key} />
        </Route>
        <Route path="/site/statements">
          <Statements site={site.key} />
        </Route>
        <Route path="/site/capacity">
          <CapacityPage site={site.key} />
        </Route>
        <Route path="/site/accreditation">
          <Accreditations site={site.key} />
        </Route>
        <Route path="/site/accreditation/:accreditation">
          {(params) => (
            <AccreditationScreen
              accreditation={params.accreditation}
              crumb={{ href: "/site/accreditation", title: t("nav.accreditation") }}
            />
          )}
        </Route>
        <Route path="/site/devices">
          <Devices path="/site/devices" />
        </Route>
        <Route path="/site/devices/:vendor/:serial">
          {(params) => <DevicePage vendor={params.vendor} serial={params.serial} path="/site/devices" />}
        </Route>
        <Route path="/site/keys">
          <Keys key={site.key} site={site.key} />
        </Route>
        <Route path="/site/rates">
          <RateCards site={site.key} />
        </Route>
        <Route path="/site/paying/*?">
          <Paying place={{ desk: "site", site: site.key }} />
        </Route>
        <Route>
          <NotFound />
        </Route>
      </Switch>
    </div>
  );
}
