import { expect, it } from 'vitest';
import { leastGrowth, meanGap, quarters, withGaps } from '../../../experiments/part-b/claims/overfitting.ts';
import { gap, gapCurve } from '../../../pipeline/claims/values.ts';
import type { Replicate } from '../../../pipeline/model/results.ts';
import { plausibleMeasurements } from '../../fixtures/measurements.ts';

const measurements = plausibleMeasurements({ seeds: 3 });

it('takes means over the four quarters of a curve, whatever its length', () => {
  expect(quarters([1, 3, 5, 7, 2, 4, 0, 8])).toEqual([(1 + 3) / 2, (5 + 7) / 2, (2 + 4) / 2, (0 + 8) / 2]);
  // Edges at 0, round(1.5) = 2, 3, round(4.5) = 5 and 6.
  expect(quarters([1, 3, 5, 7, 9, 11])).toEqual([(1 + 3) / 2, 5, (7 + 9) / 2, 11]);
  expect(quarters([1, 2, 3])).toEqual([]);
});

it('counts a gap as positive where train is better, in accuracy and in loss', () => {
  const replicate = {
    seed: 1,
    final: {
      train: { accuracy: 0.9, loss: 0.2 },
      validation: { accuracy: 0.75, loss: 0.5 },
      test: { accuracy: 0.8, loss: 0.6 },
    },
    history: {
      train: { accuracy: [0.5, 0.9], loss: [1, 0.2] },
      validation: { accuracy: [0.75, 0.75], loss: [0.75, 0.5] },
    },
  };
  expect(gap(replicate, 'loss')).toBeCloseTo(0.6 - 0.2, 12);
  expect(gap(replicate, 'accuracy', 'validation')).toBeCloseTo(0.9 - 0.75, 12);
  expect(gapCurve(replicate, 'accuracy', 'validation')[0]).toBe(0.5 - 0.75);
  expect(gapCurve(replicate, 'loss', 'validation')).toEqual([0.75 - 1, 0.5 - 0.2]);
});

it('finds the least growth of the gap from one quarter to the next, and none in too short a training', () => {
  const run = (validation: number[]): Replicate => ({
    seed: 1,
    final: { train: { accuracy: 0.5, loss: 1 }, validation: { accuracy: 0.5, loss: 1 } },
    history: {
      train: { accuracy: [], loss: validation.map(() => 1) },
      validation: { accuracy: [], loss: validation },
    },
  });
  expect(leastGrowth(run([1, 1, 2, 2, 2.5, 2.5, 4, 4]))).toBe(2.5 - 2);
  expect(leastGrowth(run([1, 3, 2, 4]))).toBe(2 - 3);
  expect(leastGrowth(run([1, 2, 3]))).toBeNull();
});

it('gives a model the gap that is asked for', () => {
  const changed = withGaps(measurements, 'accuracy', { 'b-model2': 0.2 });
  expect(meanGap(changed, 'b-model2', 'accuracy')).toBeCloseTo(0.2, 12);
  expect(meanGap(changed, 'b-model2', 'loss')).toBe(meanGap(measurements, 'b-model2', 'loss'));
  expect(meanGap(withGaps(measurements, 'loss', { 'b-model2': 0.2 }), 'b-model2', 'loss')).toBeCloseTo(
    0.2,
    12,
  );
});
