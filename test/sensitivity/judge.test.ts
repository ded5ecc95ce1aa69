import { describe, expect, test } from 'vitest';
import type { CourseLimit } from '../../pipeline/model/check.ts';
import type { DataSetRecord } from '../../pipeline/model/data-set.ts';
import type { Experiment, TrainingConfig } from '../../pipeline/model/experiment.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import type { RunRecord } from '../../pipeline/model/run-record.ts';
import type { Trainers } from '../../pipeline/model/trainer.ts';
import { judgeBeginning, referenceRun } from '../../pipeline/sensitivity/judge.ts';
import { conclusions, type SensitivityRow, tableLine } from '../../pipeline/sensitivity/sensitivity.ts';

const limit: CourseLimit = { relative: 1e-4, steps: 5, looks: 1, until: null, derivation: 'made up' };
const form = {
  ...{ points: 2, firstSteps: 0, looks: 0, steps: 2, evaluatesTrain: false },
  samples: { train: 10, validation: 0, test: 10 },
};
const run = (loss: number[]): RunRecord => {
  const curve = { accuracy: loss.map(() => 0.5), loss };
  const end = { accuracy: 0.5, loss: loss.at(-1)! };
  return { final: { train: end, test: end }, history: { train: curve, test: curve } };
};
const judge = (own: number[], standard: number[]) => judgeBeginning(run(own), run(standard), { limit, form });

describe('a beginning', () => {
  test('is compared with the beginning of a whole run', () => {
    expect(judge([2, 1], [2, 1, 0.5, 0.2])).toEqual({ noticed: null, largest: null });
  });

  test('with other losses is noticed where it parts', () => {
    expect(judge([2, 1.01], [2, 1, 0.5]).noticed).toMatchObject({ left: { at: 2 } });
  });

  test('that is too short or too long is noticed', () => {
    expect(judge([2], [2, 1, 0.5]).noticed).toMatchObject({ missing: 'train has 1 values, the reference 2' });
    expect(judge([2, 1, 0.5], [2, 1, 0.5]).noticed).not.toBeNull();
  });
});

describe('the reference’s run', () => {
  const config = { family: 'made up', rate: 0.1, snapshots: 'all' } as unknown as TrainingConfig;
  const beginning = { experiment: { id: 'x', config } as Experiment, config, seed: 2 };
  const data = { name: 'set', digests: { images: 'aa' } } as unknown as DataSetRecord;
  const trainers = { 'made up': { recordings: ['snapshots'] } } as unknown as Trainers;
  const reference = (its: TrainingConfig, more: Partial<RunRecord> = {}) =>
    ({
      datasets: [data],
      experiments: {
        x: { dataset: 'set', config: its, replicates: [{ seed: 2, ...run([2, 1]), ...more }] },
      },
    }) as unknown as Measurements;
  const firstSteps = { firstSteps: [2.3, 2.2] };
  const find = (measurements: Measurements, from = beginning, on = data, steps = 5) =>
    referenceRun(from, { data: on, trainers, limit: { ...limit, steps } }, measurements);

  test('is that of the same settings, data and seed, whatever was recorded of it', () => {
    const { snapshots: _, ...unrecorded } = config as unknown as Record<string, unknown>;
    const found = find(reference(unrecorded as unknown as TrainingConfig, firstSteps));
    expect(found).toMatchObject({ kind: 'reference', run: { seed: 2 } });
  });

  test.each([
    ['other settings', reference({ ...config, rate: 0.2 } as unknown as TrainingConfig, firstSteps), {}],
    ['another seed', reference(config, firstSteps), { from: { ...beginning, seed: 3 } }],
    ['other data', reference(config, firstSteps), { on: { ...data, digests: { images: 'bb' } } }],
    ['no first steps, which are to be compared', reference(config), {}],
  ] as const)(
    'is none with %s',
    (_, measurements, { from, on }: { from?: typeof beginning; on?: typeof data }) => {
      expect(find(measurements, from, on)).toBeNull();
    },
  );

  test('needs no first steps where none are compared', () => {
    expect(find(reference(config), beginning, data, 0)).not.toBeNull();
  });
});

const row: SensitivityRow = {
  ...{ name: 'a mistake', experiment: 'a-softmax', against: 'reference', limit: 1e-4, point: 'iteration' },
  ...{ expected: true, why: null, largest: { curve: 'train', at: 2, relative: 0.0123 } },
  noticed: { left: { curve: 'train', at: 2, relative: 0.0123 }, missing: null },
};

test('a row says what, where, when and by how much', () => {
  const cells = tableLine(row)
    .split('|')
    .map((cell) => cell.trim());
  expect(cells.slice(1, -1)).toEqual([
    ...['a mistake', 'a-softmax', 'iteration 2 (train)', '1.2e-2', '1.0e-4', 'reference'],
  ]);
});

describe('the conclusions', () => {
  const hidden = { ...row, name: 'no bias', expected: false, why: 'it cancels', noticed: null };

  test('count what is noticed, and name what cannot be, with the reason', () => {
    expect(conclusions([row, hidden])).toEqual([
      ['noticed', '1 of 1'],
      ['hidden', 'no bias: it cancels'],
    ]);
  });

  test('name a mistake that goes unnoticed, and a suspicion without one', () => {
    expect(
      conclusions([
        { ...row, noticed: null },
        { ...row, name: 'no change', expected: false },
      ]),
    ).toEqual([
      ['noticed', '0 of 1'],
      ['failed', 'a mistake (a-softmax): not noticed'],
      ['failed', 'no change (a-softmax): noticed, and there is nothing to notice'],
    ]);
  });
});
