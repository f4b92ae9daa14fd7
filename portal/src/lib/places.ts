// Points on the earth as points of a drawing: small areas, so that one degree of longitude is as long everywhere in it.
export interface Degrees {
  latitude: string;
  longitude: string;
}

export interface Point {
  x: number;
  y: number;
}

// Within a frame of this width and height, less the margin; north is up, and no distance is stretched in one direction.
export function drawn(places: Degrees[], width: number, height: number, margin: number): Point[] {
  const north = places.map((each) => Number(each.latitude));
  const middle = (Math.max(...north) + Math.min(...north)) / 2;
  const east = places.map((each) => Number(each.longitude) * Math.cos((middle * Math.PI) / 180));
  const spread = (values: number[]) => Math.max(...values) - Math.min(...values);
  const room = { x: width - 2 * margin, y: height - 2 * margin };
  const scale = Math.min(
    spread(east) > 0 ? room.x / spread(east) : Infinity,
    spread(north) > 0 ? room.y / spread(north) : Infinity,
  );
  const size = Number.isFinite(scale) ? scale : 0; // one place, or several at the same: in the middle
  const left = (width - spread(east) * size) / 2;
  const top = (height - spread(north) * size) / 2;
  return places.map((_, i) => ({
    x: left + ((east[i] ?? 0) - Math.min(...east)) * size,
    y: top + (Math.max(...north) - (north[i] ?? 0)) * size,
  }));
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Label {
  x: number;
  y: number; // of the text's middle
  anchor: "start" | "middle" | "end";
}

// The part of a name in two languages that a reader of one looks for: of "港湾中心 Harbour centre" the first or the second.
export function shortName(name: string, chinese: boolean): string {
  const parts = /^([^a-z]*[\u4e00-\u9fff])\s*([a-z].*)$/i.exec(name);
  return parts?.[chinese ? 1 : 2]?.trim() ?? name;
}

// Where each circle's name goes: beside it, above or below, where it covers no circle and no name, as far as that is possible.
export function labelled(points: Point[], radii: number[], names: string[], size: number, width: number): Label[] {
  const circles = points.map(({ x, y }, i) => boxOf(x, y, radii[i] ?? 0, radii[i] ?? 0));
  const taken: Box[] = [];
  return points.map((point, i) => {
    const half = widthOf(names[i] ?? "", size) / 2;
    const away = (radii[i] ?? 0) + size / 3;
    const choices: (Label & { box: Box })[] = [
      { x: point.x + away, y: point.y, anchor: "start", box: boxOf(point.x + away + half, point.y, half, size / 2) },
      { x: point.x - away, y: point.y, anchor: "end", box: boxOf(point.x - away - half, point.y, half, size / 2) },
      ...[-1, 1].map((side) => {
        const y = point.y + side * (away + size / 2);
        return { x: point.x, y, anchor: "middle" as const, box: boxOf(point.x, y, half, size / 2) };
      }),
    ];
    const covered = (box: Box) =>
      [...circles.filter((_, other) => other !== i), ...taken].filter((each) => overlap(box, each)).length +
      (box.left < 0 || box.right > width ? 10 : 0);
    const { box, ...label } = choices.reduce((best, each) => (covered(each.box) < covered(best.box) ? each : best));
    taken.push(box);
    return label;
  });
}

function boxOf(x: number, y: number, halfWidth: number, halfHeight: number): Box {
  return { left: x - halfWidth, right: x + halfWidth, top: y - halfHeight, bottom: y + halfHeight };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

// About: a Chinese character is as wide as it is high, a Latin letter a little more than half of that.
function widthOf(text: string, size: number): number {
  return [...text].reduce((sum, each) => sum + (each > "\u2e80" ? size : size * 0.58), 0);
}
