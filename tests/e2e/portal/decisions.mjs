// Decisions: withdrawn, taken together, appealed against, shared out in a round.
import { check } from "./harness.mjs";

const GOOD = { applicant_class: "company", centre: "zhengzhou_supercomputer" };
const CENTRE_TOO_SMALL = {
  applicant_class: "company",
  centre: "ai_centre",
  centre_pflops: 12,
};

// Hands in an application through the API, as its company would in the portal.
async function handIn(company, organisation, application, call, facts, fees) {
  const body = {
    call,
    organisation,
    contract: `C-${application}`,
    facts: { ...facts, usage_fees: `${fees} CNY` },
  };
  await company.write(`/applications/${application}`, body, "PUT");
  await company.write(`/applications/${application}/submit`, {});
}

export async function decisionJourney(harness) {
  const visitors = {};
  for (const person of ["li", "sun", "wang", "zhou", "qian"]) {
    visitors[person] = await harness.visitor();
    await visitors[person].enter(person);
  }
  const { li, sun, wang, zhou, qian } = visitors;
  const rowOf = (visitor, application) => visitor.page.getByRole("listitem").filter({ hasText: application });
  const chooseKind = (name) => wang.page.getByRole("group", { name: "Kinds of tasks" }).getByText(name).click();

  await harness.test("a company withdraws its application, after being asked and with a reason", async () => {
    const lines = [
      { budget_line: "province", share: "50%" },
      { budget_line: "municipal", share: "50%" },
    ];
    const call = {
      programme: "henan-2023",
      lines,
      opens: "2023-08-01",
      appeal_days: 30,
    };
    await wang.write("/calls", {
      ...call,
      call: "together",
      method: "continuous",
    });
    await wang.write("/calls", { ...call, call: "round", method: "batch" });
    await handIn(li, "robot-x", "W-1", "together", GOOD, "500000");
    await li.open("/company/applications/W-1");
    await li.button("Withdraw").click();
    await li.confirm("Withdraw");
    await li.sees("Please give a reason.");
    await li.page.getByRole("dialog").getByLabel("Reason").fill("Handed in by mistake");
    await li.inspect("company-ask-withdraw");
    await li.confirm("Withdraw");
    await li.page.getByText("Withdrawn", { exact: true }).first().waitFor();
    check((await li.button("Withdraw").count()) === 0, "it can be withdrawn again");
    const steps = li.page.locator("ol.timeline > li strong");
    check(
      (await steps.allInnerTexts()).join(", ") === "Written, Handed in, Withdrawn",
      `what was done before is gone: ${(await steps.allInnerTexts()).join(", ")}`,
    );
    await li.inspect("company-withdrawn");
  });

  await harness.test("an officer does the same task for several at once", async () => {
    for (const [company, organisation, key, facts, fees] of [
      [li, "robot-x", "T-1", GOOD, "400000"],
      [sun, "lanzhi", "T-2", GOOD, "700000"],
      [sun, "lanzhi", "T-3", CENTRE_TOO_SMALL, "900000"],
    ])
      await handIn(company, organisation, key, "together", facts, fees);
    await wang.open("/officer");
    await rowOf(wang, "T-3").waitFor();
    await wang.inspect("officer-inbox-views");
    for (const [task, button] of [
      ["Check it is complete", /^Check it is complete \(\d+\)$/],
      ["Run the rules", /^Run the rules \(\d+\)$/],
    ]) {
      await chooseKind(task);
      for (const key of ["T-1", "T-2", "T-3"]) await wang.page.getByLabel(`Choose ${key}`, { exact: true }).check();
      await wang.page.getByRole("region", { name: "Done together" }).getByRole("button", { name: button }).click();
      for (const key of ["T-1", "T-2", "T-3"]) await rowOf(wang, key).getByText("Done", { exact: true }).waitFor();
    }
    wang.noErrors("officer-together");
  });

  await harness.test("several are proposed with one reason; what fails says why and stays selected", async () => {
    await chooseKind("Propose a decision");
    for (const key of ["T-1", "T-2", "T-3"]) await wang.page.getByLabel(`Choose ${key}`, { exact: true }).check();
    const propose = wang.page
      .getByRole("region", { name: "Done together" })
      .getByRole("button", { name: /^Propose a/ });
    await propose.click();
    await wang.confirm("Propose 3 decisions");
    await wang.sees("Please give a reason.");
    await wang.page.getByLabel("Reason in English").fill("By the rules of the first round");
    await wang.page.getByLabel("Reason in Chinese").fill("按首轮规则办理");
    await wang.inspect("officer-ask-together");
    // The connection is lost on the way to one of them.
    await wang.page.route("**/applications/T-2/propose", (route) => route.abort());
    await wang.confirm("Propose 3 decisions");
    await rowOf(wang, "T-1").getByText("Proposed: award").waitFor();
    await rowOf(wang, "T-2").getByText("The server cannot be reached").waitFor();
    await rowOf(wang, "T-3").getByText("Proposed: refusal").waitFor();
    check(await wang.page.getByLabel("Choose T-2", { exact: true }).isChecked(), "what failed is not selected");
    wang.errors = wang.errors.filter((each) => !each.includes("net::ERR_FAILED"));
    await wang.inspect("officer-together-results");
    await wang.page.unroute("**/applications/T-2/propose");
    await propose.click();
    await wang.page.getByLabel("Reason in English").fill("By the rules of the first round");
    await wang.confirm("Propose 1 decision");
    await rowOf(wang, "T-2").getByText("Proposed: award").waitFor();
    wang.noErrors("officer-propose-together");
  });

  await harness.test("a company appeals against a refusal, and another approver answers", async () => {
    await zhou.open("/approver/applications/T-3");
    await zhou.button("Approve").click();
    await zhou.confirm("Approve");
    await zhou.sees("Approved.");
    await sun.open("/company/applications/T-3");
    await sun.sees("Refusal");
    await sun.button("Appeal").click();
    await sun.page.getByRole("dialog").getByLabel("Reason").fill("The centre was enlarged to 120 PFLOPS in May");
    await sun.inspect("company-ask-appeal");
    await sun.confirm("Appeal");
    await sun.sees("The appeal was filed.");
    await sun.inspect("company-appealed");
    await qian.open("/approver");
    await qian.page.getByRole("heading", { name: "Answer the appeal" }).waitFor();
    await rowOf(qian, "T-3").getByRole("link").click();
    await qian.sees("The centre was enlarged to 120 PFLOPS in May");
    await qian.inspect("approver-appeal");
    await qian.button("Uphold the appeal").click();
    await qian.page.getByRole("dialog").getByLabel("Reason").fill("The certificate of May was overlooked");
    await qian.confirm("Uphold the appeal");
    await qian.sees("The appeal was upheld.");
    qian.noErrors("approver-uphold");
    await sun.open("/company/applications/T-3");
    await sun.sees("The certificate of May was overlooked");
    await sun.inspect("company-upheld");
  });

  await harness.test("a round with applications in it is previewed, closed and shared out", async () => {
    for (const [company, organisation, key, fees] of [
      [li, "robot-x", "R-1", "1200000"],
      [sun, "lanzhi", "R-2", "2000000"],
    ]) {
      await handIn(company, organisation, key, "round", GOOD, fees);
      await wang.write(`/applications/${key}/complete`, {});
      await wang.write(`/applications/${key}/assessment`, {});
    }
    await wang.open("/officer/rounds");
    await wang.page.getByRole("link", { name: "round", exact: true }).click();
    await wang.button("Close the call").click();
    await wang.confirm("Close the call");
    await wang.sees("The call is closed.");
    await wang.button("Preview").click();
    await wang.sees("Applications in the round");
    await wang.page.getByRole("link", { name: "R-2", exact: true }).waitFor();
    await wang.settle();
    await wang.inspect("officer-round-preview");
    await wang.button("Share out the round").click();
    await wang.confirm("Share out the round");
    await wang.sees("The round was shared out.");
    await wang.sees("Check it yourself");
    await wang.inspect("officer-round-shared");
    await wang.open("/officer");
    await chooseKind("Propose a decision");
    await rowOf(wang, "R-1").waitFor();
    wang.noErrors("officer-round");
  });

  await harness.test(
    "a rule is changed in the browser and tried on real applicants before anything is published",
    async () => {
      await wang.open("/officer/rules");
      await wang.page.getByRole("button", { name: "Open henan-2023@1 to try a change" }).click();
      const text = wang.page.getByLabel("The programme file");
      await text.waitFor();
      const published = await text.inputValue();
      await text.fill(
        published.replace('version: "1"', 'version: "2"').replace("share: {value: 20%", "share: {value: 10%"),
      );
      await wang.button("Try it on past applications").click();
      await wang.sees("Applications that would be decided otherwise");
      await wang.sees("Decided otherwise");
      await wang.inspect("officer-rules-tried");
      await text.fill(published);
      await wang.sees("The text has changed since it was checked");
      wang.noErrors("officer-rules-tried");
    },
  );
  for (const each of Object.values(visitors)) await each.close();
}
