import { describe, expect, it } from 'vitest';
import {
  binomialAtLeast,
  binomialInterval,
  tProbability,
  tQuantile,
} from '../../pipeline/base/distributions.ts';

describe('the quantiles of t', () => {
  // Fisher and Yates, Statistical Tables, table III (two-sided 5 % and 1 %).
  it.each([
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 4, 2.776],
    [0.995, 2, 9.925],
    [0.995, 4, 4.604],
    [0.995, 9, 3.25],
    [0.975, 30, 2.042],
  ])('agree with the printed table: P = %f, %i degrees of freedom, t = %f', (probability, degrees, t) => {
    expect(tQuantile(probability, degrees)).toBeCloseTo(t, 3);
  });

  it('agree with the closed forms for one and two degrees of freedom to the last digits', () => {
    const p = 0.995;
    expect(tQuantile(p, 1)).toBeCloseTo(Math.tan(Math.PI * (p - 0.5)), 11);
    expect(tQuantile(p, 2)).toBeCloseTo((2 * p - 1) / Math.sqrt(2 * p * (1 - p)), 11);
  });

  it('turn the probabilities round, whole degrees of freedom or not', () => {
    for (const degrees of [1, 2.5, 4, 33.3]) {
      for (const p of [0.001, 0.2, 0.5, 0.9, 0.975]) {
        expect(tProbability(tQuantile(p, degrees), degrees)).toBeCloseTo(p, 10);
      }
    }
    expect(tProbability(-Infinity, 4)).toBe(0);
    expect(tProbability(Infinity, 4)).toBe(1);
  });

  it('refuse what is no probability', () => {
    expect(() => tQuantile(1, 4)).toThrow('invalid probability; not in (0, 1): 1');
    for (const probability of [0, -0.1, Number.NaN]) {
      expect(() => tQuantile(probability, 4)).toThrow('invalid probability');
    }
  });
});

describe('the binomial', () => {
  it('adds up the outcomes: at least 4 of 5 even chances are (5 + 1) / 32', () => {
    expect(binomialAtLeast(4, 5, 1 / 2)).toBeCloseTo((5 + 1) / 32, 14);
    expect(binomialAtLeast(5, 5, 0.3)).toBeCloseTo(0.3 ** 5, 14);
    expect([0, 6].map((successes) => binomialAtLeast(successes, 5, 1 / 2))).toEqual([1, 0]);
  });

  it('leaves possible the shares under which so few or so many are not too rare', () => {
    const { low, high } = binomialInterval(5, 5, 0.9);
    expect(low).toBeCloseTo(0.05 ** (1 / 5), 12); // P(5 of 5) = 5 %
    expect(high).toBe(1);
    const some = binomialInterval(2, 7, 0.9);
    expect(binomialAtLeast(2, 7, some.low)).toBeCloseTo(0.05, 12);
    expect(1 - binomialAtLeast(3, 7, some.high)).toBeCloseTo(0.05, 12);
    expect(binomialInterval(0, 7, 0.9).low).toBe(0);
  });
});
