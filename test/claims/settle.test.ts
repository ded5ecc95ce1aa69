import { describe, expect, it } from 'vitest';
import { anIncrease, inMostSeeds, moreThan } from '../../pipeline/claims/criteria.ts';
import { MOST_SEEDS, seedsToSettle } from '../../pipeline/claims/settle.ts';
import type { Sample } from '../../pipeline/model/claim.ts';

const sampleOf = (values: readonly number[], weight = 1): Sample => [
  { weight, experiments: ['x'], seeds: values.map((_, index) => index), values },
];
const words = { words: 'so', reason: null };

describe('the seeds that would settle an unclear finding', () => {
  // Mean 0 and s = 1 with three values: -1, 0, 1.
  const sample = sampleOf([-1, 0, 1]);

  it('make the interval shorter than the distance to the bound, with a chance of 80 %', () => {
    // Normal approximation of (t(0.975) + t(0.8)) / sqrt(n) <= distance: ((1.96 + 0.84) / 0.5)^2 = 31.4, t needs two more.
    expect(seedsToSettle(sample, moreThan(-0.5, words), 1)).toBe(34);
    // ((1.96 + 0.84) / 0.2)^2 = 196
    const many = seedsToSettle(sample, moreThan(-0.2, words), 1)!;
    expect(Math.abs(many - 198)).toBeLessThanOrEqual(1);
  });

  it('are as many on the other side, and more where a refutation must survive several parts', () => {
    const alone = seedsToSettle(sample, moreThan(0.5, words), 1)!;
    expect(alone).toBe(seedsToSettle(sample, moreThan(-0.5, words), 1));
    expect(seedsToSettle(sample, moreThan(0.5, words), 6)).toBeGreaterThan(alone);
    expect(seedsToSettle(sample, moreThan(-0.5, words), 6)).toBe(alone);
  });

  it('take the shorter way where a change may turn out too small to matter', () => {
    // 0.1 above zero, 0.4 below what matters.
    const small = sampleOf([-0.9, 0.1, 1.1]);
    const refuted = seedsToSettle(small, anIncrease(0.5, { reason: 'so' }), 1);
    expect(refuted).toBe(seedsToSettle(small, moreThan(0.5, words), 1));
  });

  it('are at most what anybody trains, and unknown where one seed shows no spread', () => {
    expect(seedsToSettle(sample, moreThan(0, words), 1)).toBe(MOST_SEEDS);
    expect(seedsToSettle(sampleOf([1]), moreThan(0, words), 1)).toBeNull();
  });

  it('of a count are those with which the same share would be significant', () => {
    // 3 of 3, and 4 of 4, may be chance: 1 / 8 and 1 / 16; 5 of 5 is not: 1 / 32.
    expect(seedsToSettle(sampleOf([1, 1, 1]), inMostSeeds('most'), 1)).toBe(5);
    expect(seedsToSettle(sampleOf([0, 0, 0]), inMostSeeds('most'), 1)).toBe(5);
    // Among four parts a refutation needs 0 of 7: 1 / 128 is below 5 % / 4.
    expect(seedsToSettle(sampleOf([0, 0, 0]), inMostSeeds('most'), 4)).toBe(7);
    expect(seedsToSettle(sampleOf([1, 0]), inMostSeeds('most'), 1)).toBeGreaterThan(50);
  });
});
