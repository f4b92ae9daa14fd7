// Where sites are, by the origin of the compute they gave.
import type { SelfReliance } from "../../api/types";
import { useFigures } from "../../app/figures";
import { PlaceMap } from "../../charts/place_map";
import { shortName } from "../../lib/places";
import { ORIGINS, shareOf, type Measure } from "../../lib/reliance";
import { useText } from "../../text/text";
import { Card } from "../../ui/page";

type Site = SelfReliance["by_site"][number];

export function SiteMap({ figures, measure }: { figures: SelfReliance; measure: Measure }) {
  const { t, language } = useText();
  const { percent } = useFigures();
  const used = (site: Site) => ORIGINS.reduce((sum, origin) => sum + Number(site[measure][origin]), 0);
  const said = (site: Site) => {
    const { share } = site[measure];
    return share === null ? site.name : `${site.name}: ${percent(shareOf(share), 0)}`;
  };
  const places = figures.by_site.flatMap((site) =>
    site.place
      ? [
          {
            key: site.site,
            name: shortName(site.name, language !== "en"),
            at: site.place,
            size: used(site),
            look: mostly(site, measure),
            said: said(site),
          },
        ]
      : [],
  );
  if (places.length < 2) return null;
  return (
    <Card title={t("reliance.map")}>
      <PlaceMap label={t("reliance.map_lead")} places={places} />
      <p className="small soft">{t("reliance.map_lead")}</p>
    </Card>
  );
}

// Of what origin the larger part was.
function mostly(site: Site, measure: Measure) {
  return ORIGINS.reduce((best, origin) =>
    Number(site[measure][origin]) > Number(site[measure][best]) ? origin : best,
  );
}
