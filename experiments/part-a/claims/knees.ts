/** Where a curve bends: the places that part three phases, each of which is nearly straight. Iterations from 1. */
export interface Knees {
  readonly first: number;
  readonly second: number;
}

/** Of a phase, in iterations. */
const SHORTEST = 3;

/**
 * The two places at which three joined straight lines fit the curve best (least squares over all iterations, every
 * pair of whole numbers tried): what "fast until one iteration, slowly until another, level from there" says of a plot
 * over iterations. Null for curves too short to have three phases.
 *
 * The lines are a + b x + c h1 + d h2 with hinges h(x) = max(0, x - knot). With a and b fitted to everything, a pair of
 * knots explains g' G^-1 g more of the squares, where g holds the hinges' products with the curve and G those with each
 * other; sums of powers give both in closed form.
 */
export function kneesOf(curve: readonly number[]): Knees | null {
  const n = curve.length;
  const knots = range(SHORTEST, n - SHORTEST);
  const hinges = knots.map((knot) => hingeAt(knot, curve));
  let best: Knees | null = null;
  let most = -Infinity;
  for (const [index, first] of hinges.entries()) {
    for (const second of hinges.slice(index + SHORTEST)) {
      const explained = explainedBy(first, second, n);
      if (explained > most) [best, most] = [{ first: first.knot, second: second.knot }, explained];
    }
  }
  return best;
}

const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);

/** A hinge without the straight line that fits it best. */
interface Hinge {
  readonly knot: number;
  /** Its part along the constant and along the line, both of length 1. */
  readonly along: readonly [number, number];
  /** Its product with the curve. */
  readonly product: number;
}

function hingeAt(knot: number, curve: readonly number[]): Hinge {
  const n = curve.length;
  const centre = (n + 1) / 2;
  const length = Math.sqrt((n * (n * n - 1)) / 12);
  const beyond = n - knot;
  const constant = sumOf(beyond) / Math.sqrt(n);
  const line = ((knot - centre) * sumOf(beyond) + sumOfSquares(beyond)) / length;
  let product = 0;
  for (let x = 1; x <= n; x++) {
    const rest = Math.max(0, x - knot) - constant / Math.sqrt(n) - (line * (x - centre)) / length;
    product += rest * curve[x - 1]!;
  }
  return { knot, along: [constant, line], product };
}

/** 1 + 2 + ... + m, and 1 + 4 + ... + m^2. */
const sumOf = (m: number) => (m * (m + 1)) / 2;
const sumOfSquares = (m: number) => (m * (m + 1) * (2 * m + 1)) / 6;

/** The product of two hinges, of which `b` begins later. */
function productOf(a: Hinge, b: Hinge, n: number): number {
  const beyond = n - b.knot;
  const whole = sumOfSquares(beyond) + (b.knot - a.knot) * sumOf(beyond);
  return whole - a.along[0] * b.along[0] - a.along[1] * b.along[1];
}

function explainedBy(a: Hinge, b: Hinge, n: number): number {
  const [aa, ab, bb] = [productOf(a, a, n), productOf(a, b, n), productOf(b, b, n)];
  const squares = bb * a.product ** 2 - 2 * ab * a.product * b.product + aa * b.product ** 2;
  return squares / (aa * bb - ab ** 2);
}
