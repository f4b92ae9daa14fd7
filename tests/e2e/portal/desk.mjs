// An officer's desk: finding one's way through an inbox, purchase programmes, rounds in device-hours, names in words.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { check } from "./harness.mjs";

const programme = (key) => readFileSync(new URL(`../../../programmes/${key}/programme.yaml`, import.meta.url), "utf8");

const PURCHASE = {
  offers_computing_services: "yes",
  chips_self_controllable: "yes",
  investment_in_chips: "18000000.00 CNY",
};

const RESEARCH = {
  months_asked: 6,
  late_reviews: 0,
  for_research_before_market: "yes",
  gpu_hours_asked: "250000 h",
  assistance_in_three_years: "0 GBP",
  value_of_these_hours: "300000 GBP",
};

const SEED = "5eed0001".repeat(8);

async function handIn(company, organisation, application, call, facts) {
  await company.write(
    `/applications/${application}`,
    { call, organisation, contract: `C-${application}`, facts, documents: [] },
    "PUT",
  );
  await company.write(`/applications/${application}/submit`, {});
}

// A call of a programme of the collection, with a budget line of its own.
async function openCall(wang, key, { call, opens, unit, appropriation, method }) {
  await wang.write("/policies", programme(key));
  await wang.write("/budget-lines", {
    budget_line: `${call}-fund`,
    programme: key,
    funder: "City",
    unit,
    appropriation,
  });
  const lines = [{ budget_line: `${call}-fund`, share: "100%" }];
  await wang.write("/calls", {
    call,
    programme: key,
    opens,
    appeal_days: 30,
    method,
    lines,
  });
}

export async function deskJourney(harness) {
  const visitors = {};
  for (const person of ["li", "sun", "wang", "zhou", "admin2"]) {
    visitors[person] = await harness.visitor();
    await visitors[person].enter(person);
  }
  const { li, sun, wang, zhou, admin2 } = visitors;
  const rowOf = (visitor, text) => visitor.page.getByRole("listitem").filter({ hasText: text });
  const kinds = wang.page.getByRole("group", { name: "Kinds of tasks" });

  await harness.test(
    "an inbox is searched by words and by programme, and is as it was when one comes back",
    async () => {
      const { page } = wang;
      for (const key of ["I-1", "I-2"])
        await handIn(sun, "lanzhi", key, "together", {
          applicant_class: "company",
          centre: "zhengzhou_supercomputer",
          usage_fees: "100000 CNY",
        });
      await wang.open("/officer");
      await rowOf(wang, "I-1").waitFor();
      await page.getByRole("heading", { name: "Check it is complete", level: 2 }).waitFor();
      await page.getByLabel("Search").fill("i-2");
      await rowOf(wang, "I-1").waitFor({ state: "detached" });
      await rowOf(wang, "I-2").getByRole("link").click();
      await page.getByRole("heading", { name: /蓝智/, level: 1 }).waitFor();
      await page.goBack();
      await rowOf(wang, "I-2").waitFor();
      check((await page.getByLabel("Search").inputValue()) === "i-2", "the search was forgotten");
      check((await rowOf(wang, "I-1").count()) === 0, "the search does not hold");
      await page.getByLabel("Search").fill("蓝智");
      await rowOf(wang, "I-1").waitFor();
      await page.getByLabel("Search").fill("nobody of that name");
      await wang.sees("Nothing matches");
      await wang.inspect("officer-inbox-nothing");
      await page.getByLabel("Search").fill("");
      await kinds.getByText("Check it is complete").click();
      await page.getByLabel("Choose I-1", { exact: true }).check();
      await page.reload();
      await page.getByLabel("Choose I-1", { exact: true }).waitFor();
      await wang.inspect("officer-inbox-kind");
    },
  );

  await harness.test("an address with a dot in it is opened and reloaded", async () => {
    await li.write(
      "/applications/D.1",
      {
        call: "together",
        organisation: "robot-x",
        contract: "C-D.1",
        facts: {},
        documents: [],
      },
      "PUT",
    );
    for (const path of ["/company/applications/D.1", "/company/apply/together/D.1"]) {
      await li.open(path);
      await li.page.reload();
      await li.settle();
      check((await li.page.getByText("There is no such page").count()) === 0, `${path} is not found`);
      await li.page.getByText("D.1").first().waitFor();
    }
    li.noErrors("an address with a dot");
  });

  await harness.test("a company's tasks name the organisation, not its key", async () => {
    await li.open("/company");
    await rowOf(li, "D.1").getByText("启航机器人").waitFor();
    check((await rowOf(li, "D.1").getByText("robot-x").count()) === 0, "the key stands for the organisation");
    await li.inspect("company-waits");
  });

  await harness.test("where Chinese is chosen, published programmes have their Chinese names", async () => {
    const chinese = await harness.visitor({ language: "zh-CN" });
    await chinese.open("/");
    await chinese.page.getByRole("link", { name: "河南省算力券", exact: true }).waitFor();
    await chinese.context.addCookies(await li.context.cookies());
    await chinese.open("/company/applications/D.1");
    await chinese.page.getByRole("heading", { level: 1, name: "河南省算力券" }).waitFor();
    await chinese.inspect("company-application-chinese");
    await chinese.close();
  });

  await harness.test("an award of a purchase programme is claimed, and no voucher is offered for it", async () => {
    await openCall(wang, "beijing-purchase-2024", {
      call: "purchases",
      opens: "2025-01-01",
      unit: "money",
      appropriation: "45000000.00",
      method: "continuous",
    });
    await handIn(li, "robot-x", "P-1", "purchases", PURCHASE);
    await wang.write("/applications/P-1/complete", {});
    await wang.write("/applications/P-1/assessment", {});
    const reason = { en: "Within the rules", zh: "符合规定" };
    await wang.write("/applications/P-1/propose", {
      outcome: "award",
      reason,
    });
    await zhou.write("/applications/P-1/approve", { outcome: "award", amount: "1800000.00" });
    await wang.open("/officer/applications/P-1");
    await wang.sees("Claimed and paid");
    check((await wang.button("Issue the voucher").count()) === 0, "a voucher is offered");
    for (const name of ["李伟 Li Wei", "王敏 Wang Min", "周毅 Zhou Yi"])
      await wang.page.getByText(name, { exact: true }).last().waitFor();
    await wang.inspect("officer-grant");
    await wang.open("/officer");
    await wang.settle();
    check((await rowOf(wang, "P-1").count()) === 0, "the inbox asks for a voucher");
    await zhou.open("/approver/awards/P-1");
    await zhou.button("Suspend").waitFor();
    check((await zhou.page.getByText("Vouchers", { exact: true }).count()) === 0, "a grant shows vouchers");
    await zhou.inspect("approver-grant");
  });

  await harness.test("facts are shown with units and groups of digits, in the reader's language", async () => {
    await openCall(wang, "uk-airr-open", {
      call: "research",
      opens: "2026-01-05",
      unit: "device_time",
      appropriation: String(1_000_000 * 3600),
      method: "batch",
    });
    const commitment = createHash("sha256").update(SEED).digest("hex");
    await wang.write("/calls/research/seed", { commitment });
    await handIn(li, "robot-x", "U-1", "research", RESEARCH);
    await handIn(sun, "lanzhi", "U-2", "research", {
      ...RESEARCH,
      gpu_hours_asked: "60000 h",
    });
    await li.open("/company/applications/U-1");
    await li.sees("250,000 device-hours");
    await li.sees("GBP 300,000.00");
    await li.page.getByText("yes", { exact: true }).first().waitFor();
  });

  await harness.test("who scored is named, and each criterion is in words", async () => {
    const password = "expert-portal-test-2026";
    await admin2.write("/people", {
      person: "expert",
      name: "冯雪 Feng Xue",
      password,
    });
    harness.passwords.set("expert", password);
    await admin2.write("/roles", {
      person: "expert",
      role: "officer",
      scope: { kind: "programme", key: "uk-airr-open" },
    });
    const expert = await harness.visitor();
    await expert.enter("expert");
    for (const [key, points] of [
      ["U-1", "90"],
      ["U-2", "40"],
    ]) {
      await wang.write(`/applications/${key}/complete`, {});
      await wang.write(`/applications/${key}/assessors`, {
        person: "expert",
        organisation: "",
        conflicts: [],
      });
      await expert.write(`/applications/${key}/score`, {
        criteria: [{ criterion: "peer_mark", points }],
      });
      await wang.write(`/applications/${key}/assessment`, {});
    }
    await expert.close();
    await wang.open("/officer/applications/U-1");
    await wang.page.getByText("冯雪 Feng Xue").first().waitFor();
    await wang.sees("Mark of the other applicants");
    await wang.sees("90 of 100");
    await wang.inspect("officer-scores");
  });

  await harness.test(
    "the inbox says when a round can be shared out; then its results and how to check them stay",
    async () => {
      const { page } = wang;
      await wang.write("/calls/research/close", {});
      await wang.open("/officer");
      await rowOf(wang, "2 applications wait for it").getByRole("link").click();
      await page.getByRole("heading", { name: "Call research", level: 1 }).waitFor();
      await page.getByLabel("Seed").fill(SEED);
      await wang.button("Preview").click();
      await page.getByRole("row", { name: /U-1/ }).getByText("250,000 device-hours").first().waitFor();
      await wang.button("Share out the round").click();
      await wang.confirm("Share out the round");
      await wang.sees("Check it yourself");
      await page.reload();
      await wang.sees("Who got how much");
      await page.getByRole("row", { name: /U-2/ }).getByText("0 device-hours", { exact: true }).last().waitFor();
      check((await wang.button("Preview").count()) === 0, "a round that was shared out can be previewed again");
      await wang.button("Check the digests").click();
      await wang.sees("The files are those that the journal names");
      await wang.inspect("officer-round-result");
      const files = [];
      for (const name of ["Inputs", "Outcome"]) {
        const [download] = await Promise.all([page.waitForEvent("download"), wang.button(name).click()]);
        files.push(await download.path());
      }
      const scrip = process.env["SCRIP_BINARY_DIR"];
      check(scrip, "SCRIP_BINARY_DIR is not set");
      execFileSync(`${scrip}/scrip`, ["call", "check", ...files], {
        stdio: "pipe",
      });
    },
  );

  await harness.test("a list of applications shows device-hours as such", async () => {
    await wang.open("/officer/applications");
    const result = (key) =>
      wang.page
        .getByRole("row", { name: new RegExp(key) })
        .getByRole("cell")
        .last();
    await result("U-1").waitFor();
    check((await result("U-1").innerText()) === "250,000 device-hours", "the hours are no hours");
    check((await result("U-2").innerText()) === "0 device-hours", "nothing is shown as money");
  });
  for (const each of Object.values(visitors)) await each.close();
}
