import { expect, test } from "vitest";
import {
  checkSignature,
  climb,
  fromHex,
  leafHash,
  nodeHash,
  parseCheckpoint,
  parsePublicKey,
  rootUpTo,
  toHex,
} from "./proof";

type Hash = Uint8Array<ArrayBuffer>;

// The definition of RFC 9162, section 2.1.1, taken word for word: slow, and not the code under test.
async function rootOf(leaves: Hash[]): Promise<Hash> {
  if (leaves.length === 1) return leaves[0]!;
  const k = split(leaves.length);
  return nodeHash(await rootOf(leaves.slice(0, k)), await rootOf(leaves.slice(k)));
}

function split(n: number): number {
  let k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

// Section 2.1.3.1.
async function pathOf(m: number, leaves: Hash[]): Promise<Hash[]> {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  if (m < k) return [...(await pathOf(m, leaves.slice(0, k))), await rootOf(leaves.slice(k))];
  return [...(await pathOf(m - k, leaves.slice(k))), await rootOf(leaves.slice(0, k))];
}

async function tree(size: number): Promise<Hash[]> {
  return Promise.all(Array.from({ length: size }, (_, index) => leafHash(Uint8Array.of(index))));
}

test("the leaf hash of nothing is the one that RFC 9162's test vectors give", async () => {
  expect(toHex(await leafHash(new Uint8Array()))).toBe(
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  );
});

test("every leaf of every tree of up to 17 leaves climbs to its root", async () => {
  for (let size = 1; size <= 17; ++size) {
    const leaves = await tree(size);
    const root = toHex(await rootOf(leaves));
    for (let index = 0; index < size; ++index) {
      const path = await pathOf(index, leaves);
      const climbed = await climb({ leaf: leaves[index]!, index: BigInt(index), size: BigInt(size), path });
      expect(climbed && toHex(climbed.root), `${index} of ${size}`).toBe(root);
      expect(climbed?.steps.length).toBe(path.length);
    }
  }
});

test("a changed entry, index, size or path leads elsewhere or nowhere", async () => {
  const leaves = await tree(11);
  const root = toHex(await rootOf(leaves));
  const good = { leaf: leaves[4]!, index: 4n, size: 11n, path: await pathOf(4, leaves) };
  const bad = [
    { ...good, leaf: leaves[5]! },
    { ...good, index: 5n },
    { ...good, index: 11n },
    { ...good, size: 40n },
    { ...good, path: good.path.slice(1) },
    { ...good, path: [...good.path, leaves[0]!] },
    { ...good, path: [fromHex("00"), ...good.path.slice(1)] },
  ];
  for (const each of bad) {
    const climbed = await climb(each);
    expect(climbed && toHex(climbed.root)).not.toBe(root);
  }
});

test("a checkpoint is read, and what is none is not", () => {
  const root = btoa("r".repeat(32));
  expect(parseCheckpoint(`city.example/journal\n12\n${root}\n\n— city.example/journal abc\n`)).toMatchObject({
    origin: "city.example/journal",
    size: 12n,
  });
  expect(parseCheckpoint(`city.example/journal\n012\n${root}\n\n`)).toBeUndefined();
  expect(parseCheckpoint("city.example/journal\n12\nAAAA\n\n")).toBeUndefined();
  expect(parseCheckpoint("")).toBeUndefined();
});

test("the proof of an earlier tree's last leaf leads to that tree's root, in every tree of up to 17 leaves", async () => {
  for (let size = 1; size <= 17; ++size) {
    const leaves = await tree(size);
    for (let earlier = 1; earlier <= size; ++earlier) {
      const path = await pathOf(earlier - 1, leaves);
      const proof = { leaf: leaves[earlier - 1]!, index: BigInt(earlier - 1), size: BigInt(size), path };
      const root = await rootUpTo(proof);
      expect(root && toHex(root), `${earlier} of ${size}`).toBe(toHex(await rootOf(leaves.slice(0, earlier))));
      if (path.length > 0) expect(await rootUpTo({ ...proof, path: path.slice(1) })).toBeUndefined();
    }
  }
});

test("an earlier tree with another past has another root", async () => {
  const leaves = await tree(11);
  const forged = [...leaves];
  forged[2] = await leafHash(Uint8Array.of(99));
  const proof = { leaf: leaves[5]!, index: 5n, size: 11n, path: await pathOf(5, leaves) };
  expect(toHex((await rootUpTo(proof))!)).not.toBe(toHex(await rootOf(forged.slice(0, 6))));
});

// A note signed as a server signs one: an independent key, made here.
async function signed(text: string, name = "city.example/journal") {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const raw = Buffer.from(await crypto.subtle.exportKey("raw", pair.publicKey));
  const key = Buffer.concat([Buffer.of(1), raw]);
  const id = Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.concat([Buffer.from(`${name}\n`), key])));
  const signature = Buffer.from(await crypto.subtle.sign("Ed25519", pair.privateKey, Buffer.from(text)));
  const line = Buffer.concat([id.subarray(0, 4), signature]).toString("base64");
  const publicKey = `${name}+${id.subarray(0, 4).toString("hex")}+${key.toString("base64")}`;
  return { note: `${text}\n— ${name} ${line}\n`, publicKey };
}

const TEXT = `city.example/journal\n12\n${btoa("r".repeat(32))}\n`;

test("a checkpoint's signature is good; with a changed letter, key or signature it is not", async () => {
  const { note, publicKey } = await signed(TEXT);
  const key = (await parsePublicKey(publicKey))!;
  expect(await checkSignature(note, key)).toBe("good");
  expect(await checkSignature(note.replace("\n12\n", "\n13\n"), key)).toBe("bad");
  const other = (await parsePublicKey((await signed(TEXT)).publicKey))!;
  expect(await checkSignature(note, other)).toBe("missing");
  expect(await checkSignature(`${TEXT}\n`, key)).toBe("missing");
  const witness = (await signed(TEXT, "witness.example")).note.split("\n").at(-2) ?? "";
  expect(await checkSignature(`${note}${witness}\n`, key)).toBe("good");
});

test("a public key is read only with the id that belongs to it", async () => {
  const { publicKey } = await signed(TEXT);
  expect((await parsePublicKey(publicKey))?.name).toBe("city.example/journal");
  expect(await parsePublicKey(publicKey.replace(/\+[0-9a-f]{8}\+/, "+00000000+"))).toBeUndefined();
  expect(await parsePublicKey("city.example/journal")).toBeUndefined();
  expect(await parsePublicKey("")).toBeUndefined();
});
