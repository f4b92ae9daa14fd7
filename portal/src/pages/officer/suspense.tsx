// Suspense of all sites as the officer sees it, with what only an officer can set right.
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, must } from "../../api/client";
import { useWrite } from "../../api/write";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Select } from "../../ui/field";
import { ProblemBox } from "../../ui/state";
import { SuspenseList } from "../../ui/suspense";
import { useToast } from "../../ui/toast";

export function Suspense() {
  return (
    <SuspenseList fix={(reason, records) => reason === "no_payer" && records[0] && <MapPayer {...records[0]} />} />
  );
}

interface Mapping {
  site: string;
  account: string;
  organisation: string;
  use: string;
}

const USES = ["training", "inference"] as const;

// Says who pays for an account of a site.
function MapPayer(props: { site: string; account: string }) {
  const { t, name } = useText();
  const toast = useToast();
  const [organisation, setOrganisation] = useState("");
  const [use, setUse] = useState<string>(USES[0]);
  const organisations = useQuery({
    queryKey: ["organisations"],
    queryFn: () => must(api.GET("/api/v1/organisations", { params: { query: { limit: 1000, sort: "name" } } })),
  });
  const map = useWrite(
    (body: Mapping, header) => must(api.POST("/api/v1/payers", { params: { header }, body })),
    () => toast(t("suspense.mapped")),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (organisation) map.mutate({ site: props.site, account: props.account, organisation, use });
  };
  return (
    <form className="card stack" onSubmit={submit}>
      <h3>{t("suspense.map", { account: props.account, site: props.site })}</h3>
      <div className="columns even">
        <Select
          label={t("application.organisation")}
          value={organisation}
          onValue={setOrganisation}
          choices={[
            { value: "", label: t("suspense.choose") },
            ...(organisations.data?.items ?? []).map((each) => ({ value: each.organisation, label: each.name })),
          ]}
        />
        <Select
          label={t("spending.use")}
          value={use}
          onValue={setUse}
          choices={USES.map((each) => ({ value: each, label: name("use", each) }))}
        />
      </div>
      {map.error && <ProblemBox error={map.error} />}
      <div>
        <Button type="submit" off={map.isPending || organisation === ""}>
          {t("suspense.map_do")}
        </Button>
      </div>
    </form>
  );
}
