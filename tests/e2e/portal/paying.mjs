// Money out: a statement and a grant's instalment proposed, approved by another, paid, answered by the bank, seen by who is
// paid and by the auditor; a dispute and its answer; a clawback.
import { check } from "./harness.mjs";

const GRANT = "beijing-etown-servers-2024";
const FACTS = {
  is_cloud_company: true,
  domestic_maker: true,
  contract_amount: "10000000 CNY",
  spent_on_domestic_servers: "8000000 CNY",
  listed_on_platform: true,
  serves_outside_users: true,
};

// Asks the question that a button opens, answers it with `fields` and confirms.
async function deed(visitor, name, fields, done) {
  await visitor.button(name).first().click();
  for (const [label, value] of Object.entries(fields))
    await visitor.page.getByRole("dialog").getByLabel(label).fill(value);
  await visitor.confirm(name);
  await visitor.sees(done);
  await visitor.settle();
}

async function statementOf(visitor, site) {
  return visitor.page.evaluate(async (of) => {
    const answer = await fetch(`/api/v1/statements?site=${of}&filter=status=open`);
    return (await answer.json()).items.find((each) => each.programme && each.unit === "money");
  }, site);
}

// A grant of 800,000 yuan to Qihang Robotics, decided as in the other journeys.
async function makeGrant(wang, zhou, li) {
  const policy = await import("node:fs").then(({ readFileSync }) =>
    readFileSync(new URL(`../../../programmes/${GRANT}/programme.yaml`, import.meta.url), "utf8"),
  );
  const status = await wang.page.evaluate(async (text) => {
    const { csrf_token: token } = await (await fetch("/api/v1/session")).json();
    const headers = { "Content-Type": "application/yaml", "X-CSRF-Token": token };
    headers["Idempotency-Key"] = crypto.randomUUID();
    return (await fetch("/api/v1/policies", { method: "POST", headers, body: text })).status;
  }, policy);
  check(status < 300, `publishing ${GRANT}: ${status}`);
  const money = { unit: "money", funder: "Zone", appropriation: "5000000" };
  await wang.write("/budget-lines", { budget_line: "zone", programme: GRANT, ...money });
  const lines = [{ budget_line: "zone", share: "100%" }];
  await wang.write("/calls", { call: "grants", programme: GRANT, lines, opens: "2025-01-01", method: "continuous" });
  const draft = { call: "grants", organisation: "robot-x", contract: "GC-1", facts: FACTS };
  await li.write("/applications/G-1", draft, "PUT");
  await li.write("/applications/G-1/submit", {});
  await wang.write("/applications/G-1/complete", {});
  await wang.write("/applications/G-1/assess", {});
  await wang.write("/applications/G-1/propose", { outcome: "award", reason: { en: "within the rules", zh: "" } });
  await zhou.write("/applications/G-1/approve", { outcome: "award", amount: "800000" });
}

export async function payingJourney(harness) {
  const visitors = {};
  for (const person of ["li", "wang", "zhou", "chen", "he"]) {
    visitors[person] = await harness.visitor();
    await visitors[person].enter(person);
  }
  const { li, wang, zhou, chen, he } = visitors;
  let statement;

  await harness.test("a site disputes a statement; the officer sees why and answers", async () => {
    statement = await statementOf(wang, "harbour");
    check(statement !== undefined, "no statement of harbour is open");
    await chen.open(`/site/paying/statements/${statement.statement}`);
    await chen.inspect("site-statement");
    await deed(chen, "Dispute it", { Reason: "Job h7 ran for an hour less" }, "Disputed: nothing is paid");
    await chen.inspect("site-disputed");
    await wang.open(`/officer/paying/statements/${statement.statement}`);
    await wang.sees("Job h7 ran for an hour less");
    await wang.inspect("officer-disputed");
    await wang.button("Answer the dispute").click();
    await wang.page.getByRole("dialog").getByText("The statement is right").click();
    await wang.page.getByRole("dialog").getByLabel("Reason").fill("The scheduler's log says otherwise");
    await wang.inspect("officer-ask-answer");
    await wang.confirm("Answer the dispute");
    await wang.sees("The dispute is answered.");
  });

  await harness.test("a statement is proposed, approved by another, paid, and the site sees the bank's reference", async () => {
    await deed(wang, "Propose", {}, "Proposed: another person approves it.");
    await zhou.open("/approver/paying");
    await zhou.inspect("approver-paying");
    await zhou.page.getByRole("main").getByRole("link", { name: /Harbour/ }).first().click();
    await zhou.inspect("approver-statement");
    await deed(zhou, "Approve", {}, "Approved.");
    await wang.open("/officer/paying/propose");
    await wang.page.getByLabel("Payee", { exact: true }).selectOption("harbour-op");
    await wang.inspect("officer-propose-payment");
    await wang.button("Propose").click();
    await wang.sees("Please answer this question.");
    await wang.page.getByLabel("Bank account of the payee").fill("6222000000000001");
    await wang.page.getByLabel("Name of the payment").fill("P-1");
    await wang.button("Propose").click();
    await wang.page.waitForURL((url) => url.pathname.endsWith("/payments/P-1"));
    await zhou.open("/approver/paying/payments/P-1");
    await zhou.inspect("approver-payment");
    await deed(zhou, "Approve", {}, "Approved: the bank has it now.");
    await wang.open("/officer/paying/payments/P-1");
    await deed(wang, "The bank has paid", { "Bank reference": "B-2026-17" }, "Recorded as paid.");
    await wang.inspect("officer-payment-paid");
    await chen.open("/site/paying");
    await chen.sees("B-2026-17");
    await chen.inspect("site-paying");
  });

  await harness.test("an auditor goes from a statement to its due, its payment and the bank's reference", async () => {
    await he.open("/auditor/paying");
    await he.inspect("auditor-paying");
    await he.open(`/auditor/paying/statements/${statement.statement}`);
    await he.page.getByRole("link", { name: "P-1", exact: true }).click();
    await he.sees("B-2026-17");
    await he.inspect("auditor-payment");
  });

  await harness.test("a grant's instalment is proposed with what was missing, approved and paid", async () => {
    await makeGrant(wang, zhou, li);
    await li.open("/company/paying/grants/G-1");
    await li.sees("Still missing");
    await li.inspect("company-grant");
    await wang.open("/officer/paying/grants/G-1");
    await wang.button("Propose “acceptance”").click();
    await wang.button("Propose").click();
    await wang.sees("Please answer this question.");
    await wang.page.getByRole("main").getByText("Yes", { exact: true }).click();
    await wang.inspect("officer-propose-instalment");
    await wang.button("Propose").click();
    await wang.sees("Proposed: another person approves it.");
    await zhou.open("/approver/paying/grants/G-1");
    await zhou.inspect("approver-grant");
    await deed(zhou, "Approve", {}, "Approved.");
    const dues = ["instalment:G-1/acceptance"];
    await wang.write("/payments", { payment: "P-2", payee: "robot-x", dues, bank_account: "6222000000000002" });
    await zhou.write("/payments/P-2/approve", { amount: "560000" });
    await wang.write("/payments/P-2/record", { bank_reference: "B-2026-18" });
    await li.open("/company/paying/grants/G-1");
    await li.sees("B-2026-18");
    await li.inspect("company-grant-paid");
  });

  await harness.test("part of it is clawed back: repaid in part, and the rest written off by two", async () => {
    await wang.open("/officer/paying/grants/G-1");
    await wang.button("Claw back").click();
    await wang.page.getByLabel("Amount").fill("100,000");
    await wang.page.getByLabel("Reason").fill("Two servers were resold");
    await wang.page.getByLabel("Name of the clawback").fill("C-1");
    await wang.inspect("officer-propose-clawback");
    await wang.button("Propose").click();
    await wang.page.waitForURL((url) => url.pathname.endsWith("/clawbacks/C-1"));
    await zhou.open("/approver/paying/clawbacks/C-1");
    await deed(zhou, "Approve", {}, "Approved: the company owes it now.");
    await wang.open("/officer/paying/clawbacks/C-1");
    await deed(
      wang,
      "Record a repayment",
      { Amount: "60000", "Bank reference": "B-2026-19" },
      "The repayment is recorded.",
    );
    await deed(wang, "Write it off", { Reason: "Insolvent" }, "Proposed: another person approves it.");
    await zhou.open("/approver/paying/clawbacks/C-1");
    await zhou.sees("Insolvent");
    await zhou.inspect("approver-relief");
    await deed(zhou, "Approve", {}, "Approved.");
    await li.open("/company/paying/clawbacks/C-1");
    await li.inspect("company-clawback");
  });

  for (const look of [
    { name: "chinese-dark", language: "zh-CN", theme: "dark" },
    { name: "phone", width: 390, height: 844 },
  ])
    await harness.test(`${look.name}: money out`, async () => {
      const visitor = await harness.visitor(look);
      await visitor.context.addCookies(await wang.context.cookies());
      for (const path of ["", "/statements", "/dues", "/payments", "/payments/P-1", "/grants", "/grants/G-1", "/clawbacks/C-1"]) {
        await visitor.open(`/officer/paying${path}`);
        await visitor.inspect(`${look.name}-paying${path.replaceAll("/", "-")}`);
      }
      await visitor.close();
    });
  for (const visitor of Object.values(visitors)) await visitor.close();
}
