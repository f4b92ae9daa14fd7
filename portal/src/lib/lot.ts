// Lots: a seed that is committed to before and revealed at the draw (docs/waiting-line.md, "Tickets").
import { digest, toHex } from "./proof";

const SEED_BYTES = 32;

export function newSeed(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(SEED_BYTES)));
}

export const isSeed = (text: string) => /^[0-9a-f]{64}$/.test(text);

export const commitmentTo = (seed: string): Promise<string> => digest(seed);

// What anyone can repeat with sha256sum, once the seed is known.
export const ticketOf = (seed: string, programme: string, wait: string): Promise<string> =>
  digest(`lottery ${seed} ${programme} ${wait}`);
