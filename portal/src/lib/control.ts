// Why a party controls another, as the API writes it (docs/control.md): "alpha <- holdco 51%; target <- alpha 20% +
// beta 20% = 40%", and for what has two reasons " | " between them. A key has no spaces.

export interface Holding {
  holder: string;
  votes: string;
}

// What is held, the votes that count, and what they come to. Each holder is the one looked at or was reached before.
export interface Reach {
  held: string;
  holdings: Holding[];
  own: string; // votes in itself, which are not cast; empty where there are none
  sum: string;
}

const REACH = /^(\S+)(?: \(own ([^)]+)\))? <- (.+?)(?: = (\S+))?$/;

export function pathsOf(proof: string): Reach[][] {
  return proof
    .split(" | ")
    .map((path) => path.split("; ").flatMap(reachOf))
    .filter((path) => path.length > 0);
}

function reachOf(text: string): Reach[] {
  const [, held, own = "", counted, sum] = REACH.exec(text) ?? [];
  if (!held || !counted) return [];
  const holdings = counted.split(" + ").map((each): Holding => {
    const [holder = "", votes = ""] = each.split(" ");
    return { holder, votes };
  });
  return [{ held, holdings, own, sum: sum ?? holdings[0]?.votes ?? "" }];
}

// A part as the API writes it ("23.52%") between 0 and 1, to draw.
export function partOf(text: string): number {
  return Number(text.replace("%", "")) / 100;
}
