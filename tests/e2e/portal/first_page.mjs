// How large the first page is and how long it takes: node tests/e2e/portal/first_page.mjs ADDRESS [VISITS]
//
// Each visit is somebody's first: an empty cache, a new connection. Bytes are those on the wire, headers included, as
// the browser counts them; times are from the request until the first words stand there (first contentful paint) and
// until the figures do, the last thing that comes. Over a link as slow as a phone's, too: 1.6 Mbit/s, 150 ms.
import { createRequire } from "node:module";

const require = createRequire(new URL("../../../portal/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const [address, visits = "9"] = process.argv.slice(2);
if (!address || !/^[1-9]\d*$/.test(visits)) {
  console.log("usage: first_page.mjs ADDRESS [VISITS]");
  process.exit(2);
}

const PHONE = {
  offline: false,
  latency: 150,
  downloadThroughput: 200_000,
  uploadThroughput: 93_750,
};

async function visit(browser, link) {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let bytes = 0;
  let requests = 0;
  await session.send("Network.enable");
  if (link) await session.send("Network.emulateNetworkConditions", link);
  session.on("Network.loadingFinished", (event) => {
    bytes += event.encodedDataLength;
    requests += 1;
  });
  await page.goto(address);
  await page.locator("svg.plot").first().waitFor();
  const complete = await page.evaluate(() => performance.now());
  await page.waitForLoadState("networkidle");
  const painted = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
  await context.close();
  return { bytes, requests, painted, complete };
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
await visit(browser); // the browser's own start is not the portal's
for (const [name, link] of [
  ["loopback", undefined],
  ["1.6 Mbit/s, 150 ms", PHONE],
]) {
  const all = [];
  for (let count = 0; count < Number(visits); ++count) all.push(await visit(browser, link));
  const of = (key) => median(all.map((each) => each[key]));
  console.log(
    `${name}: ${(of("bytes") / 1000).toFixed(0)} kB in ${of("requests")} requests; ` +
      `first words after ${of("painted").toFixed(0)} ms, charts after ${of("complete").toFixed(0)} ms ` +
      `(median of ${visits})`,
  );
}
await browser.close();
