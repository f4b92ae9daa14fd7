import { expect, test } from "vitest";
import { climb, fromHex, leafHash, nodeHash, parseCheckpoint, toHex } from "./proof";

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
