import { describe, expect, it } from 'vitest';
import { kneesOf } from '../../../experiments/part-a/claims/knees.ts';
import { laterRate } from '../../../experiments/part-a/claims/phases.ts';
import { randomStream } from '../../../pipeline/base/random.ts';

/** Three straight lines through (1, 0), two knees and the end. */
function lines(length: number, first: [x: number, y: number], second: [x: number, y: number], end: number) {
  const points = [[1, 0], first, second, [length, end]] as const;
  return Array.from({ length }, (_, index) => {
    const x = index + 1;
    const after = points.findIndex(([place]) => place >= Math.max(2, x));
    const [[x0, y0], [x1, y1]] = [points[after - 1]!, points[after]!];
    return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
  });
}

/** Every pair of knots tried, each fitted by the normal equations of all four terms. */
function slowKnees(curve: readonly number[]) {
  let best = { first: 0, second: 0 };
  let least = Infinity;
  for (let first = 3; first <= curve.length - 3; first++) {
    for (let second = first + 3; second <= curve.length - 3; second++) {
      const rest = leastSquares(curve, [first, second]);
      if (rest < least) [best, least] = [{ first, second }, rest];
    }
  }
  return best;
}

/** The sum of squares that 1, x and two hinges leave of a curve, by Gram and Schmidt. */
function leastSquares(curve: readonly number[], knots: readonly number[]): number {
  const x = curve.map((_, index) => (index + 1) / curve.length);
  const terms = [
    x.map(() => 1),
    x,
    ...knots.map((knot) => x.map((value) => Math.max(0, value - knot / curve.length))),
  ];
  const product = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, index) => sum + value * b[index]!, 0);
  const basis: number[][] = [];
  const without = (values: readonly number[]) =>
    basis.reduce<readonly number[]>((rest, unit) => {
      const along = product(rest, unit);
      return rest.map((value, index) => value - along * unit[index]!);
    }, values);
  for (const term of terms) {
    const rest = without(without(term));
    const length = Math.sqrt(product(rest, rest));
    basis.push(rest.map((value) => value / length));
  }
  const rest = without(curve);
  return product(rest, rest);
}

describe('the knees of a curve', () => {
  it('are found again where three straight lines join', () => {
    expect(kneesOf(lines(200, [25, 0.7], [100, 0.9], 0.95))).toEqual({ first: 25, second: 100 });
    expect(kneesOf(lines(200, [10, -1.5], [50, -1.9], -2))).toEqual({ first: 10, second: 50 });
  });

  it('move with the curve', () => {
    for (const first of [8, 20, 40, 75]) {
      for (const second of [90, 140]) {
        expect(kneesOf(lines(200, [first, 0.6], [second, 0.9], 0.95))).toEqual({ first, second });
      }
    }
  });

  it('are those that a slow search over all pairs finds, noise or not', () => {
    const noise = randomStream('knees').normals(60, 0, 0.02);
    const smooth = Array.from({ length: 60 }, (_, index) => 1 - Math.exp(-index / 8) + index / 500);
    expect(kneesOf(smooth)).toEqual(slowKnees(smooth));
    const rough = smooth.map((value, index) => value + noise[index]!);
    expect(kneesOf(rough)).toEqual(slowKnees(rough));
  });

  it('are not to be found in a curve too short for three phases', () => {
    expect(kneesOf([1, 2, 3, 4, 5, 6, 7, 8])).toBeNull();
    expect(kneesOf([])).toBeNull();
  });
});

it('compares the rate after the second knee with that until the first, up or down', () => {
  const claimed = { first: 2, second: 4 };
  // From 0.1 to 0.5 in 2 steps, and from 0.6 to 0.62 in 2.
  expect(laterRate([0.1, 0.3, 0.5, 0.55, 0.6, 0.61, 0.62], claimed)).toBeCloseTo(0.01 / 0.2, 12);
  expect(laterRate([3, 2, 1, 0.9, 0.8, 0.85, 0.9], claimed)).toBeCloseTo(0.05 / 1, 12);
  expect(laterRate([3, 2, 1], claimed)).toBeNull();
});
