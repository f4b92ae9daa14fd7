// The life of an application: written, handed in, checked, assessed, proposed, approved, a voucher in the wallet.
import { readFileSync } from "node:fs";
import { check } from "./harness.mjs";

export async function applicationJourney(harness) {
  const li = await harness.visitor();
  const wang = await harness.visitor();
  const zhou = await harness.visitor();
  let key = "";

  await harness.test("a company applies: facts, documents, review; nothing is lost on the way", async () => {
    const { page } = li;
    await li.enter("li");
    await li.sees("Open calls");
    await li.inspect("company-home");
    await page.getByRole("link", { name: "Apply", exact: true }).first().click();
    await page.waitForURL(/\/company\/apply\/[^/]+\/[^/]+$/);
    key = decodeURIComponent(page.url().split("/").at(-1));
    await li.sees("Not yet kept");
    await page.getByLabel("company", { exact: true }).check();
    await li.button("Continue").click();
    await page.getByRole("alert").waitFor();
    await li.inspect("company-apply-open");
    await page.getByLabel("National Supercomputing Centre in Zhengzhou").check();
    await page.getByLabel("Fees for the compute used").fill("1,000,000");
    await page.getByLabel(/Number of the contract/).fill(`C-${key}`);
    await page.getByText("Kept", { exact: true }).waitFor();
    await page.reload();
    const kept = await page.getByLabel("Fees for the compute used").inputValue();
    check(kept.replaceAll(",", "").startsWith("1000000"), `the draft was lost: ${kept}`);
    await li.button("Continue").click();
    const add = page.getByRole("button", {
      name: "Add a file: invoices and payment records",
    });
    await li.choose(add, "invoice.txt", "text/plain", `invoice of ${key}`);
    await li.button("Remove").waitFor();
    await li.button("Remove").click();
    await li.button("Undo").click();
    await li.button("Remove").waitFor();
    await li.inspect("company-apply-documents");
    await li.button("Continue").click();
    await li.sees("It fits: an award is possible");
    await li.inspect("company-apply-review");
    await li.button("Hand in the application").click();
    await li.inspect("company-apply-ask");
    await li.confirm("Hand in the application");
    await li.sees("The application was handed in.");
    await li.sees("An officer checks that nothing is missing.");
    await li.inspect("company-application");
  });

  await harness.test("the officer finds it, confirms it is complete, runs the rules, proposes", async () => {
    const { page } = wang;
    await wang.enter("wang");
    await page.getByRole("heading", { name: "Inbox" }).waitFor();
    await wang.inspect("officer-inbox");
    await wang.open(`/officer/applications/${encodeURIComponent(key)}`);
    await wang.button("Confirm it is complete").click();
    await wang.sees("Confirmed as complete.");
    await wang.button("Run the rules").click();
    await wang.sees("Eligible");
    await wang.inspect("officer-application");
    await page.getByLabel("Amount", { exact: true }).fill("150,000");
    await wang.button("Propose the decision").click();
    await wang.sees("Please give a reason.");
    await page.getByLabel("Reason in English").fill("Within the rules; a part of the fees is disputed");
    await page.getByLabel("Reason in Chinese").fill("符合规定，部分费用存在争议");
    await wang.button("Propose the decision").click();
    await wang.sees("The decision was proposed.");
    wang.noErrors("officer-propose");
  });

  await harness.test("the approver sees what differs, sends back, and approves the next proposal", async () => {
    const { page } = zhou;
    await zhou.enter("zhou");
    await page.getByRole("heading", { name: "For approval" }).waitFor();
    await zhou.settle();
    await zhou.inspect("approver-inbox");
    await zhou.open(`/approver/applications/${encodeURIComponent(key)}`);
    await zhou.sees("The proposal differs from what the rules gave");
    await zhou.inspect("approver-decision");
    await zhou.button("Send back").click();
    await zhou.confirm("Send back");
    await zhou.sees("Please give a reason.");
    await page.getByRole("dialog").getByLabel("Reason").fill("The rules give 200,000");
    await zhou.confirm("Send back");
    await zhou.sees("Sent back.");
    await wang.open(`/officer/applications/${encodeURIComponent(key)}`);
    await wang.page.getByLabel("Reason in English").fill("Within the rules");
    await wang.button("Propose the decision").click();
    await wang.sees("The decision was proposed.");
    await zhou.open(`/approver/applications/${encodeURIComponent(key)}`);
    await zhou.sees("The proposal is exactly what the rules gave.");
    await zhou.button("Approve").click();
    await zhou.inspect("approver-ask");
    await zhou.confirm("Approve");
    await zhou.sees("Approved.");
    zhou.noErrors("approver-approve");
  });

  await harness.test("the voucher of a voucher programme is issued and lies in the company's wallet", async () => {
    const programme = "wuhan-2025";
    await wang.write(
      "/policies",
      readFileSync(new URL(`../../../programmes/${programme}/programme.yaml`, import.meta.url), "utf8"),
    );
    const line = { budget_line: "service-fund", programme, funder: "City", unit: "money", appropriation: "9500000.00" };
    await wang.write("/budget-lines", line);
    const lines = [{ budget_line: "service-fund", share: "100%" }];
    const call = { call: "service", programme, opens: "2025-08-01", appeal_days: 30, method: "continuous", lines };
    await wang.write("/calls", call);
    const facts = {
      applicant_class: "company",
      legal_person: "yes",
      no_major_accident: "yes",
      not_listed_for_dishonesty: "yes",
      buys_compute_service: "yes",
      bill_amount: "500000.00 CNY",
    };
    const draft = { call: "service", organisation: "robot-x", contract: "C-K-1", facts, documents: [] };
    await li.write("/applications/K-1", draft, "PUT");
    await li.write("/applications/K-1/submit", {});
    await wang.write("/applications/K-1/complete", {});
    await wang.write("/applications/K-1/assessment", {});
    const reason = { en: "Within the rules", zh: "符合规定" };
    await wang.write("/applications/K-1/propose", { outcome: "award", reason });
    const found = await (await zhou.context.request.get(`${harness.base}/api/v1/applications/K-1`)).json();
    await zhou.write("/applications/K-1/approve", { outcome: "award", amount: found.proposal.decision.amount });
    await wang.open("/officer/applications/K-1");
    await wang.button("Issue the voucher").click();
    await wang.page
      .getByRole("dialog")
      .getByLabel(/Valid until/)
      .fill("2198-12-31");
    await wang.confirm("Issue the voucher");
    await wang.sees("The voucher was issued.");
    wang.noErrors("officer-issue");
    await li.open("/company/applications/K-1");
    await li.sees("Awarded");
    await li.inspect("company-awarded");
    await li.open("/company/wallet");
    await li.sees("Wuhan computing-service vouchers");
    await li.inspect("company-wallet");
  });
  for (const each of [li, wang, zhou]) await each.close();
}
