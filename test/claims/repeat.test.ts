import { describe, expect, it } from 'vitest';
import { tProbability } from '../../pipeline/base/distributions.ts';
import { inMostSeeds, moreThan } from '../../pipeline/claims/criteria.ts';
import { decide, type Outcome } from '../../pipeline/claims/decide.ts';
import { imagineNewSeeds, type Tested } from '../../pipeline/claims/repeat.ts';

const group = (experiments: string[], values: readonly number[], weight = 1) => ({
  weight,
  experiments,
  seeds: values.map((_, index) => index + 1),
  values,
});
const tested = (groups: Tested['sample'], bound: number): Tested => ({
  sample: groups,
  criterion: moreThan(bound, { words: 'so', reason: null }),
});
const share = (imagined: readonly (readonly string[])[], index = 0) =>
  imagined.filter((answers) => answers[index] === 'yes').length / imagined.length;

/** The p value of 'above the bound' is below a half exactly where the mean is below it. */
const isBelow = ({ isClaimed, refutation }: Outcome) => !isClaimed && refutation * 0.025 < 0.5;

// Mean 0 and s = 1 with five values.
const five = [-1, 1, -1, 1, 0];

describe('imagined seeds', () => {
  it('are the same each time', () => {
    const once = imagineNewSeeds('X', [tested([group(['a'], five)], -1)], decide);
    expect(imagineNewSeeds('X', [tested([group(['a'], five)], -1)], decide)).toEqual(once);
    expect(imagineNewSeeds('Y', [tested([group(['a'], five)], -1)], decide)).not.toEqual(once);
  });

  it('scatter like the mean of five new values does: by t, with both uncertainties', () => {
    for (const bound of [-0.5, 0, 1]) {
      const imagined = imagineNewSeeds('means', [tested([group(['a'], five)], bound)], ([outcome]) => [
        isBelow(outcome!) ? 'no' : 'yes',
      ]);
      const expected = tProbability(bound / Math.sqrt(1 / 5 + 1 / 5), 4);
      expect(Math.abs(1 - share(imagined) - expected), `${bound}`).toBeLessThan(0.05);
    }
  });

  it('give the answer as often as an independent calculation says', () => {
    // s = 1, bound -2: yes if m' > -2 + 2.776 s' / sqrt 5. By an independent simulation over sigma and the new sample.
    const imagined = imagineNewSeeds('share', [tested([group(['a'], five)], -2)], decide);
    expect(Math.abs(share(imagined) - bruteForce(2))).toBeLessThan(0.05);
  });

  it('keep what is paired together, and what is not apart', () => {
    const both = imagineNewSeeds(
      'paired',
      [
        tested([group(['a', 'b'], five)], 0),
        tested(
          [
            group(
              ['b', 'c'],
              five.map((value) => 2 * value),
            ),
          ],
          0,
        ),
        tested([group(['d'], five)], 0),
      ],
      (outcomes) => outcomes.map((outcome) => (isBelow(outcome) ? 'no' : 'yes')),
    );
    const agree = (a: number, b: number) =>
      both.filter((answers) => answers[a] === answers[b]).length / both.length;
    expect(agree(0, 1)).toBe(1);
    expect(agree(0, 2)).toBeLessThan(0.6);
  });

  it('of a count are beta-binomial', () => {
    const criterion = inMostSeeds('most');
    const imagined = imagineNewSeeds(
      'counted',
      [{ sample: [group(['a'], [1, 1, 1, 1, 1])], criterion }],
      decide,
    );
    // With Jeffreys's prior Beta(5.5, 0.5): the mean of p^5 is the product of (5.5 + i) / (6 + i), i from 0 to 4.
    const expected = [0, 1, 2, 3, 4].reduce((product, i) => (product * (5.5 + i)) / (6 + i), 1);
    expect(Math.abs(share(imagined) - expected)).toBeLessThan(0.05);
  });
});

/** How often five new values are above -distance by their interval: a lattice of the predictive distribution. */
function bruteForce(distance: number): number {
  const normals = quantiles(40);
  let [yes, all] = [0, 0];
  const chi = chiSquareQuantiles(4, 40);
  for (const sigma of chi.map((value) => Math.sqrt(4 / value))) {
    for (const shift of normals) {
      for (const spread of chi) {
        const mean = sigma * shift * Math.sqrt(1 / 5 + 1 / 5);
        const deviation = sigma * Math.sqrt(spread / 4);
        all++;
        if (mean - (2.7764451051977934 * deviation) / Math.sqrt(5) > -distance) yes++;
      }
    }
  }
  return yes / all;
}

/** Midpoint quantiles, by bisection. */
const invert = (cdf: (x: number) => number, p: number, low: number, high: number): number => {
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
  return low;
};
const midpoints = (count: number) => Array.from({ length: count }, (_, index) => (index + 0.5) / count);
/** t with many degrees of freedom is the normal distribution, near enough. */
const quantiles = (count: number) =>
  midpoints(count).map((p) => invert((x) => tProbability(x, 1e6), p, -9, 9));
/** P(chi^2 <= x) = 1 - exp(-x / 2) (1 + x / 2) for 4 degrees of freedom. */
const chiSquareQuantiles = (_: 4, count: number) =>
  midpoints(count).map((p) => invert((x) => 1 - Math.exp(-x / 2) * (1 + x / 2), p, 0, 60));
