// A voucher that is compute: a site's console, a company that books in three steps, jobs that run, a reservation that a
// site breaks, the catalogue of sites, and what stands behind vouchers.
import { check } from "./harness.mjs";

const DAY_MS = 86_400_000;
const day = (from, days) => new Date(from.getTime() + days * DAY_MS).toISOString().slice(0, 10);

// Devices for programmes at two sites, from today on: other journeys look at other days.
async function promise(chen, wang) {
  const today = new Date();
  const listed = [
    [chen, "harbour", "ascend-910b", 64],
    [wang, "north", "metax-c500", 32],
  ];
  for (const [visitor, site, resource, devices] of listed)
    await visitor.write("/capacity", {
      capacity: `${site}-compute`,
      site,
      resource,
      devices,
      use: "programmes",
      from: day(today, -1),
      until: day(today, 120),
    });
  await chen.write("/sites/harbour/topology", {
    resource: "ascend-910b",
    devices_per_server: 8,
    servers_per_island: 16,
  });
}

export async function computeJourney(harness) {
  const chen = await harness.visitor();
  const sun = await harness.visitor();
  const wang = await harness.visitor();
  for (const [visitor, name] of [
    [chen, "chen"],
    [sun, "sun"],
    [wang, "wang"],
  ])
    await visitor.enter(name);
  let booked = "";

  await harness.test("before anything is promised, a company sees what to do, and why no site offers", async () => {
    const { page } = sun;
    await sun.open("/company/compute");
    await sun.sees("No reservation yet");
    await sun.sees("No quote yet");
    await sun.inspect("company-compute-empty");
    await page.getByRole("link", { name: "Book compute" }).click();
    await sun.sees("What it takes");
    await page.getByRole("button", { name: "Devices", exact: true }).click();
    await page.getByRole("button", { name: "8 × 7d" }).click();
    await sun.sees("1,344 device-hours");
    await page.getByLabel("How long").fill("soon");
    await sun.sees("Write 24h, 1.5h, 90m or 30d.");
    await page.getByLabel("How long").fill("24h");
    await page.getByLabel("Devices", { exact: true }).fill("");
    await sun.button("Ask for offers").click();
    await sun.sees("Please answer this");
    await sun.inspect("company-book-wrong");
    await page.getByLabel("Devices", { exact: true }).fill("8");
    await page.getByText("Only certain sites, chips or dates").click();
    await page.getByLabel("Site", { exact: true }).selectOption("river");
    await sun.button("Ask for offers").click();
    await sun.sees("No site makes an offer");
    await page.getByText(/Why \d+ others make no offer|Why another one makes no offer/).click();
    await page.getByRole("row").filter({ hasText: "Never so many devices" }).waitFor();
    await sun.inspect("company-offers-none");
  });

  await promise(chen, wang);

  await harness.test("a company trains a model in three steps: estimate, offers, confirmation", async () => {
    const { page } = sun;
    await sun.open("/company/compute/book");
    await page.getByRole("button", { name: "1.5B, 30B tokens" }).click();
    await page.getByText(/at one site/).first().waitFor();
    await page.getByText("What this assumes").click();
    await sun.sees("arXiv:1910.02054");
    await sun.inspect("company-book");
    await sun.button("Ask for offers").click();
    await sun.sees("Best by what you asked");
    await page.getByRole("timer").first().waitFor();
    await sun.inspect("company-offers");
    const cheapest = page.url();
    await page.getByRole("button", { name: "Soonest" }).click();
    await page.waitForURL((url) => url.href !== cheapest);
    await page.getByRole("button", { name: "Soonest", pressed: true }).waitFor();
    await page.goBack();
    await page.getByRole("button", { name: "Cheapest for us", pressed: true }).waitFor();
    await page.getByRole("button", { name: /^Choose/ }).first().click();
    await sun.sees("What you book");
    await sun.sees("You can cancel it for nothing until a job uses it.");
    await sun.inspect("company-confirm");
    await sun.button("Book it").click();
    await sun.sees("Booked: devices and money are set aside.");
    await sun.sees("Money set aside");
    booked = decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1));
    await page.getByText("Reserved", { exact: true }).first().waitFor();
    await sun.inspect("company-reservation");
  });

  await harness.test("the steps can be gone back to, and the form has what was asked", async () => {
    const { page } = sun;
    await sun.open("/company/compute");
    await page.getByRole("link", { name: /1\.5B parameters on 30B tokens/ }).first().click();
    await page.getByRole("link", { name: "Change what to run" }).click();
    check((await page.getByLabel("Tokens", { exact: true }).inputValue()) === "30B", "the tokens are not there");
    await page.getByRole("button", { name: "1.5B, 30B tokens", pressed: true }).waitFor();
    sun.noErrors("going back");
  });

  await harness.test("a reservation is cancelled with a reason, and the money is back", async () => {
    const { page } = sun;
    await sun.open(`/company/compute/reservations/${booked}`);
    await sun.button("Cancel the reservation").click();
    await sun.confirm("Cancel the reservation");
    await sun.sees("Please give a reason.");
    await page.getByRole("dialog").getByLabel("Reason").fill("The data set is not ready");
    await sun.inspect("company-ask-cancel");
    await sun.confirm("Cancel the reservation");
    await sun.sees("Cancelled: the money is back in the wallet.");
    await sun.sees("You cancelled it");
    await sun.settle();
    sun.noErrors("a cancelled reservation");
  });

  await harness.test("what a quote offered too long ago is asked again in one click", async () => {
    const { page } = sun;
    await page.clock.install();
    await sun.open("/company/compute");
    await page.getByRole("link", { name: /1\.5B parameters on 30B tokens/ }).first().click();
    await page.getByRole("timer").first().waitFor();
    await page.clock.fastForward("31:00");
    await sun.sees("These offers have run out");
    check((await page.getByRole("button", { name: /^Choose/ }).count()) === 0, "an offer can still be chosen");
    const old = page.url();
    await sun.button("Ask again").click();
    await page.waitForURL((url) => url.href !== old);
    sun.noErrors("a quote that ran out");
  });
  await sun.close();

  const company = await harness.visitor();
  await company.enter("sun");

  await harness.test("a site sees who comes, and breaks a reservation on its record; the company has a new offer", async () => {
    const { page } = company;
    const quote = "sun-soon";
    await company.write("/quotes", {
      quote,
      organisation: "lanzhi",
      kind: "devices",
      devices: "8",
      hours: "10",
      use: "training",
      rank: "soonest",
      earliest: day(new Date(), 3),
    });
    const offers = await page.evaluate(async () => (await (await fetch("/api/v1/quotes/sun-soon")).json()).offers);
    const offer = offers.find((each) => each.site === "harbour")?.rank;
    check(offer, `harbour makes no offer: ${JSON.stringify(offers)}`);
    await company.write("/reservations", { reservation: "sun-broken", quote, offer });
    await chen.open("/site");
    const row = chen.page.getByRole("row").filter({ hasText: "sun-broken" });
    await row.getByText("蓝智科技 Lanzhi AI").waitFor();
    await chen.inspect("site-console");
    await row.getByRole("button", { name: /^Break it/ }).click();
    await chen.sees(/Your public record will say: 1 of \d+ broken/);
    await chen.page.getByRole("dialog").getByLabel("Reason").fill("A transformer burnt down");
    await chen.inspect("site-ask-break");
    await chen.confirm("Break it");
    await chen.sees("Broken: the company has its money back");
    await row.waitFor({ state: "detached" });
    await chen.page.getByRole("button", { name: "All", exact: true }).click();
    await row.getByText("Broken by the site").waitFor();
    chen.noErrors("site-console");

    await company.open("/company/compute/reservations/sun-broken");
    await company.sees("does not keep this reservation");
    await company.sees("The site says: A transformer burnt down");
    await company.inspect("company-broken");
    const next = page.getByRole("button", { name: "Book this one" });
    await next.or(page.getByRole("button", { name: "Ask again" })).first().waitFor();
    if ((await next.count()) > 0) {
      await next.click();
      await company.sees("Booked: devices and money are set aside.");
      await page.getByText("Reserved", { exact: true }).first().waitFor();
    }
    company.noErrors("company-broken");
  });

  await harness.test("jobs appear while they run, without a click, with what is set aside and spent", async () => {
    const { page } = company;
    await company.open("/company/live");
    await page.getByText(/^Live, /).waitFor();
    check((await page.getByText("live-7").count()) === 0, "the job is there before it began");
    const now = new Date();
    await chen.write("/holds", {
      hold: "live-7",
      organisation: "lanzhi",
      site: "harbour",
      job: "live-7",
      use: "training",
      resource: "ascend-910b",
      units: "8",
      walltime_s: 36_000,
      expires_at: day(now, 3) + "T00:00:00Z",
    });
    const row = page.getByRole("row").filter({ hasText: "live-7" });
    await row.getByText("Authorised").waitFor();
    await chen.page.evaluate(
      async ([start, end]) => {
        const { csrf_token: token } = await (await fetch("/api/v1/session")).json();
        const record = { job: "live-7", account: "lanzhi", resource: "ascend-910b", start, end, devices: 8, part: 0 };
        await fetch("/api/v1/sites/harbour/usage", {
          method: "POST",
          headers: { "Content-Type": "application/x-ndjson", "X-CSRF-Token": token, "Idempotency-Key": "live-7" },
          body: `${JSON.stringify(record)}\n`,
        });
      },
      [new Date(now.getTime() - 3_600_000).toISOString(), now.toISOString()],
    );
    await row.getByText("Authorised").waitFor({ state: "detached" });
    await row.getByText("CNY 64.00", { exact: true }).waitFor();
    await company.inspect("company-live");
    await chen.open("/site/live");
    await chen.page.getByRole("row").filter({ hasText: "live-7" }).waitFor();
    await chen.inspect("site-live");
    await row.getByRole("link").click();
    await company.sees("How the bill came about");
    company.noErrors("company-live");
  });

  await harness.test("a hidden page stops listening, and knows what happened when it is looked at again", async () => {
    const { page } = company;
    await company.open("/company/live");
    await page.getByText(/^Live, /).waitFor();
    const look = (hidden) =>
      page.evaluate((value) => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
    await look(true);
    await page.getByText(/^Paused, /).waitFor();
    await chen.write("/holds/live-7/release", {});
    await look(false);
    await page.getByText(/^Live, /).waitFor();
    const row = page.getByRole("row").filter({ hasText: "live-7" });
    await row.getByText("nothing", { exact: true }).waitFor();
    company.noErrors("company-live hidden");
  });

  await harness.test("anyone finds a site by its chips, and sees what is free, its prices and its record", async () => {
    const me = await harness.visitor();
    const { page } = me;
    await me.open("/");
    await page.getByRole("link", { name: "Sites, free chips and prices" }).click();
    await page.getByRole("heading", { name: "Sites", level: 1 }).waitFor();
    await me.inspect("public-sites");
    const rows = page.getByRole("row");
    await page.getByLabel("Chip model").selectOption("metax-c500");
    await page.getByRole("link", { name: /Harbour/ }).waitFor({ state: "detached" });
    check((await rows.count()) === 2, "the filter does not leave one site");
    await page.getByLabel("Chip model").selectOption("");
    await page.getByLabel("Name, city or operator").fill("no such site");
    await me.sees("No site fits");
    await page.getByLabel("Name, city or operator").fill("harbour");
    await page.getByRole("link", { name: /Harbour/ }).click();
    await me.sees("Run by 港湾智算 Harbour Compute");
    await me.sees("The next four weeks");
    await me.sees("8 in a server");
    await me.sees("islands of 128");
    await me.sees(/1 of \d+ broken/);
    await page.locator("figure").first().getByText("The figures as a table").click();
    check((await page.locator("figure").first().locator("tbody tr").count()) > 20, "the days are not there");
    await me.inspect("public-site");
    await me.close();
    await wang.open("/officer/sites");
    await wang.sees("No alert stands");
    await wang.page.getByRole("link", { name: /Harbour/ }).last().click();
    await wang.sees("How busy it was");
    await wang.inspect("officer-site");
  });

  await harness.test("an officer proposes what must be promised, and an approver approves it", async () => {
    const zhou = await harness.visitor();
    await zhou.enter("zhou");
    await wang.open("/officer/backing");
    const cardOf = (visitor) =>
      visitor.page.locator("article").filter({ has: visitor.page.getByRole("heading", { name: /Training vouchers/ }) });
    await cardOf(wang).getByText("No rule: vouchers are issued whatever is promised").waitFor();
    await wang.inspect("officer-backing");
    await cardOf(wang).getByRole("button", { name: /^Propose another rule/ }).click();
    await wang.page.getByLabel("Share that must be promised").fill("most");
    await wang.confirm("Propose it");
    await wang.sees("A share such as 100 or 62.5.");
    await wang.page.getByLabel("Share that must be promised").fill("10");
    await wang.inspect("officer-ask-backing");
    await wang.confirm("Propose it");
    await wang.sees("The rule was proposed: another person approves it.");
    await cardOf(wang).getByText("Proposed: a voucher is issued only while 10% is promised").waitFor();
    check((await cardOf(wang).getByRole("button", { name: "Approve" }).count()) === 0, "who proposed it may approve it");
    await zhou.open("/approver");
    await zhou.page.getByText("Decide the rule on backing").first().waitFor();
    await zhou.open("/approver/backing");
    await cardOf(zhou).getByRole("button", { name: "Approve" }).click();
    await zhou.inspect("approver-ask-backing");
    await zhou.confirm("Approve");
    await cardOf(zhou).getByText("A voucher is issued only while 10% is promised", { exact: true }).waitFor();
    await zhou.inspect("approver-backing");
    await cardOf(wang).getByText("A voucher is issued only while 10% is promised", { exact: true }).waitFor();
    await wang.write("/programmes/training/backing-rule", {});
    await cardOf(zhou).getByRole("button", { name: "Reject" }).click();
    await zhou.page.getByLabel("Reason").fill("The new hall is not open yet");
    await zhou.confirm("Reject");
    await zhou.sees("The proposal was rejected.");
    for (const each of [wang, zhou]) each.noErrors("backing");
    await zhou.close();
  });

  await harness.test("a company joins the waiting line and is offered when its turn comes; two people set its rule", async () => {
    await company.open("/company/compute/wait");
    await company.sees("What it takes"); // what is waited for is asked for first
    await company.write("/quotes", {
      quote: "sun-line",
      organisation: "lanzhi",
      kind: "devices",
      devices: "8",
      hours: "10",
      use: "training",
      rank: "soonest",
      earliest: day(new Date(), 5),
    });
    await company.open("/company/compute/wait?quote=sun-line");
    await company.sees("Join the waiting line");
    await company.inspect("company-line-join");
    await company.button("Join the line").click();
    await company.sees("It is your turn");
    await company.inspect("company-line-turn");
    await wang.open("/officer/waiting");
    await wang.page.getByRole("cell", { name: "蓝智科技 Lanzhi AI" }).first().waitFor();
    await wang.page.getByLabel("Rule", { exact: true }).fill("fair-line");
    await wang.page.getByLabel("Served first").selectOption("fair_share");
    const file = (text) => ({ name: "weights.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await wang.page.locator('input[type="file"]').setInputFiles(file("organisation,weight\nnobody,2\nlanzhi,0\n"));
    await wang.sees("2 rows are wrong, and nothing was taken");
    await wang.sees("Row 2");
    await wang.page.locator('input[type="file"]').setInputFiles(file("organisation,weight\nlanzhi,3\n"));
    await wang.page.getByLabel("Weight", { exact: true }).first().waitFor();
    check((await wang.page.getByLabel("Weight", { exact: true }).inputValue()) === "3", "the file's weight is not there");
    await wang.inspect("officer-line");
    await wang.button("Propose it").click();
    await wang.sees("The rule was proposed.");
    const zhou = await harness.visitor();
    await zhou.enter("zhou");
    await zhou.open("/approver/waiting");
    await zhou.page.getByRole("row").filter({ hasText: "fair-line" }).getByRole("button", { name: "Approve" }).click();
    await zhou.sees("蓝智科技 Lanzhi AI: 3"); // nobody approves a name alone
    await zhou.inspect("approver-ask-line");
    await zhou.confirm("Approve");
    await zhou.page.getByRole("row").filter({ hasText: "fair-line" }).getByText("Approved").waitFor();
    await zhou.inspect("approver-line");
    // The next rule is a lottery: its seed is made in the browser, and revealed there at the draw.
    await wang.open("/officer/waiting");
    await wang.page.getByLabel("Rule", { exact: true }).fill("lots");
    await wang.page.getByLabel("Served first").selectOption("lottery");
    const seed = await wang.page.locator("form code.secret").innerText();
    check(await wang.button("Propose it").isDisabled(), "a seed that nobody kept was committed to");
    await wang.button("Keep it as a file").click();
    await wang.inspect("officer-line-lottery");
    await wang.button("Propose it").click();
    await wang.page.getByRole("row").filter({ hasText: "lots" }).getByText("Proposed").waitFor();
    await zhou.open("/approver/waiting");
    await zhou.page.getByRole("row").filter({ hasText: "lots" }).getByRole("button", { name: "Approve" }).click();
    await zhou.confirm("Approve");
    await zhou.page.getByRole("row").filter({ hasText: "lots" }).getByText("Approved").waitFor();
    await wang.open("/officer/waiting");
    await wang.button(/^Draw lots/).click();
    await wang.page.getByLabel("The seed that was committed to").fill("f".repeat(64));
    await wang.sees("This is not the seed that was committed to.");
    await wang.page.getByLabel("The seed that was committed to").fill(seed);
    await wang.sees("It is the seed that was committed to");
    await wang.button("Keep it as a file").last().click();
    await wang.inspect("officer-ask-draw");
    await wang.confirm("Draw lots");
    await wang.sees("Every one below was made again in this browser.");
    await wang.page.locator("code.secret").getByText(seed).waitFor();
    await wang.inspect("officer-line-drawn");
    await company.write("/waiting-line", {
      wait: "too-dear",
      organisation: "lanzhi",
      programme: "training",
      kind: "devices",
      devices: "8",
      hours: "10",
      use: "training",
      own_share_max: "0.01",
    });
    await company.open("/company/compute/waiting/too-dear");
    await company.sees("Your own share would be above what you accept");
    await company.sees("join again with a higher own share");
    await company.inspect("company-line-too-dear");
    for (const each of [company, wang, zhou]) each.noErrors("waiting line");
    await zhou.close();
  });
  for (const each of [chen, company, wang]) await each.close();
}
