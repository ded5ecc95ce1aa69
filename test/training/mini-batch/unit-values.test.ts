import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../pipeline/base/random.ts';
import {
  columnOf,
  columnsOf,
  momentsOf,
  percentile,
} from '../../../pipeline/training/mini-batch/unit-values.ts';

test('percentile interpolates between neighbours', () => {
  expect(percentile([1, 2, 3, 4, 5], 0.5)).toBe(3);
  expect(percentile([1, 2, 3, 4, 5], 0.15)).toBeCloseTo(1 + 0.6, 12); // place 0.15 * 4
  expect(percentile([7], 0.85)).toBe(7);
});

test('a unit’s values are a column of [samples, units]', () => {
  const values = Float32Array.of(11, 12, 13, 21, 22, 23);
  expect(columnsOf(values, 2).map((column) => [...column])).toEqual([
    [11, 21],
    [12, 22],
    [13, 23],
  ]);
  expect([...columnOf(values, { unit: 1, units: 3 })]).toEqual([12, 22]);
});

describe('moments', () => {
  test('of an unfair coin are those of the Bernoulli distribution', () => {
    const [p, q] = [1 / 4, 3 / 4];
    const { mean, deviation, skewness, excessKurtosis } = momentsOf([0, 0, 1, 0]);
    expect(mean).toBe(p);
    expect(deviation).toBeCloseTo(Math.sqrt(p * q), 12);
    expect(skewness).toBeCloseTo((q - p) / Math.sqrt(p * q), 12);
    expect(excessKurtosis).toBeCloseTo((1 - 6 * p * q) / (p * q), 12);
  });

  test('of a Gaussian are near 0, of a ReLU of it far from that', () => {
    const gaussian = randomStream('gaussian').normals(100_000, 3, 2);
    const near = momentsOf(gaussian);
    expect(Math.abs(near.skewness!)).toBeLessThan(4 * Math.sqrt(6 / 100_000)); // four standard errors
    expect(Math.abs(near.excessKurtosis!)).toBeLessThan(4 * Math.sqrt(24 / 100_000));
    const rectified = momentsOf(gaussian.map((value) => Math.max(0, value - 3)));
    expect(rectified.skewness).toBeGreaterThan(1);
  });

  test('have no shape where all values are alike', () => {
    expect(momentsOf([0.1, 0.1, 0.1])).toMatchObject({ skewness: null, excessKurtosis: null });
  });
});
