import { describe, expect, it } from 'vitest';
import {
  binomialStandardError,
  contrastInterval,
  contrastOf,
  mean,
  meanInterval,
  median,
  predictionInterval,
  probabilityBelow,
  sampleStandardDeviation,
  slopeWeights,
} from '../../pipeline/base/statistics.ts';

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
    const gains = drug2.map((hours, patient) => hours - drug1[patient]!);
    const { mean: difference, low, high, count } = meanInterval(gains);
    expect(difference).toBeCloseTo(1.58, 10);
    expect([low, high].map((edge) => edge.toFixed(2))).toEqual(['0.70', '2.46']);
    expect(count).toBe(10);
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

it('takes the middle value, or the mean of two', () => {
  expect(median([9, 1, 4])).toBe(4);
  expect(median([9, 1, 4, 2])).toBe((2 + 4) / 2);
  expect(() => median([])).toThrow('missing values');
});

describe('a sum of independent means', () => {
  // Means 3 and 7; variances of the means 4 / 4 = 1 (3 degrees of freedom) and 9 / 9 = 1 (8 degrees).
  const spread = (centre: number, deviation: number, count: number) => {
    const half = deviation * Math.sqrt((count - 1) / count);
    return Array.from({ length: count }, (_, index) =>
      count % 2 === 1 && index === count - 1
        ? centre
        : centre + (index % 2 === 0 ? 1 : -1) * half * (count % 2 === 1 ? Math.sqrt(count / (count - 1)) : 1),
    );
  };
  const groups = [
    { weight: 1, values: spread(3, 2, 4) },
    { weight: -1, values: spread(7, 3, 9) },
  ];

  it('has the degrees of freedom of Welch and Satterthwaite', () => {
    const { mean: difference, standardError, degreesOfFreedom } = contrastOf(groups);
    expect(difference).toBeCloseTo(3 - 7, 12);
    expect(standardError).toBeCloseTo(Math.sqrt(1 + 1), 12);
    expect(degreesOfFreedom).toBeCloseTo((1 + 1) ** 2 / (1 / 3 + 1 / 8), 12);
  });

  it("is Student's where there is one group", () => {
    const { low, high } = contrastInterval(contrastOf([{ weight: 2, values: [1, 2, 3] }]));
    const { low: once, high: top } = meanInterval([1, 2, 3]);
    expect([low, high]).toEqual([2 * once, 2 * top]);
  });

  it('is unbounded where a group has a single value, and exact where nothing scatters', () => {
    expect(contrastInterval(contrastOf([...groups, { weight: 1, values: [1] }]))).toEqual({
      low: -Infinity,
      high: Infinity,
    });
    expect(contrastInterval(contrastOf([{ weight: 1, values: [2, 2] }]))).toEqual({ low: 2, high: 2 });
  });

  it('has the p value that its interval has: 2.5 % at either edge', () => {
    const contrast = contrastOf(groups);
    const { low, high } = contrastInterval(contrast);
    expect(probabilityBelow(contrast, high)).toBeCloseTo(0.025, 12);
    expect(probabilityBelow(contrast, low)).toBeCloseTo(0.975, 12);
    const still = contrastOf([{ weight: 1, values: [2, 2] }]);
    expect([1, 2, 3].map((bound) => probabilityBelow(still, bound))).toEqual([1, 0.5, 0]);
  });
});

it('weighs values to the least-squares slope', () => {
  const slope = (x: number[], y: number[]) =>
    slopeWeights(x).reduce((sum, weight, index) => sum + weight * y[index]!, 0);
  expect(slope([1, 2, 3], [3, 5, 7])).toBe(2);
  // (-1)(-1) + 0 + (1)(2) over 1 + 0 + 1
  expect(slope([0, 1, 2], [0, 0, 3])).toBe((1 + 2) / 2);
});
