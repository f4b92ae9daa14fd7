// People, their roles and passwords, and API keys.
import { readFileSync } from "node:fs";
import { check } from "./harness.mjs";

async function register(person, name, publicKey) {
  await person.page.getByLabel("Name of the key").fill(name);
  await person.page.getByLabel("Public key", { exact: true }).fill(publicKey);
  await person.button("Register").click();
}

export async function adminJourney(harness) {
  const admin = await harness.visitor();
  const { page } = admin;
  const row = (text) => page.getByRole("row", { name: text });

  await harness.test(
    "an administrator adds a person, who signs in with the first password and has the role",
    async () => {
      await admin.enter("admin");
      await page.getByRole("heading", { name: "People" }).waitFor();
      await admin.inspect("admin-people");
      await admin.button("Add a person").click();
      await admin.button("Add").click();
      await admin.sees("Please answer this question.");
      await page.getByLabel("Name", { exact: true }).fill("吴琼 Wu Qiong");
      await page.getByLabel("Id", { exact: true }).fill("wu");
      await admin.inspect("admin-add-person");
      await admin.button("Add").click();
      await admin.sees("First password of 吴琼 Wu Qiong");
      const password = await page.locator("code.secret").innerText();
      await admin.inspect("admin-first-password");
      await page.getByRole("link", { name: "Give a role" }).click();
      await admin.sees("Without a role a person can sign in");
      await page.getByLabel("Role", { exact: true }).selectOption("site_operator");
      await page.getByLabel("Site", { exact: true }).selectOption("river");
      await admin.button("Grant").click();
      await admin.sees("The role was granted.");
      await row("Site operator 江岸云中心 Riverside Cloud").waitFor();
      await admin.inspect("admin-person");
      const wu = await harness.visitor();
      await wu.signIn("wu", password);
      await wu.page.getByRole("heading", { name: "Riverside Cloud" }).waitFor();
      wu.noErrors("first sign-in");
      await wu.close();
    },
  );

  await harness.test(
    "a role is revoked and given back, a password reset, and a person erased once no role is left",
    async () => {
      const revoke = page.getByRole("button", {
        name: "Revoke Site operator, 江岸云中心 Riverside Cloud",
      });
      await revoke.click();
      await admin.sees("The role was revoked.");
      await admin.button("Undo").click();
      await admin.sees("The role was granted.");
      await revoke.waitFor();
      await admin.button("Reset the password").click();
      await admin.inspect("admin-ask-reset");
      await admin.confirm("Reset the password");
      await admin.sees("New password of 吴琼 Wu Qiong");
      check(
        (await admin.button("Erase the person").getAttribute("aria-disabled")) === "true",
        "a person with a role could be erased",
      );
      await revoke.click();
      await admin.sees("Name, e-mail and password go for good");
      await admin.button("Erase the person").click();
      const ask = page.getByRole("dialog");
      const confirm = ask.getByRole("button", {
        name: "Erase the person",
        exact: true,
      });
      check((await confirm.getAttribute("aria-disabled")) === "true", "erased without the id typed");
      await ask.getByLabel(/To confirm, type/).fill("wu");
      await admin.inspect("admin-ask-erase");
      await confirm.click();
      await admin.sees("吴琼 Wu Qiong was erased.");
      await page.getByRole("heading", { name: "People" }).waitFor();
      await admin.settle();
      check((await row("Wu Qiong").count()) === 0, "the person is still there");
      admin.noErrors("admin-erase");
    },
  );

  await harness.test("a table without a file of the server's is taken along as it is shown", async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), admin.button("CSV").click()]);
    const text = readFileSync(await download.path(), "utf8");
    check(text.startsWith("\uFEFFPerson,Id,Roles") && text.includes("zhou,Approver"), `no CSV: ${text.slice(0, 300)}`);
    const [book] = await Promise.all([page.waitForEvent("download"), admin.button("Excel").click()]);
    check(
      readFileSync(await book.path())
        .subarray(0, 2)
        .toString() === "PK",
      "no workbook",
    );
  });

  await harness.test("an API key is made, gets a new token, and ends; each token is shown once and works", async () => {
    await admin.open("/account");
    await page.getByLabel("What it is for").fill("nightly export");
    await page.getByLabel("May act as").selectOption("administrator");
    await admin.button("Make the key").click();
    await admin.sees("Token of “nightly export”");
    const token = () => page.locator("code.secret").innerText();
    const first = await token();
    const ask = (with_token) =>
      fetch(`${harness.base}/api/v1/people`, {
        headers: { Authorization: `Bearer ${with_token}` },
      });
    check((await ask(first)).status === 200, "the key does not work");
    await admin.inspect("account-keys");
    await admin.button("New token").click();
    await admin.inspect("account-ask-rotate");
    await admin.confirm("New token");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.waitForFunction((old) => document.querySelector("code.secret")?.textContent !== old, first);
    const second = await token();
    check((await ask(first)).status === 401, "the first token still works");
    check((await ask(second)).status === 200, "the new token does not work");
    await admin.button("End it").click();
    await admin.confirm("End it");
    await admin.sees("The key was ended.");
    check((await ask(second)).status === 401, "the ended key still works");
    admin.noErrors("account-keys");
  });

  await harness.test("a site's signing key is registered, followed by the next one, and revoked", async () => {
    await admin.open("/admin/sites");
    await admin.inspect("admin-sites");
    await page.getByRole("link", { name: "Riverside Cloud" }).click();
    await admin.sees("No key yet");
    await register(admin, "2026-a", "too short");
    await admin.sees("44 letters of base 64 that end in “=”.");
    for (const [name, letter] of [
      ["2026-a", "a"],
      ["2026-b", "b"],
    ]) {
      await register(admin, name, Buffer.alloc(32, letter).toString("base64"));
      await row(name).getByText("Active").waitFor();
    }
    await row("2026-a").getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("dialog").getByLabel("Reason").fill("Followed by 2026-b");
    await admin.inspect("admin-ask-revoke-key");
    await admin.confirm("Revoke");
    await row("2026-a")
      .getByText(/^Revoked/)
      .waitFor();
    await admin.sees("Usage is taken with or without a signature.");
    await page.getByLabel("Only signed usage from").fill("2190-01-01");
    await page.getByLabel("What is signed").selectOption("yes");
    await admin.button("Save").click();
    await admin.sees("usage is taken only if it is signed.");
    await admin.sees("What is signed is kept");
    await admin.inspect("admin-site-keys");
    admin.noErrors("admin-site-keys");
  });

  await harness.test("a site operator registers a key of its own site, and reads whether it has to sign", async () => {
    const chen = await harness.visitor();
    await chen.enter("chen");
    await chen.open("/site/keys");
    await chen.sees("Does this site have to sign?");
    await register(chen, "operator-1", Buffer.alloc(32, "o").toString("base64"));
    await chen.page.getByRole("row", { name: "operator-1" }).getByText("Active").waitFor();
    await register(chen, "operator-2", Buffer.alloc(32, "o").toString("base64"));
    await chen.page.getByRole("alert").first().waitFor(); // the same key under another name
    await chen.inspect("site-keys", { expect: [409] });
    check((await chen.button("Save").count()) === 0, "an operator could change what its site has to sign");
    await chen.close();
  });

  // Those who come later: an administrator without a second factor, and an approver who has decided nothing yet.
  await harness.test("others are added for what follows", async () => {
    for (const [person, role] of [
      ["admin2", "administrator"],
      ["qian", "approver"],
    ]) {
      const password = `${person}-portal-test-2026`;
      await admin.write("/people", {
        person,
        name: `${person} of the test`,
        password,
      });
      await admin.write("/roles", {
        person,
        role,
        scope: { kind: "authority", key: null },
      });
      harness.passwords.set(person, password);
    }
  });
  await admin.close();
}
