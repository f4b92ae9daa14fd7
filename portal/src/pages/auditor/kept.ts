// Checkpoints that this browser has seen: the operator cannot take them back.
export interface Kept {
  note: string;
  seen: string; // when first, in UTC
}

const STORED = "scrip.checkpoints";
const KEPT_MAX = 20;

export function keptCheckpoints(): readonly Kept[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isKept) : [];
  } catch {
    return [];
  }
}

function isKept(value: unknown): value is Kept {
  return (
    typeof value === "object" &&
    value !== null &&
    "note" in value &&
    "seen" in value &&
    typeof value.note === "string" &&
    typeof value.seen === "string"
  );
}

// Adds a checkpoint, newest first, and gives all. The oldest one stays when there is no more room: it holds the operator
// to the longest past.
export function keepCheckpoint(note: string, now: Date): readonly Kept[] {
  const before = keptCheckpoints();
  if (note === "" || before.some((each) => each.note === note)) return before;
  const all = [{ note, seen: now.toISOString() }, ...before];
  const oldest = all.at(-1);
  const kept = all.length > KEPT_MAX && oldest ? [...all.slice(0, KEPT_MAX - 1), oldest] : all;
  try {
    localStorage.setItem(STORED, JSON.stringify(kept));
  } catch {
    // Without storage they are kept until the page is left.
  }
  return kept;
}
