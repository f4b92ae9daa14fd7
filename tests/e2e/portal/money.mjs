// Usage and money: a company's charges, a site's usage and suspense, the officer's budget and rules, the auditor's path.
import { readFileSync } from "node:fs";
import { check } from "./harness.mjs";

const POLICY = readFileSync(new URL("../../../programmes/henan-2023/programme.yaml", import.meta.url), "utf8");

export async function moneyJourney(harness) {
  await harness.test("a company sees each charge and how it came about, and takes it along as CSV", async () => {
    const sun = await harness.visitor();
    const { page } = sun;
    await sun.enter("sun");
    await sun.open("/company/wallet");
    await sun.sees("In the order they are used");
    await sun.inspect("company-wallet-used");
    await sun.open("/company/usage");
    await sun.inspect("company-usage");
    await page
      .getByRole("link", { name: /^Explain/ })
      .first()
      .click();
    await sun.sees("How the bill came about");
    await sun.inspect("company-job");
    await sun.open("/company/statements");
    await page.getByRole("cell").getByRole("link").first().click();
    await sun.sees("Statement of");
    await sun.inspect("company-statement");
    const [download] = await Promise.all([page.waitForEvent("download"), sun.button("CSV").click()]);
    const text = readFileSync(await download.path(), "utf8");
    check(text.includes("gross"), `no CSV: ${text.slice(0, 200)}`);
    await sun.close();
  });

  await harness.test(
    "a site sends usage; what cannot be charged waits with what to do, and is charged once that is done",
    async () => {
      const chen = await harness.visitor();
      const { page } = chen;
      await chen.enter("chen");
      await chen.open("/site/usage");
      await chen.sees("Charged each month");
      await chen.inspect("site-usage");
      const record = {
        account: "new-lab",
        resource: "ascend910b",
        devices: 8,
        part: 0,
      };
      const line = {
        job: "e2e-1",
        ...record,
        start: "2025-07-01T08:00:00+08:00",
        end: "2025-07-01T09:00:00+08:00",
      };
      const text = `${JSON.stringify(line)}\n{"job": "e2e-2"}\n`;
      await chen.choose(chen.button("Choose a file"), "usage.ndjson", "application/x-ndjson", text);
      await chen.sees("In suspense");
      await chen.inspect("site-sent");
      await chen.open("/site/suspense");
      await chen.sees("new-lab");
      await chen.inspect("site-suspense");
      const wang = await harness.visitor();
      await wang.enter("wang");
      await wang.open("/officer/suspense");
      await wang.sees("Who pays for new-lab at harbour?");
      await wang.inspect("officer-suspense");
      const form = wang.page.locator("form", { hasText: "new-lab" });
      await form.getByLabel("Organisation").selectOption("robot-x");
      await form.getByRole("button", { name: "Map the account" }).click();
      await wang.sees("The account was mapped.");
      await chen.page
        .locator("section", { hasText: "new-lab" })
        .getByRole("button", { name: "Try again" })
        .first()
        .click();
      await chen.sees("charged 1");
      chen.noErrors("site-retry");
      wang.noErrors("officer-map");
      for (const page of ["statements", "rates"]) {
        await chen.open(`/site/${page}`);
        await chen.inspect(`site-${page}`);
      }
      await chen.close();
      await wang.close();
    },
  );

  await harness.test(
    "an officer sees the budget, and publishes a new version after a check and a comparison",
    async () => {
      const wang = await harness.visitor();
      const { page } = wang;
      await wang.enter("wang");
      for (const each of ["budget", "rounds", "months", "applications"]) {
        await wang.open(`/officer/${each}`);
        await wang.inspect(`officer-${each}`);
      }
      await wang.open("/officer/rules");
      const choose = (text) => wang.choose(wang.button("Choose a file"), "programme.yaml", "application/yaml", text);
      await choose(POLICY.replace("share: {value: 20%", "share: {valu: 20%"));
      await wang.sees("The file has mistakes");
      await wang.inspect("officer-rules-wrong");
      const better = POLICY.replace('version: "1"', 'version: "2"').replace("share: {value: 20%", "share: {value: 30%");
      await choose(better);
      await wang.sees("henan-2023, version 2, can be published");
      await wang.sees("What changes");
      await wang.inspect("officer-rules-checked");
      await wang.button("Publish").click();
      await wang.confirm("Publish");
      await wang.sees("The rules were published.");
      wang.noErrors("officer-publish");
      await wang.close();
    },
  );

  await harness.test("an auditor follows a voucher's money to its entry and checks the entry's proof", async () => {
    const auditor = await harness.visitor();
    const { page } = auditor;
    await auditor.enter("he");
    await auditor.sees("Follow the money");
    await auditor.inspect("auditor-money");
    await page.getByRole("link", { name: "E-01", exact: true }).click();
    await auditor.sees("The path of the money: E-01");
    await auditor.inspect("auditor-path");
    await page.getByRole("link", { name: "Entries about E-01" }).click();
    await auditor.sees("Voucher issued out of an award");
    await auditor.inspect("auditor-journal-about");
    await page.getByRole("cell").getByRole("link").first().click();
    await auditor.button("Check the proof").click();
    await auditor.sees("The entry stands in the signed journal");
    await auditor.sees("The authority’s signature is good");
    await auditor.inspect("auditor-proof");
    await auditor.open("/auditor/journal");
    await auditor.inspect("auditor-journal");
    await auditor.close();
  });
}
