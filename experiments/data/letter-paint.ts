import { ellipse, type Layer, type Outline, type Point, type Tone } from './drawing.ts';
import type { Draws } from './fabric.ts';
import { type Pen, rounded, written } from './letter-pen.ts';
import type { Skeleton } from './letter-shapes.ts';

/** Paints a letter: mostly in one tone; now and then shaded, hollow, as a row of dots or cut out of a plate. */
export function painted(skeleton: Skeleton, pen: Pen, draw: Draws): Layer[] {
  const manner = draw.uniform(0, 1);
  const ink = drawInk(draw);
  if (manner < 0.06) return [{ outlines: dotted(skeleton, pen, draw), tone: ink }];
  const letter = written(skeleton, pen);
  if (manner < 0.12 && pen.thin > 2) return [{ outlines: letter, tone: ink }, hollow(skeleton, pen)];
  if (manner > 0.98)
    return [
      { outlines: [plate(draw)], tone: ink },
      { outlines: letter, tone: () => 0 },
    ];
  return [{ outlines: letter, tone: ink }];
}

/** Bright, or fading towards one side. */
function drawInk(draw: Draws): Tone {
  const ink = draw.uniform(0.75, 1);
  if (!draw.chance(0.1)) return () => ink;
  const [fadeX, fadeY] = [draw.uniform(-0.035, 0.035), draw.uniform(-0.035, 0.035)];
  return (x, y) => Math.min(1, Math.max(0, ink * (0.75 + fadeX * (x - 14) + fadeY * (y - 14))));
}

/** What is left out of the middle of each line. */
function hollow(skeleton: Skeleton, pen: Pen): Layer {
  const inner = { ...pen, thick: pen.thick * 0.4, thin: pen.thin * 0.4, serif: { reach: 0, thickness: 0 } };
  return { outlines: written(skeleton, inner), tone: () => 0 };
}

function dotted({ lines }: Skeleton, pen: Pen, draw: Draws): Outline[] {
  const radius = Math.min(1.8, Math.max(0.7, pen.thick / 2));
  const spacing = radius * draw.uniform(2.4, 3);
  const places = lines.flatMap((line) => along(rounded(line, pen.roundness), spacing));
  return places.map((place) => ellipse(place, radius, radius));
}

/** Places on a line, `spacing` apart. */
function along(points: readonly Point[], spacing: number): Point[] {
  const places: Point[] = [];
  let ahead = 0;
  points.slice(1).forEach(([x1, y1], i) => {
    const [x0, y0] = points[i]!;
    const length = Math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0));
    for (; ahead <= length; ahead += spacing) {
      const share = length === 0 ? 0 : ahead / length;
      places.push([x0 + share * (x1 - x0), y0 + share * (y1 - y0)]);
    }
    ahead -= length;
  });
  return places;
}

/** A disc or a board, larger than most letters. */
function plate(draw: Draws): Outline {
  if (draw.chance(0.5)) return ellipse([0, 0], 14, 14);
  const [x, y] = [draw.uniform(11.5, 14), draw.uniform(12.5, 14)];
  return [
    [-x, -y],
    [x, -y],
    [x, y],
    [-x, y],
  ];
}
