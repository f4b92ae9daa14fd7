import { describe, expect, it } from "vitest";
import { drawn, labelled, shortName } from "./places";

const at = (latitude: string, longitude: string) => ({ latitude, longitude });

describe("places drawn", () => {
  it("fill the frame with north up and east to the right", () => {
    const [west, east] = drawn([at("0", "10"), at("1", "12")], 220, 120, 10);
    expect(west?.x).toBeCloseTo(10, 1);
    expect(east?.x).toBeCloseTo(210, 1);
    expect((west?.y ?? 0) - (east?.y ?? 0)).toBeCloseTo(100, 0);
  });
  it("are not stretched: a degree of longitude is shorter in the north", () => {
    const [a, b, c] = drawn([at("60", "0"), at("60", "1"), at("61", "0")], 1000, 1000, 0);
    const across = (b?.x ?? 0) - (a?.x ?? 0);
    const up = (a?.y ?? 0) - (c?.y ?? 0);
    expect(across / up).toBeCloseTo(Math.cos((60.5 * Math.PI) / 180), 6);
  });
  it("stand in the middle where there is one, and nowhere where there is none", () => {
    expect(drawn([at("30.5", "120.1")], 200, 100, 10)).toEqual([{ x: 100, y: 50 }]);
    expect(drawn([], 200, 100, 10)).toEqual([]);
  });
});

describe("names of places", () => {
  it("are of the reader's language where a name has both", () => {
    expect(shortName("港湾智算中心 Harbour AI centre", true)).toBe("港湾智算中心");
    expect(shortName("港湾智算中心 Harbour AI centre", false)).toBe("Harbour AI centre");
    expect(shortName("Harbour", true)).toBe("Harbour");
    expect(shortName("东部一号", false)).toBe("东部一号");
  });
  it("stand beside their circle, and elsewhere where another is in the way", () => {
    const [alone] = labelled([{ x: 100, y: 50 }], [10], ["A"], 12, 400);
    expect(alone).toEqual({ x: 114, y: 50, anchor: "start" });
    const [first] = labelled(
      [
        { x: 100, y: 50 },
        { x: 130, y: 50 },
      ],
      [10, 10],
      ["Harbour", "Bay"],
      12,
      400,
    );
    expect(first?.anchor).toBe("end");
    const [edge] = labelled([{ x: 390, y: 50 }], [10], ["Harbour"], 12, 400);
    expect(edge?.anchor).toBe("end");
  });
});
