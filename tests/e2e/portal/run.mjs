// node tests/e2e/portal/run.mjs ADDRESS [--screenshots FOLDER] [--only JOURNEY,...]: the journeys, in the order of a
// programme's life. With --only, those that are named: "paying" goes on with what "claims" leaves behind.
import { parseArgs } from "node:util";
import { Harness } from "./harness.mjs";
import { adminJourney } from "./admin.mjs";
import { applicationJourney } from "./application.mjs";
import { checkpointJourney } from "./checkpoints.mjs";
import { claimJourney } from "./claims.mjs";
import { computeJourney } from "./compute.mjs";
import { decisionJourney } from "./decisions.mjs";
import { deskJourney } from "./desk.mjs";
import { moneyJourney } from "./money.mjs";
import { networkJourney } from "./network.mjs";
import { pagesEverywhere } from "./pages.mjs";
import { payingJourney } from "./paying.mjs";
import { originJourney, publicJourney, signInJourney } from "./public.mjs";
import { registryJourney } from "./registry.mjs";
import { returnJourney } from "./returns.mjs";

const JOURNEYS = {
  public: publicJourney,
  origins: originJourney,
  admin: adminJourney,
  "sign-in": signInJourney,
  application: applicationJourney,
  decisions: decisionJourney,
  desk: deskJourney,
  registry: registryJourney,
  money: moneyJourney,
  checkpoints: checkpointJourney,
  network: networkJourney,
  compute: computeJourney,
  claims: claimJourney,
  paying: payingJourney,
  pages: pagesEverywhere,
  returns: returnJourney,
};

function usage(problem) {
  console.log(`${problem}\nusage: run.mjs ADDRESS [--screenshots FOLDER] [--only ${Object.keys(JOURNEYS).join(",")}]`);
  process.exit(2);
}

function parsed() {
  const options = { screenshots: { type: "string" }, only: { type: "string" } };
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return usage(error.message);
  }
}

const { values, positionals } = parsed();
if (positionals.length !== 1) usage("one address is needed");
const names = values.only?.split(",") ?? Object.keys(JOURNEYS);
for (const each of names) if (!(each in JOURNEYS)) usage(`no journey is called ${each}`);
const harness = new Harness(positionals[0], values.screenshots);
await harness.start();
for (const each of Object.keys(JOURNEYS)) if (names.includes(each)) await JOURNEYS[each](harness);
process.exit(await harness.stop());
