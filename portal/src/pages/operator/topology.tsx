// How the chips of a model stand at the site: so many in a server, so many servers on one fast network.
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, must } from "../../api/client";
import { useWrite } from "../../api/write";
import { plainNumber } from "../../lib/facts";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Select, TextField } from "../../ui/field";
import { Card } from "../../ui/page";
import { useResources } from "../../ui/resources";
import { ProblemBox } from "../../ui/state";
import { useToast } from "../../ui/toast";

interface Input {
  resource: string;
  devices_per_server: number;
  servers_per_island: number;
}

const isCount = (text: string) => /^[1-9]\d*$/.test(plainNumber(text));

export function Topology({ site }: { site: string }) {
  const { t } = useText();
  const toast = useToast();
  const chips = useResources().filter((each) => each.kind === "accelerator");
  const [resource, setResource] = useState("");
  const [typed, setTyped] = useState<{ server?: string; island?: string }>({});
  const [tried, setTried] = useState(false);
  const offered = useQuery({
    queryKey: ["offerings", site],
    queryFn: () => must(api.GET("/api/v1/offerings", { params: { query: { site, limit: 1000 } } })),
  });
  const said = offered.data?.items.find((each) => each.resource === resource);
  const server = typed.server ?? said?.devices_per_server?.toString() ?? "";
  const island = typed.island ?? said?.servers_per_island?.toString() ?? "";
  const save = useWrite(
    (body: Input, header) =>
      must(api.POST("/api/v1/sites/{site}/topology", { params: { path: { site }, header }, body })),
    () => {
      toast(t("topology.saved"));
      setTyped({});
      setTried(false);
    },
  );
  const goodServer = isCount(server);
  const goodIsland = island.trim() === "" || isCount(island);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!resource || !goodServer || !goodIsland || save.isPending) return;
    save.mutate({
      resource,
      devices_per_server: Number(plainNumber(server)),
      servers_per_island: island.trim() === "" ? 0 : Number(plainNumber(island)),
    });
  };
  return (
    <Card title={t("topology.title")}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="soft">{t("topology.lead")}</p>
        <div className="columns even">
          <Select
            label={t("chips.model")}
            value={resource}
            onValue={(value) => {
              setResource(value);
              setTyped({});
            }}
            wrong={tried && !resource ? t("field.missing") : undefined}
            choices={[{ value: "", label: t("people.choose") }, ...chips]}
          />
          <TextField
            label={t("topology.per_server")}
            inputMode="numeric"
            value={server}
            onValue={(value) => setTyped({ ...typed, server: value })}
            wrong={tried && !goodServer ? t("field.bad_count") : undefined}
          />
          <TextField
            label={t("topology.per_island")}
            hint={t("topology.per_island_hint")}
            optional
            inputMode="numeric"
            value={island}
            onValue={(value) => setTyped({ ...typed, island: value })}
            wrong={tried && !goodIsland ? t("field.bad_count") : undefined}
          />
        </div>
        {save.error && <ProblemBox error={save.error} />}
        <div>
          <Button type="submit" look="primary" off={save.isPending}>
            {t("topology.save")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
