// Money out: a statement and a grant's instalments proposed, approved by another, paid, answered by the bank, seen by who is
// paid; a dispute and its answer; a card sold on, the clawback that follows; and an auditor who follows every yuan of it.
// The grant is the one that the journey of a claim leaves behind: 200,000 yuan for four cards, 70 % and 30 %.
import { daysAgo, SERIALS } from "./claims.mjs";
import { check } from "./harness.mjs";

const GRANT = "KA-1";

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

// Proposes an instalment of the grant as the officer, and approves it as another.
async function release(wang, zhou, instalment) {
  await wang.open(`/officer/paying/grants/${GRANT}`);
  await wang.button(`Propose “${instalment}”`).click();
  await wang.sees("Nothing more is to be stated");
  await wang.inspect(`officer-propose-${instalment}`);
  await wang.button("Propose").click();
  await wang.sees("Proposed: another person approves it.");
  await zhou.open(`/approver/paying/grants/${GRANT}`);
  await zhou.inspect(`approver-grant-${instalment}`);
  await deed(zhou, "Approve", {}, "Approved.");
}

// Pays all that a payee is owed, with the three hands that it takes: who proposes, who approves, the bank.
async function pay(wang, zhou, { payee, payment, reference }) {
  await wang.open("/officer/paying/propose");
  await wang.page.getByLabel("Payee", { exact: true }).selectOption(payee);
  await wang.page.getByLabel("Bank account of the payee").fill("6222000000000001");
  await wang.page.getByLabel("Name of the payment").fill(payment);
  await wang.inspect("officer-propose-payment");
  await wang.button("Propose").click();
  await wang.page.waitForURL((url) => url.pathname.endsWith(`/payments/${payment}`));
  await zhou.open(`/approver/paying/payments/${payment}`);
  await zhou.inspect("approver-payment");
  await deed(zhou, "Approve", {}, "Approved: the bank has it now.");
  await wang.open(`/officer/paying/payments/${payment}`);
  await deed(wang, "The bank has paid", { "Bank reference": reference }, "Recorded as paid.");
}

// The officer fills in a clawback of the grant under a rule.
async function writeClawback(wang) {
  const { page } = wang;
  await wang.open(`/officer/paying/grants/${GRANT}`);
  await wang.button("Claw back").click();
  await page.getByLabel("Amount").fill("200,000");
  await page.getByLabel("Reason").fill("Sold on without notice");
  await page.getByLabel("Rule").selectOption({ label: "Cards that were sold on are no longer supported." });
  await page.getByLabel("Name of the clawback").fill("C-1");
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

  await harness.test(
    "a statement is proposed, approved by another, paid, and the site sees the bank's reference",
    async () => {
      await deed(wang, "Propose", {}, "Proposed: another person approves it.");
      await zhou.open("/approver/paying");
      await zhou.inspect("approver-paying");
      await zhou.page
        .getByRole("main")
        .getByRole("link", { name: /Harbour/ })
        .first()
        .click();
      await zhou.inspect("approver-statement");
      await deed(zhou, "Approve", {}, "Approved.");
      await wang.open("/officer/paying/propose");
      await wang.button("Propose").click();
      await wang.sees("Please answer this question.");
      await pay(wang, zhou, { payee: "harbour-op", payment: "P-1", reference: "B-2026-17" });
      await wang.inspect("officer-payment-paid");
      await chen.open("/site/paying");
      await chen.sees("B-2026-17");
      await chen.inspect("site-paying");
    },
  );

  await harness.test("an auditor goes from a statement to its due, its payment and the bank's reference", async () => {
    await he.open("/auditor/paying");
    await he.inspect("auditor-paying");
    await he.open(`/auditor/paying/statements/${statement.statement}`);
    await he.page.getByRole("link", { name: "P-1", exact: true }).click();
    await he.sees("B-2026-17");
    await he.inspect("auditor-payment");
  });

  await harness.test(
    "a grant's first instalment: its condition holds, and it is proposed, approved and paid",
    async () => {
      await li.open(`/company/paying/grants/${GRANT}`);
      await li.sees("The condition holds");
      await li.sees("The condition does not hold yet");
      await li.sees("Time busy of time present");
      await li.inspect("company-grant");
      await release(wang, zhou, "acceptance");
      await pay(wang, zhou, { payee: "robot-x", payment: "P-2", reference: "B-2026-18" });
      await li.open(`/company/paying/grants/${GRANT}`);
      await li.sees("B-2026-18");
      await li.page.getByText("CNY 140,000.00", { exact: true }).first().waitFor();
      await li.inspect("company-grant-paid");
    },
  );

  await harness.test(
    "the second is refused until the meter has seen the cards at work, and released by that",
    async () => {
      await wang.open(`/officer/paying/grants/${GRANT}`);
      await wang.button("Propose “service”").click();
      await wang.button("Propose").click();
      await wang.page.getByRole("alert").first().waitFor();
      await wang.inspect("officer-instalment-refused", { expect: [400, 409] });
      const seen = (serial) => ({ vendor: "huawei", serial, resource: "ascend-910b", day: daysAgo(3) });
      const rows = SERIALS.map((serial) => ({ ...seen(serial), present_s: 80_000, busy_s: 30_000 }));
      await chen.write("/device-days", { site: "harbour", rows });
      await chen.open("/site/devices");
      await chen.page.getByRole("link", { name: SERIALS[1] }).click();
      await chen.sees("Days on which the meter saw it");
      await chen.page.getByRole("cell", { name: "22.2" }).waitFor();
      await chen.inspect("site-device");
      await li.open(`/company/paying/grants/${GRANT}`);
      await li.sees("The condition holds");
      await release(wang, zhou, "service");
      await pay(wang, zhou, { payee: "robot-x", payment: "P-3", reference: "B-2026-20" });
      await li.open(`/company/paying/grants/${GRANT}`);
      await li.sees("B-2026-20");
      await li.inspect("company-grant-all-paid");
    },
  );

  await harness.test("a card is sold on: only then is the grant clawed back under that rule", async () => {
    await writeClawback(wang);
    await wang.button("Propose").click();
    await wang.page.getByRole("alert").first().waitFor();
    await wang.inspect("officer-clawback-refused", { expect: [409] });
    await li.open(`/company/devices/huawei/${SERIALS[1]}`);
    await li.button("Sold on").click();
    await li.page.getByRole("dialog").getByLabel("Reason").fill("Sold to Beta Cloud");
    await li.inspect("company-ask-resell");
    await li.confirm("Sold on");
    await li.sees("It is in the card’s history.");
    await li.button("Sold on").waitFor({ state: "detached" });
    await li.inspect("company-device-sold");
    await writeClawback(wang);
    await wang.inspect("officer-propose-clawback");
    await wang.button("Propose").click();
    await wang.page.waitForURL((url) => url.pathname.endsWith("/clawbacks/C-1"));
    await zhou.open("/approver/paying/clawbacks/C-1");
    await zhou.inspect("approver-clawback");
    await deed(zhou, "Approve", {}, "Approved: the company owes it now.");
  });

  await harness.test("it is repaid in part, and the rest written off by two; the budget line has it back", async () => {
    await wang.open("/officer/paying/clawbacks/C-1");
    const repaid = { Amount: "195000", "Bank reference": "B-2026-21" };
    await deed(wang, "Record a repayment", repaid, "The repayment is recorded.");
    await deed(wang, "Write it off", { Reason: "Insolvent" }, "Proposed: another person approves it.");
    await wang.page.getByText("CNY 5,000.00", { exact: true }).first().waitFor();
    await zhou.open("/approver/paying");
    await zhou.page.getByRole("link", { name: /C-1/ }).click();
    await zhou.sees("Insolvent");
    await zhou.inspect("approver-relief");
    await deed(zhou, "Approve", {}, "Approved.");
    await li.open("/company/paying/clawbacks/C-1");
    await li.inspect("company-clawback");
  });

  await harness.test(
    "an auditor follows every yuan by clicking: out to the bank, and back to the budget line",
    async () => {
      const { page } = he;
      const step = (name) => page.locator(".step").filter({ hasText: name });
      const isWorth = (name, amount) => step(name).filter({ hasText: amount }).first().waitFor();
      await he.open("/auditor");
      await page.getByRole("heading", { name: "Grants" }).waitFor();
      await he.settle();
      const programme = page.getByRole("main").getByLabel("Programme"); // there where several programmes give grants
      if ((await programme.count()) > 0) await programme.selectOption("example-cards-2026");
      await page.getByRole("link", { name: GRANT, exact: true }).click();
      await isWorth("Appropriations", "CNY 200,000.00");
      await isWorth("Award KA-1", "CNY 200,000.00");
      for (const [instalment, amount, payment, reference] of [
        ["acceptance", "CNY 140,000.00", "P-2", "B-2026-18"],
        ["service", "CNY 60,000.00", "P-3", "B-2026-20"],
      ]) {
        await isWorth(`Instalment ${instalment}`, amount);
        await isWorth(`Payment ${payment}`, amount);
        await isWorth(reference, amount);
      }
      await isWorth("Clawback C-1", "CNY 200,000.00");
      await isWorth("B-2026-21", "CNY 195,000.00");
      await isWorth("Insolvent", "CNY 5,000.00");
      await isWorth("Back in the budget line", "CNY 195,000.00");
      await he.inspect("auditor-grant-path");
      for (const [link, heading] of [
        ["P-3", "Payment P-3"],
        ["C-1", "Clawback C-1"],
        [`${GRANT}/service`, `Grant ${GRANT}`],
      ]) {
        await page.getByRole("link", { name: link, exact: true }).click();
        await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
        await he.settle();
        await page.goBack();
      }
      await step("Back in the budget line").getByRole("link", { name: "cards-2026" }).click();
      await page.getByRole("row").filter({ hasText: "Example City subsidy" }).getByText("CNY 44,995,000.00").waitFor();
      await he.inspect("auditor-budget");
    },
  );

  for (const look of [
    { name: "chinese-dark", language: "zh-CN", theme: "dark" },
    { name: "phone", width: 390, height: 844 },
  ])
    await harness.test(`${look.name}: money out`, async () => {
      const visitor = await harness.visitor(look);
      await visitor.context.addCookies(await wang.context.cookies());
      for (const path of [
        "",
        "/statements",
        "/dues",
        "/payments",
        "/payments/P-1",
        "/grants",
        `/grants/${GRANT}`,
        "/clawbacks/C-1",
      ]) {
        await visitor.open(`/officer/paying${path}`);
        await visitor.inspect(`${look.name}-paying${path.replaceAll("/", "-")}`);
      }
      await visitor.close();
    });
  for (const visitor of Object.values(visitors)) await visitor.close();
}
