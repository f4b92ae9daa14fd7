// Places as circles on a grid, north up, with no map behind them; each named where its name covers nothing.
import { drawn, labelled, type Degrees } from "../lib/places";

const WIDTH = 720;
const HEIGHT = 320;
const MARGIN = 44;
const RADIUS = { least: 4, most: 17 };
const TEXT = 11;
const LINES = 5; // of the grid, in each direction

export interface Place {
  key: string;
  name: string; // in the reader's language, short
  at: Degrees;
  size: number; // the area of the circle, against the largest
  look: "domestic" | "foreign" | "unknown";
  said: string; // what the circle's title says
}

interface MapProps {
  label: string;
  places: readonly Place[];
  onPick?: (key: string) => void; // beside a list that leads to the same
}

export function PlaceMap({ label, places, onPick }: MapProps) {
  const points = drawn(
    places.map((each) => each.at),
    WIDTH,
    HEIGHT,
    MARGIN,
  );
  const most = Math.max(...places.map((each) => each.size), 1);
  const radii = places.map((each) => RADIUS.least + (RADIUS.most - RADIUS.least) * Math.sqrt(each.size / most));
  const labels = labelled(
    points,
    radii,
    places.map((each) => each.name),
    TEXT,
    WIDTH,
  );
  return (
    <svg
      className={onPick ? "site-map picks" : "site-map"}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
    >
      <rect className="land" width={WIDTH} height={HEIGHT} rx={8} />
      {Array.from({ length: LINES }, (_, i) => (
        <g key={i} className="grid">
          <line x1={(WIDTH * (i + 1)) / (LINES + 1)} x2={(WIDTH * (i + 1)) / (LINES + 1)} y2={HEIGHT} />
          <line y1={(HEIGHT * (i + 1)) / (LINES + 1)} y2={(HEIGHT * (i + 1)) / (LINES + 1)} x2={WIDTH} />
        </g>
      ))}
      {places.map((place, i) => (
        <circle
          key={place.key}
          className={`origin ${place.look}`}
          cx={points[i]?.x}
          cy={points[i]?.y}
          r={radii[i]}
          onClick={() => onPick?.(place.key)}
        >
          <title>{place.said}</title>
        </circle>
      ))}
      {places.map((place, i) => (
        <text
          key={place.key}
          x={labels[i]?.x}
          y={labels[i]?.y}
          textAnchor={labels[i]?.anchor}
          onClick={() => onPick?.(place.key)}
        >
          {place.name}
        </text>
      ))}
    </svg>
  );
}
