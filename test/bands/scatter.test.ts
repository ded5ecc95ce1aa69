import { describe, expect, test } from 'vitest';
import { likenessOf, poolAlike } from '../../pipeline/bands/scatter.ts';
import { randomStream } from '../../pipeline/base/random.ts';

const spread = (variance: number, degreesOfFreedom = 4) => ({ variance, degreesOfFreedom });

describe('likeness', () => {
  test('is that of Bartlett’s test', () => {
    // scipy.stats.bartlett of [1, 2, 3, 4, 5] and [0, 3, 6, 9, 12]: variances 2.5 and 22.5, p = 0.05666036.
    expect(likenessOf([spread(2.5), spread(22.5)])).toBeCloseTo(0.0566604, 7);
  });

  test('is certain of one spread alone', () => {
    expect(likenessOf([spread(3)])).toBe(1);
  });

  test('is below 5 % for one sample in twenty of equal spreads', () => {
    const random = randomStream('bartlett').normals(1000 * 50, 0, 1);
    let unlike = 0;
    for (let trial = 0; trial < 1000; trial++) {
      const spreads = Array.from({ length: 10 }, (_, group) => {
        const values = [...random.subarray(trial * 50 + group * 5, trial * 50 + group * 5 + 5)];
        const mean = values.reduce((sum, value) => sum + value, 0) / 5;
        return spread(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4);
      });
      if (likenessOf(spreads) < 0.05) unlike += 1;
    }
    expect(unlike / 1000).toBeGreaterThan(0.03);
    expect(unlike / 1000).toBeLessThan(0.07);
  });
});

describe('pooling', () => {
  test('weighs variances by degrees of freedom, and adds those up', () => {
    expect(poolAlike([spread(1, 2), spread(2, 4)])).toEqual([
      { variance: (2 * 1 + 4 * 2) / 6, degreesOfFreedom: 6, quantities: 2 },
      { variance: (2 * 1 + 4 * 2) / 6, degreesOfFreedom: 6, quantities: 2 },
    ]);
  });

  test('leaves each by itself where one of them is unlike', () => {
    expect(poolAlike([spread(1), spread(1.1), spread(100)]).map(({ variance }) => variance)).toEqual([
      1, 1.1, 100,
    ]);
  });
});
