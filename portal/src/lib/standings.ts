// Classes or weights of single organisations, as an officer lists them or a spreadsheet has them: ORGANISATION,NUMBER.

export const STANDING_MAX = 1_000_000;

// Whether a rule's order asks for classes or weights.
export const countsStandings = (order: string) => order === "priority" || order === "fair_share";

export interface Standing {
  organisation: string;
  value: string; // as it was written
}

export type StandingProblem = "unknown" | "twice" | "number" | "columns";

export interface RowProblem {
  row: number; // as a spreadsheet counts
  problem: StandingProblem;
  cell: string;
}

export const isStanding = (text: string) => /^[1-9]\d{0,6}$/.test(text.trim()) && Number(text) <= STANDING_MAX;

// The cells of a line of CSV (RFC 4180), one of one or two columns.
function cellsOf(line: string): string[] {
  const cells = [...line.matchAll(/(?:^|[,;\t])(?:"((?:[^"]|"")*)"|([^,;\t]*))/g)];
  return cells.map((cell) => (cell[1]?.replaceAll('""', '"') ?? cell[2] ?? "").trim());
}

// Organisations by key or by name. The first line may name the columns. All of the file or nothing is taken.
export function readStandings(
  text: string,
  organisations: readonly { value: string; label: string }[],
): { standings: Standing[]; problems: RowProblem[] } {
  const standings: Standing[] = [];
  const problems: RowProblem[] = [];
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  lines.forEach((line, at) => {
    if (line.trim() === "") return;
    const [name = "", value = "", ...more] = cellsOf(line);
    const isHeading = at === 0 && !/\d/.test(value);
    if (isHeading) return;
    const refuse = (problem: StandingProblem, cell: string) => problems.push({ row: at + 1, problem, cell });
    const found =
      organisations.find((each) => each.value === name) ?? organisations.find((each) => each.label === name);
    if (more.some((cell) => cell !== "") || value === "") refuse("columns", line.trim());
    else if (!found) refuse("unknown", name);
    else if (standings.some((each) => each.organisation === found.value)) refuse("twice", name);
    else if (!isStanding(value)) refuse("number", value);
    else standings.push({ organisation: found.value, value: value.trim() });
  });
  return { standings: problems.length > 0 ? [] : standings, problems };
}
