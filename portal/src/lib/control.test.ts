import { describe, expect, it } from "vitest";
import { partOf, pathsOf } from "./control";

describe("the reasons of control", () => {
  it("are read step by step, with the votes that count and their sum", () => {
    const proof = "holdco <- li 60%; alpha <- holdco 51%; target <- alpha 20% + holdco 15% = 35%";
    expect(pathsOf(proof)).toEqual([
      [
        { held: "holdco", holdings: [{ holder: "li", votes: "60%" }], own: "", sum: "60%" },
        { held: "alpha", holdings: [{ holder: "holdco", votes: "51%" }], own: "", sum: "51%" },
        {
          held: "target",
          holdings: [
            { holder: "alpha", votes: "20%" },
            { holder: "holdco", votes: "15%" },
          ],
          own: "",
          sum: "35%",
        },
      ],
    ]);
  });
  it("may be two, and a company may hold shares in itself", () => {
    const [first, second] = pathsOf("alpha (own 10%) <- holdco 46% | beta <- holdco 70%");
    expect(first?.[0]).toEqual({
      held: "alpha",
      holdings: [{ holder: "holdco", votes: "46%" }],
      own: "10%",
      sum: "46%",
    });
    expect(second?.[0]?.held).toBe("beta");
  });
  it("are none where nothing is said", () => {
    expect(pathsOf("")).toEqual([]);
  });
  it("have parts to draw", () => {
    expect(partOf("23.52%")).toBeCloseTo(0.2352);
  });
});
