import { describe, expect, it } from 'vitest';
import {
  about,
  aDecrease,
  anIncrease,
  inEveryRun,
  inMostSeeds,
  lessThan,
  moreThan,
  noWorseThan,
  within,
} from '../../pipeline/claims/criteria.ts';
import { decide, estimateOf, type Outcome, test } from '../../pipeline/claims/decide.ts';
import type { Criterion, Sample } from '../../pipeline/model/claim.ts';
import type { Holds } from '../../pipeline/model/finding.ts';

const group = (values: readonly number[], weight = 1) => ({
  weight,
  experiments: ['x'],
  seeds: values.map((_, index) => index + 1),
  values,
});
const sampleOf = (values: readonly number[]): Sample => [group(values)];
const shifted = (by: number) => sampleOf([1 + by, 2 + by, 3 + by]);

// Mean 2, s = 1, n = 3, t(0.975, 2) = 4.3027: the interval is 2 +- 2.4842.
const HALF = 4.302652729749464 / Math.sqrt(3);
const answer = (sample: Sample, criterion: Criterion): Holds => decide([test(sample, criterion)])[0]!;

const words = { words: 'so', reason: null };
const because = { reason: 'so it is' };

describe('a change', () => {
  // Means 2 + by; the edges lie HALF beside them.
  it.each<[number, Holds]>([
    [HALF - 2 + 0.01, 'yes'],
    [HALF - 2 - 0.01, 'unclear'],
    [-HALF - 2 + 0.5 + 0.01, 'unclear'],
    [-HALF - 2 + 0.5 - 0.01, 'no'],
    [-HALF - 2 + 0.01, 'no'],
    [-HALF - 2 - 0.01, 'opposite'],
  ])('shifted by %f is an increase that matters from 0.5 on: %s', (by, holds) => {
    expect(answer(shifted(by), anIncrease(0.5, because))).toBe(holds);
  });

  it('is a decrease in the mirror', () => {
    for (const by of [-4.49, -4.47, -1.99, 0.02, 0.49, 3]) {
      const mirrored = sampleOf([-1 - by, -2 - by, -3 - by]);
      expect(answer(mirrored, aDecrease(0.5, because)), `${by}`).toBe(
        answer(shifted(by), anIncrease(0.5, because)),
      );
    }
  });
});

describe('a size', () => {
  const edges = [2 - HALF - 0.01, 2 - HALF + 0.01, 2 + HALF - 0.01, 2 + HALF + 0.01];

  it('is more or less than a bound by where the interval lies', () => {
    expect(edges.map((bound) => answer(shifted(0), moreThan(bound, words)))).toEqual([
      'yes',
      'unclear',
      'unclear',
      'no',
    ]);
    expect(edges.map((bound) => answer(shifted(0), lessThan(bound, words)))).toEqual([
      'no',
      'unclear',
      'unclear',
      'yes',
    ]);
  });

  it('has a contrary only where it is said', () => {
    const far = shifted(-10);
    expect(answer(far, moreThan(1, words))).toBe('no');
    expect(answer(far, moreThan(1, { ...words, oppositeBelow: 0 }))).toBe('opposite');
    expect(answer(shifted(0), moreThan(5, { ...words, oppositeBelow: 0 }))).toBe('no');
  });

  it('is the same only if the whole interval lies inside the margin', () => {
    const inside = (margin: number) => within(2 - margin, 2 + margin, words);
    expect(answer(shifted(0), inside(HALF + 0.01))).toBe('yes');
    expect(answer(shifted(0), inside(HALF - 0.01))).toBe('unclear');
    expect(answer(shifted(2 * HALF + 0.03), inside(HALF + 0.01))).toBe('no');
    expect(answer(shifted(-2 * HALF - 0.03), inside(HALF + 0.01))).toBe('no');
  });

  it('is no worse if the interval ends above the margin below zero', () => {
    expect(answer(shifted(-2), noWorseThan(HALF + 0.01, words))).toBe('yes');
    expect(answer(shifted(-2), noWorseThan(HALF - 0.01, words))).toBe('unclear');
    expect(answer(shifted(-9), noWorseThan(1, words))).toBe('no');
  });

  it("is 'about 80 %' within two standard errors, 0.8 points, on 10,000 images", () => {
    const { threshold, words: said, reason } = about(0.8, 10_000);
    expect(threshold.claimed.low).toBeCloseTo(0.8 - 0.008, 12);
    expect(threshold.claimed.high).toBeCloseTo(0.8 + 0.008, 12);
    expect([said, reason]).toEqual([
      'about 80 %',
      'two standard errors of an accuracy on 10000 images are 0.8 points',
    ]);
  });
});

it('compares runs that share no seeds by Welch’s interval', () => {
  // Both scatter with s = 1, so 4 degrees of freedom, t = 2.7764, standard error sqrt(1/3 + 1/3).
  const sample = [group([5, 6, 7]), group([1, 2, 3], -1)];
  const half = 2.7764451051977934 * Math.sqrt(2 / 3);
  expect(estimateOf(sample, anIncrease(1, because))).toEqual({
    mean: 6 - 2,
    low: expect.closeTo(4 - half, 10),
    high: expect.closeTo(4 + half, 10),
    count: 3,
  });
  expect(answer(sample, moreThan(4 - half - 0.01, words))).toBe('yes');
  expect(answer(sample, moreThan(4 - half + 0.01, words))).toBe('unclear');
});

describe('a count of seeds', () => {
  const counted = (yes: number, no: number) =>
    sampleOf([...new Array(yes).fill(1), ...new Array(no).fill(0)]);

  it('needs five of five: 1 / 32 is below 5 %, 1 / 16 is not', () => {
    const all = [4, 5].map((seeds) => answer(counted(seeds, 0), inMostSeeds('most')));
    expect(all).toEqual(['unclear', 'yes']);
    const none = [4, 5].map((seeds) => answer(counted(0, seeds), inMostSeeds('most')));
    expect(none).toEqual(['unclear', 'no']);
    expect(answer(counted(4, 1), inMostSeeds('most'))).toBe('unclear');
  });

  it('has the 90 % interval of Clopper and Pearson', () => {
    expect(estimateOf(counted(5, 0), inMostSeeds('most'))).toEqual({
      mean: 1,
      low: expect.closeTo(0.05 ** (1 / 5), 10),
      high: 1,
      count: 5,
    });
  });
});

it('asks of every run what no run may miss, even of one', () => {
  const bound = inEveryRun(0.01, words);
  expect(answer(sampleOf([0.009]), bound)).toBe('yes');
  expect(answer(sampleOf([0.001, 0.001, 0.02]), bound)).toBe('no');
  expect(estimateOf(sampleOf([0.001, 0.002, 0.006]), bound)).toEqual({
    mean: expect.closeTo(0.003, 12),
    low: 0.001,
    high: 0.006,
    count: 3,
  });
});

describe('several hypotheses', () => {
  const open = (refutation: number, opposition = Infinity): Outcome => ({
    isClaimed: false,
    refutation,
    opposition,
  });
  const held: Outcome = { isClaimed: true, refutation: Infinity, opposition: Infinity };

  it('need no correction to hold', () => {
    expect(decide([held, held, held])).toEqual(['yes', 'yes', 'yes']);
  });

  it('are refuted by Holm: the smallest p value three times, the next twice, the last once', () => {
    expect(decide([open(0.9), open(0.3), open(0.45)])).toEqual(['no', 'no', 'no']);
    expect(decide([open(0.9), open(0.34), open(0.1)])).toEqual(['no', 'no', 'no']);
    expect(decide([open(0.2), open(0.6), open(0.1)])).toEqual(['no', 'no', 'no']);
    // 3 * 0.34 > 1: nothing that is less significant can be refuted then.
    expect(decide([open(0.34), open(0.35), open(0.36)])).toEqual(['unclear', 'unclear', 'unclear']);
    expect(decide([open(0.1), open(0.51), open(0.6)])).toEqual(['no', 'unclear', 'unclear']);
  });

  it('count those that hold among the number', () => {
    expect(decide([held, open(0.51)])).toEqual(['yes', 'unclear']);
    expect(decide([held, open(0.49)])).toEqual(['yes', 'no']);
  });

  it('must be significant to the contrary too', () => {
    expect(decide([open(0.1, 0.4), open(0.2, 0.6)])).toEqual(['opposite', 'opposite']);
    expect(decide([open(0.1, 0.6)])).toEqual(['opposite']);
    expect(decide([open(0.1, 0.6), open(0.2, 1.1)])).toEqual(['no', 'no']);
  });
});
