// A purchase, from its invoices to the history of a card: presented by a company, checked by an officer, seen by an auditor.
import { readFileSync } from "node:fs";
import { check } from "./harness.mjs";

const PROGRAMME = "example-cards-2026"; // what it asks for is measured, so nobody states a fact
const CHIP = "ascend-910b";
const ISSUER = "91110108MA01ABCDE5";
export const SERIALS = ["2102A00001", "2102A00002", "2102A00003", "2102A00004"];

const DAY_MS = 86_400_000;

// "2026-05-14", so many days ago: accepted long enough ago for half a year of service to be over.
export function daysAgo(days) {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}

const DEVICES = [
  "delivered,site,server,chip,vendor,serial",
  ...SERIALS.map((serial) => `${daysAgo(220)},harbour,S-1,${CHIP},Huawei,${serial}`),
];
const BROKEN = [...DEVICES.slice(0, 3), DEVICES[3].replace(daysAgo(220), "2025-02-30"), DEVICES[4]];

// A programme for purchases with an open call, capacity that is listed, and an application that is complete.
async function prepare(wang, li, chen) {
  const file = new URL(`../../../examples/programmes/${PROGRAMME}/programme.yaml`, import.meta.url);
  await wang.write("/policies", readFileSync(file, "utf8"));
  await wang.write("/budget-lines", {
    budget_line: "cards-2026",
    programme: PROGRAMME,
    funder: "市级财政 City budget",
    unit: "money",
    appropriation: "45000000.00",
  });
  await wang.write("/calls", {
    call: "cards",
    programme: PROGRAMME,
    opens: "2025-01-01",
    appeal_days: 30,
    method: "continuous",
    lines: [{ budget_line: "cards-2026", share: "100%" }],
  });
  await chen.write("/capacity", {
    capacity: "harbour-910b",
    site: "harbour",
    resource: CHIP,
    devices: SERIALS.length,
    from: "2025-01-01",
    until: "2190-01-01",
    use: "programmes",
  });
  const draft = { call: "cards", organisation: "robot-x", contract: "HT-2026-7", project: "HT-2026-7", facts: {} };
  await li.write("/applications/KA-1", draft, "PUT");
  await li.write("/applications/KA-1/submit", {});
  await wang.write("/applications/KA-1/complete", {});
}

async function writeContract({ page }) {
  await page.getByLabel("Number of the contract").fill("HT-2026-7");
  await page.getByLabel("Signed on").fill(daysAgo(240));
  await page.getByLabel("Amount with tax").fill("2350000.00");
  await page.getByLabel("Name", { exact: true }).fill("Northern Servers Ltd");
  await page.getByLabel("Register", { exact: true }).selectOption("uscc");
  await page.getByLabel("Number there").fill(ISSUER);
  await page.getByLabel("Tested on").fill(daysAgo(218));
  await page.getByText("Yes", { exact: true }).click();
  await page.getByLabel("Listed capacity").fill("harbour-910b");
}

// The second line does not add up: 2 times 1,000 are no 90,000.
const LINES = [
  {
    Chip: CHIP,
    Quantity: "4",
    "Unit price": "500000.00",
    "Without tax": "2000000.00",
    Tax: "260000.00",
  },
  {
    Goods: "Cabling",
    Quantity: "2",
    "Unit price": "1000.00",
    "Without tax": "90000.00",
    Tax: "0.00",
  },
];

async function writeInvoice({ page }, line, index) {
  const cell = (column) => page.getByLabel(`${column}, row ${index + 1}`, { exact: true });
  await cell("Issuer").fill(ISSUER);
  await cell("Invoice").fill("25110001");
  await cell("Date").fill(daysAgo(215));
  await cell("Chip").selectOption(line.Chip ?? "");
  await cell("Goods").fill(line.Goods ?? "");
  for (const column of ["Quantity", "Unit price", "Without tax", "Tax"]) await cell(column).fill(line[column]);
}

export async function claimJourney(harness) {
  const visitors = {};
  for (const person of ["li", "wang", "zhou", "chen", "he"]) {
    visitors[person] = await harness.visitor();
    await visitors[person].enter(person);
  }
  const { li, wang, zhou, chen, he } = visitors;
  const claim = "KA-1-1";
  const finding = (visitor, code) => visitor.page.getByRole("listitem").filter({ hasText: code });

  await harness.test("a company writes a purchase's contract, invoices and payments step by step", async () => {
    await prepare(wang, li, chen);
    const { page } = li;
    await li.open("/company/applications/KA-1");
    await page.getByRole("link", { name: "Present a claim" }).click();
    await page.getByRole("heading", { name: "Present a claim", level: 1 }).waitFor();
    await li.button("Continue").click();
    await li.sees("a required field is missing");
    await li.inspect("company-claim-contract-empty");
    await writeContract(li);
    await li.button("Continue").click();
    await li.sees("No invoice yet");
    await li.inspect("company-claim-invoices-none");
    for (const [index, line] of LINES.entries()) {
      await li.button("Add a row").click();
      await writeInvoice(li, line, index);
    }
    await li.inspect("company-claim-invoices");
    await li.button("Continue").click();
    await li.sees("No payment yet");
    await li.button("Add a row").click();
    await page.getByLabel("Paid on, row 1").fill(daysAgo(214));
    await page.getByLabel("Amount, row 1").fill("lots");
    await li.button("Continue").click();
    await page
      .getByRole("row", { name: /Payments 2/ })
      .first()
      .waitFor();
    await li.inspect("company-claim-payment-wrong");
    await page.getByLabel("Amount, row 1").fill("2350000.00");
    await page.getByLabel("The bank’s reference, row 1").fill("B-77");
    await li.button("Continue").click();
    await li.sees("No card yet");
  });

  await harness.test(
    "a sheet comes from a CSV file: a broken row is named by its number, and nothing is taken",
    async () => {
      const { page } = li;
      const upload = (lines) =>
        li.choose(li.button("Fill from a file"), "devices.csv", "text/csv", `${lines.join("\n")}\n`);
      await upload(BROKEN);
      const wrong = page.getByRole("alert").getByRole("row").filter({ hasText: "delivered" });
      await wrong.waitFor();
      check((await wrong.getByRole("cell").nth(1).innerText()) === "4", "the broken row is not row 4 of the sheet");
      await li.sees("No card yet");
      await li.inspect("company-claim-devices-broken");
      await upload(DEVICES);
      await page.getByLabel("Serial number, row 4").waitFor();
      check(
        (await page.getByLabel("Serial number, row 4").inputValue()) === SERIALS[3],
        "the file's last card is lost",
      );
      await li.inspect("company-claim-devices");
      await li.button("Keep and look it over").click();
      await page.getByRole("heading", { name: /启航机器人/, level: 1 }).waitFor();
      await li.sees(SERIALS[0]);
      await li.inspect("company-claim-draft");
    },
  );

  await harness.test("a company hands its claim in; no button changes it any more", async () => {
    await li.button("Hand in the claim").click();
    await li.inspect("company-ask-claim");
    await li.confirm("Hand in the claim");
    await li.sees("The claim was handed in.");
    await li.button("Hand in the claim").waitFor({ state: "detached" });
    check((await li.page.getByRole("link", { name: "Change it" }).count()) === 0, "it can still be changed");
    await li.open("/company/claims");
    await li.page.getByRole("link", { name: claim }).waitFor();
    await li.inspect("company-claims");
  });

  await harness.test("an officer checks it, waives a finding with a reason, and leaves a line out", async () => {
    const { page } = wang;
    await wang.open("/officer");
    await page.getByRole("listitem").filter({ hasText: claim }).getByRole("link").first().click();
    await wang.button("Run the checks").click();
    await finding(wang, "sum_wrong").waitFor();
    await wang.inspect("officer-claim-checked");
    await finding(wang, "sum_wrong").getByRole("button", { name: "Leave it out" }).click();
    await wang.confirm("Leave it out");
    await wang.sees("Please give a reason.");
    await page.getByRole("dialog").getByLabel("Reason").fill("The line does not add up");
    await wang.inspect("officer-ask-exclude");
    await wang.confirm("Leave it out");
    await finding(wang, "sum_wrong").getByText("Left out", { exact: true }).waitFor();
    const open = page.getByRole("button", { name: "Waive", exact: true });
    for (let left = await open.count(); left > 0; left -= 1) {
      await open.first().click();
      await page.getByRole("dialog").getByLabel("Reason").fill("Seen on the site");
      await wang.confirm("Waive");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await wang.page.waitForFunction(
        (n) => [...document.querySelectorAll("button")].filter((each) => each.textContent === "Waive").length < n,
        left,
      );
    }
    await wang.sees("Everything is settled: the application can be decided");
    await wang.inspect("officer-claim-settled");
    await wang.open("/officer/claims");
    await page.getByRole("link", { name: claim }).waitFor();
    await wang.inspect("officer-claims");
  });

  await harness.test(
    "with the award its cards are known: an auditor opens one's history and the claim's entries",
    async () => {
      await wang.write("/applications/KA-1/assessment", {});
      await wang.write("/applications/KA-1/propose", {
        outcome: "award",
        reason: { en: "Within the rules", zh: "符合规定" },
      });
      await zhou.write("/applications/KA-1/approve", {
        outcome: "award",
        amount: "200000.00",
      });
      const { page } = he;
      await he.open("/auditor/claims");
      await page.getByRole("link", { name: claim }).click();
      await he.sees("Accepted");
      await he.inspect("auditor-claim");
      await page.getByRole("link", { name: SERIALS[1], exact: true }).click();
      await page.getByRole("heading", { name: SERIALS[1], level: 1 }).waitFor();
      await he.sees(/^Bought/);
      await he.sees("The meter has not seen it");
      await he.inspect("auditor-device");
      await page.getByRole("link", { name: claim }).click();
      await page.getByRole("link", { name: `Entries about ${claim}`, exact: true }).click();
      await page.getByRole("heading", { name: "Journal", level: 1 }).waitFor();
      await page.getByRole("row").nth(1).waitFor();
      await he.inspect("auditor-claim-entries");
      await he.open("/auditor/devices");
      await page.getByLabel("Serial number").fill("A00003");
      await page.getByRole("link", { name: SERIALS[1] }).waitFor({ state: "detached" });
      await page.getByRole("link", { name: SERIALS[2] }).waitFor();
      await he.inspect("auditor-devices");
    },
  );
  for (const each of Object.values(visitors)) await each.close();
}
