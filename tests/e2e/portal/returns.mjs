// Money that goes back: from a job's charges, and from an award.
import { check } from "./harness.mjs";

export async function returnJourney(harness) {
  await harness.test("an officer gives part of a job's charges back, after seeing its bill", async () => {
    const wang = await harness.visitor();
    const { page } = wang;
    await wang.enter("wang");
    await wang.open("/officer/returns");
    await wang.inspect("officer-returns");
    await page.getByLabel("Site", { exact: true }).selectOption("river");
    await page.getByLabel("Job", { exact: true }).fill("no-such-job");
    await wang.button("See its bill").click();
    await page.getByRole("alert").waitFor();
    wang.expectStatus(404);
    await page.getByLabel("Job", { exact: true }).fill("r1");
    await wang.button("See its bill").click();
    await wang.sees("Can be given back");
    await wang.button("Give it back").click();
    await wang.sees("Please give a reason.");
    await page.getByLabel(/^Amount/).fill("1.50");
    await page.getByLabel("Reason", { exact: true }).fill("The node failed for a quarter of an hour");
    await wang.button("Give it back").click();
    await wang.sees("Give back CNY 1.50?");
    await wang.inspect("officer-ask-return");
    await wang.confirm("Give it back");
    await wang.sees("The money was given back.");
    await page.getByRole("cell", { name: "The node failed for a quarter of an hour" }).waitFor();
    await wang.settle();
    await wang.inspect("officer-returned");
    // Lists name a job by its id: that is good enough to give its money back.
    const answer = await wang.context.request.get(`${harness.base}/api/v1/jobs?site=river&limit=1000`);
    const { items } = await answer.json();
    const other = items.find((each) => each.first_entry && Number(each.gross) > 1 && Number(each.refunded) === 0);
    await page.getByLabel("Job", { exact: true }).fill(other.job_id);
    await wang.button("See its bill").click();
    await wang.sees("Can be given back");
    await page.getByLabel(/^Amount/).fill("0.25");
    await page.getByLabel("Reason", { exact: true }).fill("Counted twice by its id");
    await wang.button("Give it back").click();
    await wang.confirm("Give it back");
    await page.getByRole("cell", { name: "Counted twice by its id" }).waitFor();
    const row = page.getByRole("row").filter({ hasText: "Counted twice by its id" });
    check((await row.getByText(other.job_id).count()) === 0, "the adjustment names the job by its id, not by its key");
    await wang.close();
  });

  await harness.test(
    "an approver suspends an award, takes that back, and revokes it: what is left goes back",
    async () => {
      const zhou = await harness.visitor();
      const { page } = zhou;
      await zhou.enter("zhou");
      await zhou.open("/approver/awards");
      await zhou.inspect("approver-awards");
      await page.getByRole("link", { name: "A-1", exact: true }).click();
      await page.getByRole("cell", { name: "E-01", exact: true }).waitFor();
      await zhou.inspect("approver-award");
      await zhou.button("Suspend").click();
      await page.getByRole("dialog").getByLabel("Reason").fill("A doubt about the invoice");
      await zhou.confirm("Suspend");
      await zhou.sees("The award is suspended.");
      await zhou.button("Undo").click();
      await zhou.sees("The award goes on.");
      await zhou.button("Suspend").waitFor();
      await zhou.button("Revoke").click();
      const ask = page.getByRole("dialog");
      await ask.getByLabel("Reason").fill("The invoice was for other work");
      const confirm = ask.getByRole("button", { name: "Revoke", exact: true });
      check((await confirm.getAttribute("aria-disabled")) === "true", "revoked without the key typed");
      await ask.getByLabel(/To confirm, type/).fill("A-1");
      await zhou.inspect("approver-ask-revoke");
      await confirm.click();
      await zhou.sees("The award was revoked; what was left went back.");
      await page.getByText("Revoked", { exact: true }).first().waitFor();
      check((await zhou.button("Suspend").count()) === 0, "it can still be suspended");
      await zhou.settle();
      await zhou.inspect("approver-revoked");
      await zhou.close();
    },
  );
}
