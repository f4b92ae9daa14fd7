// Checks of a journal's Merkle log in the browser: RFC 9162, sections 2.1.1 (hashes) and 2.1.3.2 (inclusion).
// WebCrypto works on secure origins only: https, or a loopback address.

const HASH_BYTES = 32;

export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new RangeError("not hexadecimal");
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; ++index)
    bytes[index] = Number.parseInt(text.slice(2 * index, 2 * index + 2), 16);
  return bytes;
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

async function sha256(prefix: number, ...parts: Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const all = new Uint8Array(1 + parts.reduce((length, part) => length + part.length, 0));
  all[0] = prefix;
  let at = 1;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
}

// SHA-256 of 0x00 and the entry.
export function leafHash(entry: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return sha256(0x00, entry);
}

// SHA-256 of 0x01 and both children.
export function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return sha256(0x01, left, right);
}

export interface Inclusion {
  leaf: Uint8Array<ArrayBuffer>; // the leaf hash of the entry
  index: bigint; // counted from 0
  size: bigint; // entries under the root
  path: readonly Uint8Array<ArrayBuffer>[];
}

export interface Step {
  side: "left" | "right"; // where the sibling stands
  sibling: string;
  node: string; // the hash of both
}

export interface Climb {
  root: Uint8Array<ArrayBuffer>;
  steps: Step[];
}

// The root that a proof leads to, with each step on the way; nothing where the proof cannot be one for this index and
// size (too long, too short, an index outside the tree, a hash of another length).
export async function climb(proof: Inclusion): Promise<Climb | undefined> {
  if (proof.index < 0n || proof.index >= proof.size || proof.leaf.length !== HASH_BYTES) return undefined;
  let node = proof.index;
  let last = proof.size - 1n;
  let hash = proof.leaf;
  const steps: Step[] = [];
  for (const sibling of proof.path) {
    if (last === 0n || sibling.length !== HASH_BYTES) return undefined;
    const left = (node & 1n) === 1n || node === last;
    hash = left ? await nodeHash(sibling, hash) : await nodeHash(hash, sibling);
    steps.push({ side: left ? "left" : "right", sibling: toHex(sibling), node: toHex(hash) });
    if (left)
      while ((node & 1n) === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? { root: hash, steps } : undefined;
}

export interface Checkpoint {
  origin: string;
  size: bigint;
  root: Uint8Array<ArrayBuffer>;
}

// Reads the signed text of a checkpoint (docs/formats/checkpoint.md); its signature is not looked at here.
export function parseCheckpoint(note: string): Checkpoint | undefined {
  const [origin, size, root, empty] = note.split("\n");
  if (!origin || !size || !root || empty !== "" || !/^(0|[1-9][0-9]*)$/.test(size)) return undefined;
  try {
    const bytes = fromBase64(root);
    return bytes.length === HASH_BYTES ? { origin, size: BigInt(size), root: bytes } : undefined;
  } catch {
    return undefined;
  }
}
