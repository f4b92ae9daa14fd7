// A browser for the journeys: signs people in, checks each page with axe, and takes pictures.
import { createHmac } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../../portal/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// Example passwords of tools/demo.
export const PASSWORD = "yungang-demo-2025";
const WAIT_MS = 30_000; // other tests and builds run beside it

export function check(condition, text) {
  if (!condition) throw new Error(text);
}

// RFC 6238 with the defaults of every authenticator: SHA-1, 30 seconds, six digits.
export function totp(secret, now = Date.now()) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/=+$/, "")]
    .map((each) => letters.indexOf(each).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((each) => Number.parseInt(each, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const hash = createHmac("sha1", key).update(step).digest();
  const at = hash.at(-1) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

export class Harness {
  constructor(base, pictures) {
    this.base = base;
    this.pictures = pictures;
    this.passed = 0;
    this.failed = [];
    this.passwords = new Map(); // of persons that a journey has added
    if (pictures) mkdirSync(pictures, { recursive: true });
  }

  async start() {
    const newest = await fetch(`${this.base}/api/v1/journal/checkpoint`);
    this.firstCheckpoint = (await newest.json()).checkpoint;
    this.browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox"],
    });
  }

  // A person at a machine of their own.
  async visitor(options = {}) {
    const { language = "en-GB", theme = "light", width = 1280, height = 900 } = options;
    const context = await this.browser.newContext({
      locale: language,
      colorScheme: theme,
      viewport: { width, height },
      acceptDownloads: true,
    });
    context.setDefaultTimeout(WAIT_MS);
    const page = await context.newPage();
    const visitor = new Visitor(this, context, page);
    page.on("console", (message) => message.type() === "error" && visitor.errors.push(message.text()));
    page.on("pageerror", (error) => visitor.errors.push(String(error)));
    return visitor;
  }

  async test(name, run) {
    try {
      await run();
      this.passed += 1;
      console.log(`ok      ${name}`);
    } catch (error) {
      this.failed.push(name);
      console.log(
        `FAILED  ${name}\n        ${String(error.stack ?? error)
          .slice(0, 2500)
          .replaceAll("\n", "\n        ")}`,
      );
    }
  }

  async stop() {
    await this.browser.close();
    console.log(`${this.passed} passed, ${this.failed.length} failed`);
    return this.failed.length === 0 ? 0 : 1;
  }
}

export class Visitor {
  constructor(harness, context, page) {
    this.harness = harness;
    this.context = context;
    this.page = page;
    this.errors = [];
  }

  async open(path) {
    await this.page.goto(this.harness.base + path);
    await this.page.getByRole("heading", { level: 1 }).waitFor();
  }

  async signIn(name, password = this.harness.passwords.get(name) ?? PASSWORD) {
    await this.open("/sign-in");
    await this.page.getByLabel("Name", { exact: true }).fill(name);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  }

  // Signs in and waits until the person's own page is there.
  async enter(name) {
    await this.signIn(name);
    await this.page.waitForURL((url) => url.pathname !== "/sign-in");
  }

  // Nothing is on its way any more.
  async settle() {
    await this.page.locator("main .skeleton").first().waitFor({ state: "detached" });
    await this.page.locator("main h1").first().waitFor();
  }

  sees(text) {
    return this.page.getByText(text).first().waitFor();
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  confirm(name) {
    return this.page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  }

  // Chooses a file as a person does: with a button that opens the system's own dialog.
  async choose(button, name, mimeType, text) {
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), button.click()]);
    await chooser.setFiles({ name, mimeType, buffer: Buffer.from(text) });
  }

  // What holds for every page: no finding of axe, nothing wider than the screen, no error in the console; but for the one
  // answer that this page was meant to get, with one of the statuses `expect`.
  async inspect(name, { expect = [] } = {}) {
    await this.settle();
    await this.page.evaluate(`${AXE};0`);
    const findings = await this.page.evaluate(async () => {
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
      const { violations } = await globalThis.axe.run({ runOnly: tags });
      return violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
    });
    if (this.harness.pictures)
      await this.page.screenshot({
        path: `${this.harness.pictures}/${name}.png`,
        fullPage: true,
      });
    const wider = await this.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    check(findings.length === 0, `axe on ${name}: ${findings.join("\n")}`);
    check(wider <= 0, `${name} is ${wider} px wider than the screen`);
    if (expect.length > 0) this.expectStatus(...expect);
    this.noErrors(name);
  }

  // Writes through the API as who is signed in: what a journey finds already done. A text is a programme file.
  async write(path, body, method = "POST", etag = undefined) {
    const [status, text] = await this.page.evaluate(
      async ([address, input, verb, match]) => {
        const { csrf_token: token } = await (await fetch("/api/v1/session")).json();
        const headers = {
          "Content-Type": typeof input === "string" ? "application/yaml" : "application/json",
          "X-CSRF-Token": token,
        };
        headers["Idempotency-Key"] = crypto.randomUUID();
        if (match) headers["If-Match"] = match;
        const answer = await fetch(`/api/v1${address}`, {
          method: verb,
          headers,
          body: typeof input === "string" ? input : JSON.stringify(input),
        });
        return [answer.status, await answer.text()];
      },
      [path, body, method, etag],
    );
    check(status < 300, `${method} ${path}: ${status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  noErrors(name) {
    const errors = this.errors;
    this.errors = [];
    check(errors.length === 0, `console of ${name}: ${errors.join(" | ")}`);
  }

  // The browser itself reports an answer that is no success; where one is expected, with any of these statuses, it is taken
  // off. That it did not come is an error.
  expectStatus(...statuses) {
    const isExpected = (text) => statuses.some((status) => text.includes(`status of ${status}`));
    const before = this.errors.length;
    this.errors = this.errors.filter((each) => !isExpected(each));
    check(this.errors.length < before, `no answer ${statuses.join(" or ")}`);
  }

  close() {
    return this.context.close();
  }
}
