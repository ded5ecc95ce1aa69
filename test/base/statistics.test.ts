import { describe, expect, it } from 'vitest';
import {
  binomialStandardError,
  mean,
  meanInterval,
  pairedDifference,
  predictionInterval,
  sampleStandardDeviation,
  slope,
  tQuantile,
} from '../../pipeline/base/statistics.ts';

describe('tQuantile', () => {
  // Fisher and Yates, Statistical Tables, table III (two-sided 5 % and 1 %).
  it.each([
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 4, 2.776],
    [0.995, 2, 9.925],
    [0.995, 4, 4.604],
    [0.995, 9, 3.25],
    [0.975, 30, 2.042],
  ])('agrees with the printed table: P = %f, %i degrees of freedom, t = %f', (probability, degrees, t) => {
    expect(tQuantile(probability, degrees)).toBeCloseTo(t, 3);
  });

  it('agrees with the closed forms for one and two degrees of freedom', () => {
    const p = 0.995;
    expect(tQuantile(p, 1)).toBeCloseTo(Math.tan(Math.PI * (p - 0.5)), 6);
    expect(tQuantile(p, 2)).toBeCloseTo((2 * p - 1) / Math.sqrt(2 * p * (1 - p)), 6);
  });

  it('refuses what is no probability', () => {
    expect(() => tQuantile(1, 4)).toThrow('invalid probability; not in (0, 1): 1');
    for (const probability of [0, -0.1, Number.NaN]) {
      expect(() => tQuantile(probability, 4)).toThrow('invalid probability');
    }
  });
});

describe('mean and standard deviation', () => {
  it('divides by n and by n - 1', () => {
    expect(mean([2, 4, 9])).toBe((2 + 4 + 9) / 3);
    expect(sampleStandardDeviation([2, 4, 9])).toBeCloseTo(Math.sqrt((9 + 1 + 16) / 2), 12);
    expect(sampleStandardDeviation([1, 4])).toBeCloseTo(3 / Math.sqrt(2), 12);
  });

  it('refuse too few values', () => {
    expect(() => mean([])).toThrow('missing values');
    expect(() => sampleStandardDeviation([1])).toThrow('missing values');
  });
});

describe('intervals', () => {
  it('bounds the mean by t s / sqrt(n)', () => {
    // s = 1, n = 3, t(0.975, 2) = 4.3027
    const interval = meanInterval([1, 2, 3]);
    expect(interval.low).toBeCloseTo(2 - 4.3027 / Math.sqrt(3), 3);
    expect(interval.high).toBeCloseTo(2 + 4.3027 / Math.sqrt(3), 3);
  });

  it("gives Student's own paired example: hours of sleep gained by two drugs", () => {
    // Student 1908, the sleep data: mean difference 1.58, 95 % interval 0.70 to 2.46.
    const drug1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
    const drug2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const { mean: difference, low, high, count } = pairedDifference(drug2, drug1);
    expect(difference).toBeCloseTo(1.58, 10);
    expect([low, high].map((edge) => edge.toFixed(2))).toEqual(['0.70', '2.46']);
    expect(count).toBe(10);
  });

  it('refuses pairs that do not pair', () => {
    expect(() => pairedDifference([1, 2], [1])).toThrow('invalid pairs; 2 values against 1');
  });

  it('predicts one more run by t s sqrt(1 + 1 / n)', () => {
    // s = 1, n = 3, t(0.995, 2) = 9.9248
    const { low, high } = predictionInterval([1, 2, 3]);
    expect(high).toBeCloseTo(2 + 9.9248 * Math.sqrt(4 / 3), 3);
    expect(low).toBeCloseTo(2 - 9.9248 * Math.sqrt(4 / 3), 3);
  });

  it('are bounded by two values, in proportion to their scatter', () => {
    // s = 3 / sqrt(2), n = 2; t(0.975, 1) = 12.7062, t(0.995, 1) = 63.6567
    expect(meanInterval([1, 4]).high).toBeCloseTo(2.5 + (12.7062 * (3 / Math.sqrt(2))) / Math.sqrt(2), 3);
    expect(predictionInterval([1, 4]).high).toBeCloseTo(
      2.5 + 63.6567 * (3 / Math.sqrt(2)) * Math.sqrt(1 + 1 / 2),
      3,
    );
  });

  it('learns nothing about scatter from a single value', () => {
    expect(meanInterval([5])).toEqual({ mean: 5, low: -Infinity, high: Infinity, count: 1 });
    expect(predictionInterval([5])).toEqual({ mean: 5, low: -Infinity, high: Infinity, count: 1 });
  });
});

it('puts the scatter of 80 % on 10,000 images at 0.4 points', () => {
  expect(binomialStandardError(0.8, 10_000)).toBeCloseTo(0.004, 12);
});

it('fits the least-squares slope', () => {
  expect(slope([1, 2, 3], [3, 5, 7])).toBe(2);
  // (-1)(-1) + 0 + (1)(2) over 1 + 0 + 1
  expect(slope([0, 1, 2], [0, 0, 3])).toBe((1 + 2) / 2);
  expect(() => slope([1], [1, 2])).toThrow('invalid pairs');
});
