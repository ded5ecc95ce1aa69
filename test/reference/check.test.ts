import { describe, expect, test } from 'vitest';
import type { CourseLimit } from '../../pipeline/model/check.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { checkRuns, hasNewSeed } from '../../pipeline/reference/check.ts';
import { sayChecks, unmetChecks } from '../../pipeline/reference/words.ts';
import { madeUpMeasurements } from '../fixtures/stripes.ts';
import study from '../study/index.ts';

const LIMIT: CourseLimit = { relative: 1e-4, steps: 0, looks: 0, until: null, derivation: 'made up' };
const reference = madeUpMeasurements({ seeds: 2 });
const [id] = Object.keys(reference.experiments);

const check = (
  measurements: Measurements,
  limit: CourseLimit | null = LIMIT,
  from: Measurements | null = reference,
) => checkRuns(measurements, from, { ...study, reference: { results: '', limit: () => limit } });

const first = (measurements: Measurements, limit?: CourseLimit | null) => check(measurements, limit)[0]!;

/** The first experiment's first run with another loss at one place of its train curve. */
function withLoss(measurements: Measurements, at: number, factor: number): Measurements {
  const record = measurements.experiments[id!]!;
  const [run, ...others] = record.replicates;
  const loss = run!.history.train.loss.map((value, index) => (index === at - 1 ? value * factor : value));
  const changed = { ...run!, history: { ...run!.history, train: { ...run!.history.train, loss } } };
  const replicates = [changed, ...others];
  return { ...measurements, experiments: { ...measurements.experiments, [id!]: { ...record, replicates } } };
}

const elsewhere = (measurements: Measurements): Measurements => ({
  ...measurements,
  engine: { ...measurements.engine, numericClass: 'another' },
});

test('gives one record for every run', () => {
  const runs = Object.values(reference.experiments).flatMap(({ replicates }) => replicates);
  expect(check(reference)).toHaveLength(runs.length);
});

describe('within one numeric class', () => {
  test('equal bits hold', () => {
    expect(first(reference)).toMatchObject({
      compared: 'bits',
      limit: 0,
      whole: true,
      holds: true,
      left: null,
    });
  });

  test('the smallest difference fails, and says where', () => {
    const record = first(withLoss(reference, 2, 1 + 1e-7));
    expect(record).toMatchObject({
      holds: false,
      left: { curve: 'train', at: 2, relative: expect.closeTo(1e-7, 9) },
    });
    expect(record.message).toMatch(/left the reference's course at .+ 2: the train loss differs by 1\.0e-7/);
  });

  test('a difference in what was recorded beside the losses fails, too', () => {
    const record = reference.experiments[id!]!;
    const replicates = record.replicates.map((run) => ({ ...run, divergedAt: 1 }));
    const marked = {
      ...reference,
      experiments: { ...reference.experiments, [id!]: { ...record, replicates } },
    };
    expect(check(reference, LIMIT, marked)[0]).toMatchObject({ holds: false, left: null });
  });
});

describe('across numeric classes', () => {
  test('a difference within the limit holds, and is told', () => {
    const record = first(elsewhere(withLoss(reference, 2, 1 + 1e-5)));
    expect(record).toMatchObject({ compared: 'tolerance', limit: 1e-4, holds: true });
    expect(record.largest).toMatchObject({ at: 2, relative: expect.closeTo(1e-5, 7) });
  });

  test('a difference beyond it fails', () => {
    expect(first(elsewhere(withLoss(reference, 3, 1.01)))).toMatchObject({ holds: false, left: { at: 3 } });
  });

  test('what comes later than the limit speaks of is left alone', () => {
    const record = first(elsewhere(withLoss(reference, 3, 1.01)), { ...LIMIT, until: 2 });
    expect(record).toMatchObject({ holds: true, until: 2, whole: false });
  });
});

describe('nothing is checked', () => {
  const whyOf = (measurements: Measurements, limit?: CourseLimit | null, from?: Measurements | null) => {
    const record = check(measurements, limit, from)[0]!;
    expect(record).toMatchObject({ compared: 'nothing', holds: null, limit: null });
    return record.why;
  };

  test('without a reference', () => {
    expect(whyOf(reference, LIMIT, null)).toBe('there is no reference');
  });

  test('of an experiment that the reference does not have', () => {
    const { [id!]: _, ...others } = reference.experiments;
    expect(whyOf(reference, LIMIT, { ...reference, experiments: others })).toBe(
      'the reference has no such experiment',
    );
  });

  test('at another scale', () => {
    expect(whyOf({ ...reference, scale: 'quick' })).toBe('the reference is at full scale');
  });

  test('of another configuration', () => {
    const record = reference.experiments[id!]!;
    const experiments = {
      ...reference.experiments,
      [id!]: { ...record, config: { ...record.config, stream: 'x' } },
    };
    expect(whyOf({ ...reference, experiments })).toMatch(/^the reference's config\.stream: /);
  });

  test('of other data, whatever they are called', () => {
    const datasets = reference.datasets.map((set) => ({ ...set, digests: { file: 'ff'.repeat(32) } }));
    expect(whyOf({ ...reference, datasets })).toMatch(/^the reference saw /);
  });

  test('of a course that rounding decides', () => {
    expect(whyOf(elsewhere(reference), null)).toBe('rounding decides its course from the first value on');
  });

  test('of a seed that the reference does not have, which is new', () => {
    const three = madeUpMeasurements({ seeds: 3 });
    const news = check(three).filter(hasNewSeed);
    expect(news.map(({ seed }) => seed)).toEqual(Object.keys(three.experiments).map(() => 3));
    expect(news[0]).toMatchObject({ compared: 'nothing', why: 'the reference has no seed 3' });
  });
});

test('the summary counts what was compared and says why the rest was not', () => {
  const records = check(madeUpMeasurements({ seeds: 3 }));
  const experiments = Object.keys(reference.experiments).length;
  expect(sayChecks(records)).toBe(
    `${2 * experiments} of ${2 * experiments} runs match the reference (${2 * experiments} compared bit for bit); ` +
      `${experiments} could not be compared with the reference: the reference has no seed 3`,
  );
});

test('runs that left the reference’s course are told, and only those', () => {
  expect(unmetChecks(check(reference))).toEqual([]);
  expect(unmetChecks(check(withLoss(reference, 1, 2)))).toHaveLength(1);
});
