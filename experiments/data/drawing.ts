/**
 * A small rasteriser. Shapes are outlines of points, x to the right and y down; pixels are squares of side 1.
 * Only +, -, *, / and square roots are used: IEEE 754 rounds those alike everywhere, unlike sines.
 */
export type Point = readonly [x: number, y: number];
/** A closed polygon: the last point is joined to the first. */
export type Outline = readonly Point[];
/** Brightness at a place on the canvas: 0 background to 1. */
export type Tone = (x: number, y: number) => number;

/** Shapes that are painted together, each place once. */
export interface Layer {
  readonly outlines: readonly Outline[];
  readonly tone: Tone;
}

/** Sub-scanlines a pixel: vertical edges are exact, others within a small fraction of a pixel. */
const LINES = 4;

/** Paints layers over each other, the first lowest, onto a black square. -> brightness, [side * side]. */
export function render(layers: readonly Layer[], side: number): Float64Array {
  const canvas = new Float64Array(side * side);
  for (const { outlines, tone } of layers) {
    const cover = coverage(outlines, side);
    for (let pixel = 0; pixel < canvas.length; pixel++) {
      const share = cover[pixel]!;
      if (share === 0) continue;
      const light = tone((pixel % side) + 0.5, Math.floor(pixel / side) + 0.5);
      canvas[pixel] = canvas[pixel]! * (1 - share) + light * share;
    }
  }
  return canvas;
}

/**
 * The share of each pixel that lies within the outlines' union, if all turn the same way. -> [side * side].
 * Each crossing of an edge and a sub-scanline changes the winding number of everything to its right; running
 * sums along the rows give the winding numbers themselves.
 */
export function coverage(outlines: readonly Outline[], side: number): Float64Array {
  const stride = side + 2;
  const changes = new Float64Array(side * stride);
  for (const outline of outlines) {
    for (let i = 0; i < outline.length; i++) {
      addEdge(changes, side, outline[i]!, outline[(i + 1) % outline.length]!);
    }
  }
  const result = new Float64Array(side * side);
  for (let row = 0; row < side; row++) {
    let winding = 0;
    for (let column = 0; column < side; column++) {
      winding += changes[row * stride + column]!;
      result[row * side + column] = Math.min(1, Math.abs(winding) / LINES);
    }
  }
  return result;
}

function addEdge(changes: Float64Array, side: number, [x0, y0]: Point, [x1, y1]: Point): void {
  if (y0 === y1) return;
  const direction = y1 > y0 ? 1 : -1;
  const slope = (x1 - x0) / (y1 - y0);
  const first = Math.max(0, Math.ceil(Math.min(y0, y1) * LINES - 0.5));
  const end = Math.min(side * LINES, Math.ceil(Math.max(y0, y1) * LINES - 0.5));
  for (let line = first; line < end; line++) {
    const x = Math.min(side, Math.max(0, x0 + ((line + 0.5) / LINES - y0) * slope));
    const column = Math.floor(x);
    const at = Math.floor(line / LINES) * (side + 2) + column;
    changes[at] = changes[at]! + direction * (column + 1 - x);
    changes[at + 1] = changes[at + 1]! + direction * (x - column);
  }
}

/** Points on a quadratic Bézier curve from `start` to `end`, both included, drawn towards `control`. */
export function curve(start: Point, control: Point, end: Point, pieces = 6): Point[] {
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const t = i / pieces;
    const [a, b, c] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
    return [a * start[0] + b * control[0] + c * end[0], a * start[1] + b * control[1] + c * end[1]];
  });
}

/** An ellipse with axes along x and y, by the rational form of the circle. */
export function ellipse([x, y]: Point, radiusX: number, radiusY: number): Outline {
  const quarter: Point[] = [0, 0.2, 0.41, 0.67].map((t) => [
    (1 - t * t) / (1 + t * t),
    (2 * t) / (1 + t * t),
  ]);
  const turns: Point[] = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ];
  return turns.flatMap(([c, s]) =>
    quarter.map(([u, v]): Point => [x + radiusX * (c * u - s * v), y + radiusY * (s * u + c * v)]),
  );
}

/** A line through points, `width` wide: a rectangle a piece and a round joint at each point. */
export function stroke(points: readonly Point[], width: number): Outline[] {
  const joints = points.map((point) => ellipse(point, width / 2, width / 2));
  const pieces = points.slice(1).map((end, i) => bar(points[i]!, end, width));
  return [...joints, ...pieces];
}

/** A rectangle `width` wide around the line from start to end, turning as `ellipse` does. */
export function bar([x0, y0]: Point, [x1, y1]: Point, width: number): Outline {
  const length = Math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0));
  const scale = length === 0 ? 0 : width / 2 / length;
  const [nx, ny] = [(y1 - y0) * scale, (x0 - x1) * scale];
  return [
    [x0 + nx, y0 + ny],
    [x1 + nx, y1 + ny],
    [x1 - nx, y1 - ny],
    [x0 - nx, y0 - ny],
  ];
}

/** How a drawing around (0, 0) is put on the canvas. */
export interface Placement {
  /** Where (0, 0) goes. */
  readonly centre: Point;
  readonly scaleX: number;
  readonly scaleY: number;
  /** Tangent of the angle by which it is turned, clockwise. */
  readonly turn: number;
}

/** Scales, then turns, then moves an outline. */
export function placed(outline: Outline, { centre, scaleX, scaleY, turn }: Placement): Outline {
  const cosine = 1 / Math.sqrt(1 + turn * turn);
  const sine = turn * cosine;
  return outline.map(([x, y]) => {
    const [u, v] = [x * scaleX, y * scaleY];
    return [centre[0] + cosine * u - sine * v, centre[1] + sine * u + cosine * v];
  });
}

/** The outline's image in the vertical axis, turning the same way as the original. */
export function mirrored(outline: Outline): Outline {
  return outline.map(([x, y]): Point => [-x, y]).reverse();
}
