// The journal's checkpoints: signature and past, worked out in the browser.
import { check } from "./harness.mjs";

export async function checkpointJourney(harness) {
  await harness.test(
    "an auditor checks the signature, and the past of earlier checkpoints, in the browser",
    async () => {
      const he = await harness.visitor();
      const { page } = he;
      await he.enter("he");
      await he.open("/auditor/checkpoints");
      await he.sees("The authority’s signature is good");
      const note = await page.locator("pre.words").innerText();
      await he.inspect("auditor-checkpoints");
      await page.getByRole("row").getByRole("button", { name: "Compare with today" }).first().click();
      await he.sees("The journal has the same past");

      // The checkpoint that was signed before any journey wrote something.
      const paste = async (text) => {
        await page.getByLabel("Text of an earlier checkpoint").fill(text);
        await page.getByRole("button", { name: "Compare with today" }).last().click();
      };
      const size = (text) => Number(text.split("\n")[1]);
      await paste(harness.firstCheckpoint);
      await he.sees(`Its first ${size(harness.firstCheckpoint)} entries are the ones that were signed then`);
      await he.inspect("auditor-consistency");

      // A forged one: the root of another past, with the old signature.
      const lines = note.split("\n");
      const forged = [...lines.slice(0, 2), btoa("x".repeat(32)), ...lines.slice(3)].join("\n");
      await paste(forged);
      await he.sees("The journal has another past");
      await he.sees("The signature does not fit the text");
      await he.inspect("auditor-another-past");
      await paste([lines[0], "99999999", ...lines.slice(2)].join("\n"));
      await he.sees("The checkpoint is newer than the journal");
      await paste("hello");
      await he.sees("That is no checkpoint");
      he.noErrors("auditor-checkpoints");
      await he.close();
    },
  );
}
