// Checks of a journal's Merkle log in the browser: RFC 9162, sections 2.1.1 (hashes) and 2.1.3.2 (inclusion); the
// signature of a checkpoint as C2SP's signed-note has it.
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

// SHA-256 of a text's UTF-8, as documents are named.
export async function digest(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
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

// The root of the tree that ends with the proof's own leaf: of the first index + 1 leaves. The siblings on the left are
// the complete subtrees before the leaf, and a tree that ends there is made of the same ones. So the inclusion proof of
// the last entry of an earlier tree leads to both its root and the later one's, and holds them to one past, as a
// consistency proof (RFC 9162, section 2.1.4) does. Nothing where the proof cannot be one.
export async function rootUpTo(proof: Inclusion): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const climbed = await climb(proof);
  if (!climbed) return undefined;
  let hash = proof.leaf;
  for (const step of climbed.steps) if (step.side === "left") hash = await nodeHash(fromHex(step.sibling), hash);
  return hash;
}

export interface Checkpoint {
  origin: string;
  size: bigint;
  root: Uint8Array<ArrayBuffer>;
}

// Reads the text of a checkpoint (docs/formats/checkpoint.md); its signature is not looked at here.
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

const KEY_ID_BYTES = 4;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const ED25519 = 0x01; // C2SP's number of the algorithm

export interface PublicKey {
  name: string;
  id: string; // hexadecimal
  bytes: Uint8Array<ArrayBuffer>;
}

// Reads "<name>+<key id>+<base 64 of 0x01 and the key>", and that the id is the one of the key.
export async function parsePublicKey(text: string): Promise<PublicKey | undefined> {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? [];
  if (!name || !id || !encoded) return undefined;
  const bytes = bytesOrNothing(encoded);
  if (bytes?.length !== 1 + KEY_BYTES || bytes[0] !== ED25519) return undefined;
  const named = new TextEncoder().encode(`${name}\n`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array([...named, ...bytes])));
  return toHex(hash.slice(0, KEY_ID_BYTES)) === id ? { name, id, bytes: bytes.slice(1) } : undefined;
}

export type Signature = "good" | "bad" | "missing" | "unknown_algorithm";

// Whether a checkpoint is signed by the key: "missing" where no line is of this key, "unknown_algorithm" where the
// browser has no Ed25519. Signatures of others (witnesses) are not judged.
export async function checkSignature(note: string, key: PublicKey): Promise<Signature> {
  const end = note.indexOf("\n\n");
  if (end < 0) return "missing";
  const text = new TextEncoder().encode(note.slice(0, end + 1));
  const lines = note
    .slice(end + 2)
    .split("\n")
    .filter((line) => line.startsWith(`— ${key.name} `));
  const signatures = lines
    .map((line) => bytesOrNothing(line.split(" ")[2] ?? ""))
    .filter((bytes) => bytes !== undefined && toHex(bytes.slice(0, KEY_ID_BYTES)) === key.id);
  if (signatures.length === 0) return "missing";
  const imported = await crypto.subtle.importKey("raw", key.bytes, "Ed25519", false, ["verify"]).catch(() => undefined);
  if (!imported) return "unknown_algorithm";
  for (const bytes of signatures) {
    const signature = bytes?.slice(KEY_ID_BYTES);
    if (signature?.length !== SIGNATURE_BYTES) return "bad";
    if (!(await crypto.subtle.verify("Ed25519", imported, signature, text))) return "bad";
  }
  return "good";
}

function bytesOrNothing(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return fromBase64(base64);
  } catch {
    return undefined;
  }
}
