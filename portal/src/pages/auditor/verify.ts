// What an auditor has worked out in the browser, from what the server hands over.
import { api, must } from "../../api/client";
import type { Proof } from "../../api/types";
import {
  checkSignature,
  climb,
  fromBase64,
  fromHex,
  leafHash,
  parseCheckpoint,
  parsePublicKey,
  rootUpTo,
  toHex,
  type Checkpoint,
  type Inclusion,
  type Signature,
  type Step,
} from "../../lib/proof";

export interface EntryProof {
  good: boolean; // the entry leads to the root of the checkpoint
  signature: SignatureState;
  publicKey: string;
  leaf: string;
  expected: string;
  size: string;
  origin: string;
  steps: Step[];
}

export type SignatureState = Signature | "bad_key";

function getProof(entry: number): Promise<Proof> {
  return must(api.GET("/api/v1/journal/entries/{entry}/proof", { params: { path: { entry } } }));
}

// Entries are numbered from 1 and leaves from 0.
async function inclusionOf(entry: number, proof: Proof, checkpoint: Checkpoint): Promise<Inclusion> {
  const leaf = await leafHash(fromBase64(proof.bytes));
  return { leaf, index: BigInt(entry - 1), size: checkpoint.size, path: proof.hashes.map((hash) => fromHex(hash)) };
}

export async function signatureOf(note: string, publicKey: string): Promise<SignatureState> {
  const key = await parsePublicKey(publicKey);
  return key ? checkSignature(note, key) : "bad_key";
}

export async function verifyEntry(entry: number): Promise<EntryProof> {
  const proof = await getProof(entry);
  const checkpoint = parseCheckpoint(proof.checkpoint);
  if (!checkpoint) throw new Error("checkpoint");
  const inclusion = await inclusionOf(entry, proof, checkpoint);
  const climbed = await climb(inclusion);
  const expected = toHex(checkpoint.root);
  return {
    good: climbed !== undefined && toHex(climbed.root) === expected,
    signature: await signatureOf(proof.checkpoint, proof.public_key),
    publicKey: proof.public_key,
    leaf: toHex(inclusion.leaf),
    expected,
    size: checkpoint.size.toString(),
    origin: checkpoint.origin,
    steps: climbed?.steps ?? [],
  };
}

export type Consistency = "same_past" | "another_past" | "another_journal" | "newer" | "unreadable";

export interface Compared {
  outcome: Consistency;
  signature: SignatureState; // of the earlier checkpoint
  earlier: string; // entries
  later: string;
}

// Whether the journal of today has the past that an earlier checkpoint was signed over.
export async function compareWith(note: string, publicKey: string): Promise<Compared> {
  const earlier = parseCheckpoint(note);
  const none = { signature: "missing", earlier: "", later: "" } as const;
  if (!earlier) return { outcome: "unreadable", ...none };
  const signature = await signatureOf(note, publicKey);
  const newest = parseCheckpoint((await must(api.GET("/api/v1/journal/checkpoint"))).checkpoint);
  if (!newest) throw new Error("checkpoint");
  const known = { signature, earlier: earlier.size.toString(), later: newest.size.toString() };
  if (earlier.origin !== newest.origin) return { outcome: "another_journal", ...known };
  if (earlier.size > newest.size) return { outcome: "newer", ...known };
  if (earlier.size === 0n) return { outcome: "same_past", ...known };
  const entry = Number(earlier.size);
  const proof = await getProof(entry);
  const later = parseCheckpoint(proof.checkpoint);
  if (!later) throw new Error("checkpoint");
  const inclusion = await inclusionOf(entry, proof, later);
  const climbed = await climb(inclusion);
  const root = await rootUpTo(inclusion);
  const same =
    climbed !== undefined &&
    root !== undefined &&
    toHex(climbed.root) === toHex(later.root) &&
    toHex(root) === toHex(earlier.root);
  return { outcome: same ? "same_past" : "another_past", ...known };
}
