// Without a sign-in, and signing in.
import { check, totp } from "./harness.mjs";

export async function publicJourney(harness) {
  const me = await harness.visitor();
  const { page } = me;
  await harness.test("anyone sees what was spent", async () => {
    await me.open("/");
    await me.sees("Paid by programmes");
    await me.sees("Share of device-hours by chip vendor");
    await me.inspect("public-landing");
    const table = page.locator("figure").first();
    await table.getByText("The figures as a table").click();
    check((await table.locator("tbody tr").count()) > 0, "the chart has no figures");
  });
  await harness.test("anyone sees how far compute is self-reliant, in figures and by site", async () => {
    await me.sees("How far compute is self-reliant");
    const chart = page.locator("figure", { has: page.getByLabel("Share of compute by origin of chips") });
    await chart.getByText("The share and the target as a table").click();
    await chart.getByRole("cell", { name: "60%" }).first().waitFor();
    check((await chart.locator("rect.origin.domestic").count()) > 0, "no domestic compute is drawn");
    check((await chart.locator("circle.step").count()) === 2, "the path has not its two steps");
    await page.getByRole("button", { name: "Dense FP16", exact: true }).click();
    await chart.getByText("The figures as a table").click();
    await chart.getByRole("cell", { name: /PFLOPS-hours/ }).first().waitFor();
    const data = await page.evaluate(async () => (await fetch("/api/v1/open-data/self-reliance/months.csv")).text());
    check(data.startsWith("month,domestic_hours"), "the open data is not there");
    await page.getByRole("button", { name: "Declared", exact: true }).click();
    await me.sees("No capacity is declared yet");
    await page.getByRole("button", { name: "Used", exact: true }).click();
  });
  await harness.test("every figure of a chip has its source, and contradictions are shown", async () => {
    await page.getByRole("link", { name: "All chips and their figures" }).click();
    await page.getByRole("heading", { name: "Chips", level: 1 }).waitFor();
    await me.inspect("public-chips");
    await page.getByRole("link", { name: "Ascend 910C", exact: true }).click();
    await me.sees("Dense FP16: 800 TFLOPS");
    await me.sees("Sources contradict each other");
    await me.sees("SemiAnalysis");
    await me.inspect("public-chip");
    await me.open("/chips/kunlunxin-p800");
    await me.sees(/not published: Dense FP16/);
    await me.open("/");
  });
  await harness.test("a programme's own rules say whether it fits, and why", async () => {
    await page.getByRole("link", { name: /Henan/ }).first().click();
    await me.sees("Does it fit me?");
    check((await page.getByLabel(/PFLOPS/).count()) === 0, "a fact is asked that is not needed");
    await page.getByLabel("AI computing centre").check();
    await page.getByLabel(/PFLOPS/).fill("99");
    await page.getByLabel("company", { exact: true }).check();
    await page.getByLabel("Fees for the compute used").fill("3,000,000.10");
    await me.sees("It does not fit");
    await me.sees("An AI centre must have at least 100 PFLOPS.");
    await page.getByLabel(/PFLOPS/).fill("100");
    await me.sees("It fits: an award is possible");
    await me.sees("CNY 600,000.02");
    await me.inspect("public-fit");
  });
  await harness.test("language and theme change at once and stay", async () => {
    await page.getByRole("button", { name: "中文" }).click();
    await me.sees("是否适合我？");
    check((await page.getAttribute("html", "lang")) === "zh-CN", "lang is not Chinese");
    await page.getByRole("button", { name: "深色主题" }).click();
    await page.reload();
    await me.sees("是否适合我？");
    check((await page.getAttribute("html", "data-theme")) === "dark", "the theme was forgotten");
    await me.inspect("public-programme-chinese-dark");
  });
  await harness.test("the keyboard alone skips to the content and reaches the sign-in", async () => {
    const guest = await harness.visitor();
    await guest.open("/");
    await guest.page.evaluate(() => document.activeElement?.blur());
    await guest.page.keyboard.press("Tab");
    check(
      await guest.page.getByText("Skip to the content").evaluate((each) => each === document.activeElement),
      "no skip link",
    );
    await guest.page.keyboard.press("Enter");
    check(await guest.page.getByRole("main").evaluate((each) => each === document.activeElement), "main has no focus");
    await guest.close();
  });
  await harness.test("an address that leads nowhere says so", async () => {
    await page.getByRole("button", { name: "English" }).click(); // left at once: the choice must hold all the same
    await me.open("/nowhere");
    await me.sees("There is no such page");
    await me.inspect("public-nowhere");
  });
  await me.close();
}

export async function signInJourney(harness) {
  const me = await harness.visitor();
  const { page } = me;
  await harness.test("a wrong password is refused with what to do", async () => {
    await me.signIn("he", "not the password");
    await page.getByRole("alert").waitFor();
    me.expectStatus(401);
    await me.inspect("sign-in-refused");
  });
  await harness.test("a second factor is set up, and asked for at the next sign-in", async () => {
    await me.enter("admin");
    await me.open("/account");
    await me.sees("A code from an authenticator on your phone");
    await page.getByLabel("Password", { exact: true }).fill("yungang-demo-2025");
    await me.button("Set it up").click();
    const secret = await page.locator("code").first().innerText();
    await page.getByLabel("Code of the authenticator").fill(totp(secret));
    await me.button("Confirm").click();
    await me.sees("The second factor is on.");
    await me.inspect("account");
    await me.button("Sign out").click();
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    await me.signIn("admin");
    await me.sees("Second factor");
    me.expectStatus(401);
    // A code is taken once: the one after it is what the server takes next.
    await page.getByLabel("Code of the authenticator").fill(totp(secret, Date.now() + 30_000));
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "People" }).waitFor();
    me.noErrors("sign-in with a code");
  });
  await harness.test("a page of another role is not shown", async () => {
    await me.open("/company");
    await me.sees("This page is for the role “Company”.");
  });
  await me.close();
}

export async function originJourney(harness) {
  const me = await harness.visitor();
  const { page } = me;
  await harness.test("an officer records an origin and sets a target, and everyone sees it", async () => {
    await me.enter("wang");
    await me.open("/officer/origins");
    await me.sees("example: assumed to pass");
    const record = page.locator("section", { has: page.getByRole("heading", { name: "Record an origin" }) }).last();
    await record.getByRole("button", { name: "Record it" }).click();
    await me.sees("Please answer this question.");
    await record.getByLabel("Chip").selectOption({ label: "H20" });
    await record.getByLabel("Test").selectOption({ label: "Procurement list" });
    await record.getByLabel("fails").check();
    await record.getByLabel("First day").fill("2025-01-01");
    await record.getByLabel("Source").fill("example: the city's own list");
    await record.getByRole("button", { name: "Record it" }).click();
    await me.sees("The origin was recorded.");
    await me.sees("example: the city's own list");
    const target = page.locator("section", { has: page.getByRole("heading", { name: "Set a target" }) }).last();
    await target.getByLabel("Test").selectOption({ label: "Procurement list" });
    await target.getByLabel("Domestic share").fill("101");
    await target.getByLabel("By").fill("2026-12-31");
    await target.getByLabel("Source").fill("example: a plan");
    await target.getByRole("button", { name: "Set the target" }).click();
    await me.sees("A share above 0 and up to 100, with one decimal.");
    await target.getByLabel("Domestic share").fill("80");
    await target.getByRole("button", { name: "Set the target" }).click();
    await me.sees("The target was set.");
    await me.inspect("officer-origins");
    const guest = await harness.visitor();
    await guest.open("/chips/h20");
    await guest.sees("Procurement list: fails");
    await guest.open("/");
    await guest.page.getByLabel("Test", { exact: true }).selectOption({ label: "Procurement list" });
    await guest.page.locator("circle.step title", { hasText: "80" }).first().waitFor({ state: "attached" });
    await guest.close();
  });
  await me.close();
}
