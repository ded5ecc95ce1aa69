import { bar, curve, ellipse, type Outline, type Point } from './drawing.ts';
import type { Draws } from './fabric.ts';
import type { Skeleton } from './letter-shapes.ts';

/** How a letter is written. Lengths are in pixels. */
export interface Pen {
  /** Width of a line that the pen draws at right angles to its nib, and of one along it. */
  readonly thick: number;
  readonly thin: number;
  /** Tangent of the angle at which the nib is held: tilted, it makes one side of an A heavier. */
  readonly tilt: number;
  /** How far lines are rounded where they turn, from 0, not at all, to 1. */
  readonly roundness: number;
  readonly ends: 'round' | 'flat';
  /** How far a serif sticks out on either side of its line, 0 for none, and its thickness. */
  readonly serif: { readonly reach: number; readonly thickness: number };
  readonly halfWidth: number;
  readonly halfHeight: number;
  /** How far the top leans to the right, as a share of the height. */
  readonly slant: number;
  /** Standard deviation by which an unsteady hand misses each point. */
  readonly wobble: number;
}

export function drawPen(draw: Draws): Pen {
  const thick = draw.pick([
    () => draw.uniform(1.1, 2),
    () => draw.uniform(2, 3.6),
    () => draw.uniform(3.6, 6.5),
  ])();
  const contrast = draw.chance(0.5) ? 1 : draw.uniform(0.2, 0.8);
  const thin = Math.max(0.7, thick * contrast);
  const hasSerif = draw.chance(0.4);
  return {
    thick,
    thin,
    tilt: draw.uniform(0, 0.5),
    roundness: draw.chance(0.25) ? draw.uniform(0, 0.4) : draw.uniform(0.75, 1),
    ends: draw.chance(0.3) ? 'round' : 'flat',
    serif: { reach: hasSerif ? draw.uniform(1, 2.6) : 0, thickness: draw.chance(0.5) ? thin : thick },
    halfWidth: draw.uniform(6, 12),
    halfHeight: draw.uniform(10, 13),
    slant: draw.chance(0.35) ? draw.uniform(0.08, 0.4) : 0,
    wobble: draw.chance(0.25) ? draw.uniform(0.3, 1.1) : 0,
  };
}

/** A skeleton in pixels around (0, 0), in the pen's proportions and as its hand holds it. */
export function sized({ lines, feet, tips }: Skeleton, pen: Pen, draw: Draws): Skeleton {
  const at = ([x, y]: Point): Point => [
    pen.halfWidth * x - pen.slant * pen.halfHeight * y + pen.wobble * draw.normal(),
    pen.halfHeight * y + pen.wobble * draw.normal(),
  ];
  return { lines: lines.map((line) => line.map(at)), feet: feet.map(at), tips: tips.map(at) };
}

/** What the pen leaves of a sized skeleton. */
export function written({ lines, feet, tips }: Skeleton, pen: Pen): Outline[] {
  const outlines = lines.flatMap((line) => penLine(rounded(line, pen.roundness), pen));
  if (pen.serif.reach === 0) return outlines;
  const reach = pen.thick / 2 + pen.serif.reach;
  const flat = feet.map((foot) => serif(foot, [reach, 0], pen));
  const upright = tips.map((tip) => serif(tip, [0, reach], pen));
  return [...outlines, ...flat, ...upright];
}

function serif([x, y]: Point, [dx, dy]: Point, pen: Pen): Outline {
  return bar([x - dx, y - dy], [x + dx, y + dy], pen.serif.thickness);
}

/** A line whose corners are curves; a corner takes up to half of each line that it shares with another. */
export function rounded(points: readonly Point[], roundness: number): Point[] {
  if (roundness === 0) return [...points];
  const last = points.length - 1;
  return points.flatMap((corner, i) => {
    if (i === 0 || i === last) return [corner];
    const start = between(corner, points[i - 1]!, roundness * (i === 1 ? 0.95 : 0.5));
    const end = between(corner, points[i + 1]!, roundness * (i === last - 1 ? 0.95 : 0.5));
    return curve(start, corner, end, 4);
  });
}

function between([x0, y0]: Point, [x1, y1]: Point, share: number): Point {
  return [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
}

/** What a broad nib leaves along a line: a bar for each piece, as wide as the nib is in that direction. */
function penLine(points: readonly Point[], pen: Pen): Outline[] {
  const widths = points.slice(1).map((end, i) => nibWidth(points[i]!, end, pen));
  const pieces = points.slice(1).map((end, i) => bar(points[i]!, end, widths[i]!));
  const joints = points.flatMap((point, i) => {
    const isEnd = i === 0 || i === points.length - 1;
    if (isEnd && pen.ends === 'flat') return [];
    const width = Math.max(widths[i - 1] ?? 0, widths[i] ?? 0);
    return [ellipse(point, width / 2, width / 2)];
  });
  return [...pieces, ...joints];
}

function nibWidth([x0, y0]: Point, [x1, y1]: Point, { thick, thin, tilt }: Pen): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = Math.sqrt((dx * dx + dy * dy) * (1 + tilt * tilt));
  const across = length === 0 ? 0 : Math.abs(dy + tilt * dx) / length;
  return thin + (thick - thin) * across;
}
