// node tests/e2e/portal/run.mjs ADDRESS [--screenshots FOLDER]: the journeys, in the order of a programme's life.
import { Harness } from "./harness.mjs";
import { adminJourney } from "./admin.mjs";
import { applicationJourney } from "./application.mjs";
import { checkpointJourney } from "./checkpoints.mjs";
import { decisionJourney } from "./decisions.mjs";
import { deskJourney } from "./desk.mjs";
import { moneyJourney } from "./money.mjs";
import { networkJourney } from "./network.mjs";
import { pagesEverywhere } from "./pages.mjs";
import { originJourney, publicJourney, signInJourney } from "./public.mjs";
import { registryJourney } from "./registry.mjs";
import { returnJourney } from "./returns.mjs";

const [address, option, folder] = process.argv.slice(2);
if (!address || (option && option !== "--screenshots")) {
  console.log("usage: run.mjs ADDRESS [--screenshots FOLDER]");
  process.exit(2);
}
const harness = new Harness(address, folder);
await harness.start();
for (const journey of [
  publicJourney,
  originJourney,
  adminJourney,
  signInJourney,
  applicationJourney,
  decisionJourney,
  deskJourney,
  registryJourney,
  moneyJourney,
  checkpointJourney,
  networkJourney,
  pagesEverywhere,
  returnJourney,
])
  await journey(harness);
process.exit(await harness.stop());
