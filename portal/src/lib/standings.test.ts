import { describe, expect, it } from "vitest";
import { isStanding, readStandings } from "./standings";

const organisations = [
  { value: "yunshan", label: "云山智算" },
  { value: "beta", label: "Beta, Ltd." },
];
const read = (text: string) => readStandings(text, organisations);

describe("classes and weights from a file", () => {
  it("are read by key or by name, with or without a heading", () => {
    const wanted = [
      { organisation: "yunshan", value: "2" },
      { organisation: "beta", value: "10" },
    ];
    expect(read("organisation,class\r\nyunshan,2\r\nbeta,10\r\n")).toEqual({ standings: wanted, problems: [] });
    expect(read('\uFEFF云山智算,2\n"Beta, Ltd.",10')).toEqual({ standings: wanted, problems: [] });
    expect(read("yunshan;2\n\nbeta;10\n").standings).toEqual(wanted);
  });
  it("are taken as a whole or not at all, with every row that is wrong", () => {
    const { standings, problems } = read("organisation,weight\nyunshan,2\nnobody,1\nyunshan,3\nbeta,0\nbeta\nbeta,1,2");
    expect(standings).toEqual([]);
    expect(problems).toEqual([
      { row: 3, problem: "unknown", cell: "nobody" },
      { row: 4, problem: "twice", cell: "yunshan" },
      { row: 5, problem: "number", cell: "0" },
      { row: 6, problem: "columns", cell: "beta" },
      { row: 7, problem: "columns", cell: "beta,1,2" },
    ]);
  });
  it("are whole numbers from one on", () => {
    expect(["1", " 7 ", "1000000"].every(isStanding)).toBe(true);
    expect(["", "0", "-1", "1.5", "1000001", "one"].some(isStanding)).toBe(false);
  });
});
