import type { Point } from './drawing.ts';
import type { Draws } from './fabric.ts';

/**
 * The bones of the letters A to J: lines that a pen follows, in a box from -1 to 1, x to the right and y down.
 * Their corners are rounded later, as far as the style has it: the same C is a square bracket or an arc. Each
 * letter has a capital with proportions of its own and, now and then, another form.
 */
export interface Skeleton {
  readonly lines: readonly (readonly Point[])[];
  /** Ends of lines on which a serif lies flat. */
  readonly feet: readonly Point[];
  /** Ends of lines from which a serif stands up or hangs down. */
  readonly tips: readonly Point[];
}

/** How often a letter takes another form than its usual capital. */
const OTHER_FORM = 0.25;

export function drawA(draw: Draws): Skeleton {
  const feet = across(-1, 1, 1);
  if (draw.chance(OTHER_FORM)) {
    const bar = draw.uniform(-0.2, 0.3);
    return { lines: [ARCH, across(-1, 1, bar)], feet, tips: [] };
  }
  const [top, bar] = [draw.chance(0.3) ? draw.uniform(0, 0.3) : 0, draw.uniform(0.1, 0.55)];
  const half = top + ((1 - top) * (bar + 1)) / 2;
  const left: Point[] = [
    [-1, 1],
    [-top, -1],
  ];
  const right: Point[] = [
    [top, -1],
    [1, 1],
  ];
  return { lines: [left, right, across(-top, top, -1), across(-half, half, bar)], feet, tips: [] };
}

export function drawB(draw: Draws): Skeleton {
  const [middle, upper] = [draw.uniform(-0.25, 0.15), draw.uniform(0.6, 1)];
  const lower = bowl({ from: -1, to: 1, top: middle, bottom: 1 });
  const bowls = draw.chance(OTHER_FORM)
    ? [lower]
    : [bowl({ from: -1, to: upper, top: -1, bottom: middle }), lower];
  return { lines: [stem(-1), ...bowls], feet: ends(-1), tips: [] };
}

export function drawC(draw: Draws): Skeleton {
  const [upper, lower] = [draw.uniform(-0.8, -0.4), draw.uniform(0.4, 0.8)];
  return { lines: [arc(upper, lower)], feet: [], tips: draw.chance(0.7) ? [[1, upper]] : [] };
}

export function drawD(draw: Draws): Skeleton {
  if (draw.chance(OTHER_FORM)) {
    const middle = draw.uniform(-0.4, -0.1);
    const lower = bowl({ from: 1, to: -1, top: middle, bottom: 1 });
    return { lines: [stem(1), lower], feet: ends(1), tips: [] };
  }
  const left = draw.uniform(-1, -0.75);
  const belly = bowl({ from: -1, to: 1, top: -1, bottom: 1 });
  return { lines: [stem(left), belly], feet: ends(left), tips: [] };
}

export function drawE(draw: Draws): Skeleton {
  const [middle, reach, top] = [draw.uniform(-0.2, 0.15), draw.uniform(0.2, 0.9), draw.uniform(0.7, 1)];
  if (draw.chance(OTHER_FORM)) {
    const back: Point[] = [
      [top, -1],
      [-1, -1],
      [-1, 1],
      [1, 1],
    ];
    return { lines: [back, across(-1, reach, middle)], feet: [], tips: [] };
  }
  const arms = [across(-1, top, -1), across(-1, reach, middle), across(-1, 1, 1)];
  return {
    lines: [stem(-1), ...arms],
    feet: ends(-1),
    tips: [
      [top, -1],
      [reach, middle],
      [1, 1],
    ],
  };
}

export function drawF(draw: Draws): Skeleton {
  const [middle, reach] = [draw.uniform(-0.2, 0.2), draw.uniform(0.2, 0.9)];
  if (draw.chance(OTHER_FORM)) {
    const [x, bar] = [draw.uniform(-0.3, 0.1), draw.uniform(-0.4, 0)];
    const hook: Point[] = [
      [1, -0.7],
      [1, -1],
      [x, -1],
      [x, 1],
    ];
    return { lines: [hook, across(-0.9, 0.8, bar)], feet: [[x, 1]], tips: [] };
  }
  return {
    lines: [stem(-1), across(-1, 1, -1), across(-1, reach, middle)],
    feet: ends(-1),
    tips: [
      [1, -1],
      [reach, middle],
    ],
  };
}

export function drawG(draw: Draws): Skeleton {
  const [upper, bar, inner] = [draw.uniform(-0.8, -0.4), draw.uniform(0, 0.35), draw.uniform(-0.2, 0.5)];
  const tips: Point[] = draw.chance(0.7) ? [[1, upper]] : [];
  if (draw.chance(OTHER_FORM)) {
    return { lines: [[...arc(upper, bar), [inner, bar]]], feet: [], tips };
  }
  const chin = draw.chance(0.4) ? [upright(1, bar, 1)] : [];
  return { lines: [arc(upper, bar), across(inner, 1, bar), ...chin], feet: [], tips };
}

export function drawH(draw: Draws): Skeleton {
  const bar = draw.uniform(-0.25, 0.25);
  if (draw.chance(OTHER_FORM)) {
    const arch: Point[] = [
      [-1, bar],
      [1, bar],
      [1, 1],
    ];
    return { lines: [stem(-1), arch], feet: [...ends(-1), [1, 1]], tips: [] };
  }
  return { lines: [stem(-1), stem(1), across(-1, 1, bar)], feet: [...ends(-1), ...ends(1)], tips: [] };
}

export function drawI(draw: Draws): Skeleton {
  if (!draw.chance(0.3)) return { lines: [stem(0)], feet: ends(0), tips: [] };
  const reach = draw.uniform(0.4, 0.9);
  return { lines: [stem(0), across(-reach, reach, -1), across(-reach, reach, 1)], feet: [], tips: [] };
}

export function drawJ(draw: Draws): Skeleton {
  const [x, hook] = [draw.uniform(0, 0.9), draw.uniform(0.3, 0.8)];
  const line: Point[] = [
    [x, -1],
    [x, 1],
    [-1, 1],
    [-1, hook],
  ];
  const top = draw.chance(0.3) ? [across(x - draw.uniform(0.4, 1), x + draw.uniform(0, 0.5), -1)] : [];
  return { lines: [line, ...top], feet: [[x, -1]], tips: [] };
}

const upright = (x: number, top: number, bottom: number): Point[] => [
  [x, top],
  [x, bottom],
];
const across = (left: number, right: number, y: number): Point[] => [
  [left, y],
  [right, y],
];
const stem = (x: number) => upright(x, -1, 1);
/** Both ends of a stem. */
const ends = stem;

const ARCH: readonly Point[] = [
  [-1, 1],
  [-1, -1],
  [1, -1],
  [1, 1],
];

/** From a stem at `from` out to `to` and back. */
function bowl({ from, to, top, bottom }: Record<'from' | 'to' | 'top' | 'bottom', number>): Point[] {
  return [
    [from, top],
    [to, top],
    [to, bottom],
    [from, bottom],
  ];
}

/** Round the left side, from a height on the right to another below it. */
function arc(upper: number, lower: number): Point[] {
  return [
    [1, upper],
    [1, -1],
    [-1, -1],
    [-1, 1],
    [1, 1],
    [1, lower],
  ];
}
