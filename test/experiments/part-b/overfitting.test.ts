import { expect, it } from 'vitest';
import { gapWidens, quarters } from '../../../experiments/part-b/claims/overfitting.ts';
import { gap, gapCurve } from '../../../pipeline/claims/values.ts';
import type { Measurements } from '../../../pipeline/model/results.ts';
import type { Curve } from '../../../pipeline/model/run-record.ts';
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

it('leaves open whether a gap widens when training ends before it could', () => {
  const record = measurements.experiments['b-model2']!;
  const cut = ({ accuracy, loss }: Curve): Curve => ({
    accuracy: accuracy.slice(0, 2),
    loss: loss.slice(0, 2),
  });
  const replicates = record.replicates.map(({ history: { train, validation }, ...rest }) => ({
    ...rest,
    history: { train: cut(train), validation: cut(validation!) },
  }));
  const short: Measurements = { ...measurements, experiments: { 'b-model2': { ...record, replicates } } };
  expect(gapWidens(short, 'b-model2')).toEqual({
    holds: 'unclear',
    sentence: 'Gap between train and validation loss of b-model2: too few epochs to tell.',
  });
});
