import { describe, expect, test } from 'vitest';
import { guessing, runningMetrics } from '../../../pipeline/training/mini-batch/running-metrics.ts';
import { trainingShare } from '../../../pipeline/training/sizes.ts';

/** [mean loss, correct answers, sum of probabilities], as a step returns them. */
const step = (loss: number, correct: number, total = 1) =>
  [loss, correct, total].map((value) => Float32Array.of(value));

describe('runningMetrics', () => {
  test('weighs the mean loss of every step by its samples, and counts correct answers', () => {
    const metrics = runningMetrics();
    expect(metrics.add(step(0.5, 3), 4)).toBe(true);
    expect(metrics.add(step(2, 0), 1)).toBe(true);
    expect(metrics.mean()).toEqual({ accuracy: (3 + 0) / (4 + 1), loss: (0.5 * 4 + 2 * 1) / (4 + 1) });
  });

  test.each([
    ['a loss that is not a number', step(Number.NaN, 1)],
    ['an infinite loss', step(Number.POSITIVE_INFINITY, 1)],
    ['probabilities that are not numbers, behind a loss that is', step(0.5, 1, Number.NaN)],
  ])('tells of %s', (_, result) => {
    expect(runningMetrics().add(result, 4)).toBe(false);
  });

  test('does not forget that a step before overflowed', () => {
    const metrics = runningMetrics();
    metrics.add(step(Number.NaN, 1), 4);
    expect(metrics.add(step(0.5, 1), 4)).toBe(false);
  });
});

test('guessing hits one class in so many, and costs the logarithm of their number', () => {
  expect(guessing(10)).toEqual({ accuracy: 1 / 10, loss: Math.log(10) });
});

test('the last share of the training samples is kept for validation, the rest rounded down', () => {
  expect(trainingShare(60_000, 0.2)).toBe(48_000);
  expect(trainingShare(7, 0.5)).toBe(3);
  expect(trainingShare(7, 0)).toBe(7);
});
