// The path of control, a line for each step: the votes that count, and whom they control.
import { pathsOf } from "../../lib/control";
import { useText } from "../../text/text";
import { Party } from "./party";

export function ControlPath({ proof }: { proof: string }) {
  const { t } = useText();
  const paths = pathsOf(proof);
  return (
    <>
      {paths.map((path, index) => (
        <ol key={index} className="control-path" aria-label={t("control.path")}>
          {path.map((reach) => (
            <li key={reach.held}>
              {reach.holdings.map((each, at) => (
                <span key={each.holder}>
                  {at > 0 && " + "}
                  <Party party={each.holder} plain /> <span className="number">{each.votes}</span>
                </span>
              ))}
              {reach.holdings.length > 1 && <span className="number"> = {reach.sum}</span>}
              <span className="visually-hidden">{t("control.reaches")}</span>
              <span aria-hidden="true"> → </span>
              <Party party={reach.held} plain />
              {reach.own && <span className="small soft"> {t("control.own_votes", { votes: reach.own })}</span>}
            </li>
          ))}
        </ol>
      ))}
    </>
  );
}
