import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { en } from "./en";
import { fill, type Catalogue } from "./text";
import { zh } from "./zh";

const SOURCE = new URL("..", import.meta.url).pathname;
const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.ts$/.test(path) && !/^(text\/(en|zh)|api\/schema)/.test(path))
  .map((path) => readFileSync(`${SOURCE}/${path}`, "utf8"));

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([all]) => all).sort();

test("both catalogues have the same keys, and every text says something", () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  for (const [key, text] of [...Object.entries(en), ...Object.entries(zh)]) expect(text.trim(), key).not.toBe("");
});

test("a text has the same values to fill in, in both languages", () => {
  for (const [key, text] of Object.entries(en)) {
    const fewer = key.endsWith(".one");
    const chinese = placeholders(zh[key as keyof typeof en]);
    if (!fewer) expect(chinese, key).toEqual(placeholders(text));
  }
});

test("a key of which only the end is computed has texts, and every other key is used", () => {
  const code = files.join("\n");
  const stems = [...code.matchAll(/`([a-z_]+\.[a-z_.]*)\$\{/g)].map(([, stem]) => stem ?? "");
  const named = [...code.matchAll(/\bname\("([a-z_]+)"/g)].map(([, stem]) => `${stem}.`);
  const computed = [...new Set([...stems, ...named])];
  for (const stem of computed)
    expect(
      Object.keys(en).some((key) => key.startsWith(stem)),
      stem,
    ).toBe(true);
  for (const key of Object.keys(en)) {
    const used = code.includes(`"${key.replace(/\.one$/, "")}"`) || computed.some((stem) => key.startsWith(stem));
    expect(used, `${key} is not used`).toBe(true);
  }
});

test("values are filled in, and one of a thing has its own text", () => {
  const texts: Catalogue = { ...en };
  expect(fill(texts, "apply.open", { n: 3 })).toBe("3 questions still need an answer.");
  expect(fill(texts, "apply.open", { n: 1 })).toBe("One question still needs an answer.");
  expect(fill({ ...zh }, "unit.days", { n: 12 })).toBe("12 天");
});
