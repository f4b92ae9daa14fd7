// What sites offer: capacity, rate cards by two persons, accreditation; and how a programme is taken up.
import { check } from "./harness.mjs";

export async function networkJourney(harness) {
  const chen = await harness.visitor();
  const wang = await harness.visitor();
  const zhou = await harness.visitor();
  await chen.enter("chen");
  await wang.enter("wang");
  await zhou.enter("zhou");
  const row = (visitor, text) => visitor.page.getByRole("row").filter({ hasText: text });

  await harness.test("a site declares capacity, sees it beside what was used, and ends a declaration", async () => {
    const { page } = chen;
    await chen.open("/site/capacity");
    await chen.sees("Nothing declared yet");
    await chen.inspect("site-capacity-empty");
    await chen.button("Declare").click();
    await chen.sees("A whole number, such as 12.");
    await page.getByLabel("Chip or resource").selectOption("ascend-910b");
    await page.getByLabel("Devices").fill("64");
    await page.getByLabel("First day").fill("2025-06-01");
    await page.getByLabel("Last day").fill("2190-12-31");
    await chen.button("Declare").click();
    await chen.sees("The capacity was declared.");
    await row(chen, "31 Dec 2190").waitFor();
    await page.getByLabel("Month", { exact: true }).selectOption("2025-06");
    await page.getByText("Declared and free").filter({ visible: true }).first().waitFor(); // not a bar's own title
    await chen.inspect("site-capacity");
    await chen.button("End earlier").click();
    await page.getByRole("dialog").getByLabel("Reason").fill("Half of the racks are moved");
    await chen.inspect("site-ask-end-capacity");
    await chen.confirm("End earlier");
    await chen.sees("The declaration ends earlier.");
    await row(chen, "31 Dec 2190").waitFor({ state: "detached" });
    chen.noErrors("site-capacity");
  });

  await harness.test("a site says how its chips stand, and everybody sees it", async () => {
    const { page } = chen;
    await page.getByLabel("Chip", { exact: true }).selectOption("ascend-910b");
    await page.getByLabel("In a server").fill("0");
    await chen.button("Save").click();
    await chen.sees("A whole number, such as 12.");
    await page.getByLabel("In a server").fill("8");
    await page.getByLabel("Servers in an island").fill("16");
    await chen.button("Save").click();
    await chen.sees("The arrangement was saved.");
    chen.noErrors("site-topology");
  });

  await harness.test("a site proposes prices, and they hold once another person has approved them", async () => {
    const { page } = chen;
    await chen.open("/site/rates");
    await chen.sees("No rate card was proposed");
    await page.getByLabel("Rate card", { exact: true }).fill("harbour-2190");
    await page.getByLabel("First day").fill("2190-01-01");
    await page.getByLabel("Last day").fill("2190-12-31");
    await page.getByLabel("Chip or resource").selectOption("ascend-910b");
    await page.getByLabel("Price", { exact: true }).fill("mon-fri 08:00-22:00 9.00; otherwise 6.00");
    await chen.button("Propose it").click();
    await chen.sees("The rate card was proposed.");
    await row(chen, "harbour-2190").getByText("Proposed", { exact: true }).waitFor();
    await chen.settle();
    await chen.inspect("site-rates");
    await wang.open("/officer");
    await wang.page.getByRole("link", { name: /harbour-2190/ }).click();
    await wang.page.getByRole("heading", { name: "Sites", level: 1 }).waitFor();
    await wang.inspect("officer-sites");
    await row(wang, "harbour-2190").getByRole("button", { name: "Approve" }).click();
    await wang.inspect("officer-ask-rate-card");
    await wang.confirm("Approve");
    await wang.sees("The rate card is published.");
    await chen.open("/site/rates");
    await row(chen, "harbour-2190").getByText("To come").first().waitFor();
    chen.noErrors("site-rates");
  });

  await harness.test("a site applies for accreditation; an officer proposes, an approver approves", async () => {
    await chen.open("/site/accreditation");
    await chen.sees("No accreditation yet");
    await chen.page.getByLabel("Programme", { exact: true }).selectOption("training");
    await chen.page.getByLabel("What you state of the site").fill("512 Ascend 910B, security at level three");
    await chen.choose(chen.button("Add a file"), "certificate.txt", "text/plain", "certificate");
    await chen.sees("1 file");
    await chen.inspect("site-accreditation-form");
    await chen.button("Hand in the application").click();
    await chen.sees("The application was handed in.");
    await row(chen, "harbour-training").getByText("Applied for").waitFor();
    await chen.inspect("site-accreditation");

    await wang.open("/officer");
    await wang.page.getByRole("link", { name: /harbour-training/ }).click();
    await wang.sees("512 Ascend 910B, security at level three");
    await wang.button("Propose the decision").click();
    await wang.sees("Please give a reason.");
    await wang.page.getByLabel("First day").fill("2025-01-01");
    await wang.page.getByLabel("Last day").fill("2190-12-31");
    await wang.page.getByLabel("Reason", { exact: true }).fill("Visited in May");
    await wang.inspect("officer-accreditation");
    await wang.button("Propose the decision").click();
    await wang.sees("The decision was proposed.");

    await zhou.open("/approver");
    await zhou.page.getByRole("link", { name: /harbour-training/ }).click();
    await zhou.sees("Accreditation is proposed by 王敏 Wang Min");
    await zhou.inspect("approver-accreditation");
    await zhou.button("Approve").click();
    await zhou.confirm("Approve");
    await zhou.sees("Approved.");
    await zhou.button("Suspend").waitFor();
    zhou.noErrors("approver-accreditation");
    await chen.page.getByRole("link", { name: /harbour-training/ }).click();
    await chen.page.getByText("Accredited", { exact: true }).first().waitFor();
    await chen.inspect("site-accredited");
  });

  await harness.test("an officer sees a programme's take-up and where it goes", async () => {
    await wang.open("/officer/budget");
    await wang.page.getByRole("link", { name: "Take-up and forecast" }).first().click();
    await wang.sees("What the forecast assumes");
    const figure = wang.page.locator("figure").first();
    await figure.getByText("The figures as a table").click();
    check((await figure.locator("tbody tr").count()) > 0, "the chart has no figures");
    await wang.inspect("officer-forecast");
  });
  for (const each of [chen, wang, zhou]) await each.close();
}
