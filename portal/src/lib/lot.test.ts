import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { commitmentTo, isSeed, newSeed, ticketOf } from "./lot";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("lots", () => {
  it("have a seed that nobody can guess, and its commitment", async () => {
    const seed = newSeed();
    expect(isSeed(seed)).toBe(true);
    expect(newSeed()).not.toBe(seed);
    expect(await commitmentTo(seed)).toBe(sha256(seed));
    expect(isSeed(seed.slice(1))).toBe(false);
    expect(isSeed(seed.toUpperCase().replace(/\d/g, "F"))).toBe(false);
  });
  it("give the ticket that the format says", async () => {
    const seed = "0".repeat(64);
    expect(await ticketOf(seed, "city-2026", "W-1")).toBe(sha256(`lottery ${seed} city-2026 W-1`));
  });
});
