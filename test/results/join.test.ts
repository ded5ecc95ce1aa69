import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { type FoundRun, joinRuns } from '../../pipeline/results/join.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

const whole = plausibleMeasurements({ seeds: 3 });
const ALL = Object.keys(whole.experiments);

const join = (runs: readonly FoundRun[]) => joinRuns(runs, study.experiments);

/** A run of some experiments with some of their seeds, valid until a test changes it. */
function run(
  place: string,
  ids: readonly string[],
  seeds: readonly number[],
  change: (measurements: Measurements) => unknown = () => {},
): FoundRun {
  const experiments = ids.map((id) => {
    const record = structuredClone(whole.experiments[id]!);
    const replicates = record.replicates.filter(({ seed }) => seeds.includes(seed));
    const { final, history } = replicates[0]!;
    const keys = Object.fromEntries(Object.entries(record.keys!).filter(([seed]) => seeds.includes(+seed)));
    return [
      id,
      { ...record, keys, seeds: replicates.map(({ seed }) => seed), final, history, replicates },
    ] as const;
  });
  const used = new Set(ids.map((id) => whole.experiments[id]!.dataset));
  const measurements = {
    ...whole,
    engine: { ...whole.engine },
    datasets: structuredClone(whole.datasets.filter(({ name }) => used.has(name))),
    experiments: Object.fromEntries(experiments),
  };
  change(measurements);
  return { place, measurements };
}

describe('joinRuns', () => {
  test('gives back one run as it is', () => {
    expect(JSON.stringify(join([run('a', ALL, [1, 2, 3])]))).toBe(JSON.stringify(whole));
  });

  test('puts seeds and experiments together to the bytes of one run, in whatever order', () => {
    const [first, ...rest] = ALL;
    const runs = [run('a', rest, [1, 2, 3]), run('b', [first!], [2]), run('c', [first!], [1, 3])];
    expect(JSON.stringify(join(runs))).toBe(JSON.stringify(whole));
    expect(JSON.stringify(join(runs.toReversed()))).toBe(JSON.stringify(whole));
  });

  test('keeps different numbers of seeds', () => {
    const { experiments } = join([run('a', ['a-softmax'], [1, 2, 3]), run('b', ['a-l1'], [1])]);
    expect(Object.values(experiments).map(({ seeds }) => seeds)).toEqual([[1, 2, 3], [1]]);
  });

  test('names every numeric class once', () => {
    const classed = (place: string, ids: string[], numericClass: string) =>
      run(place, ids, [1], ({ engine }) => Object.assign(engine, { numericClass }));
    const runs = [
      classed('a', ['a-softmax'], 'x | z'),
      classed('b', ['a-l1'], 'y'),
      classed('c', ['a-network-a'], 'z'),
    ];
    expect(join(runs).engine.numericClass).toBe('x | y | z');
  });

  test.each<[string, (measurements: Measurements) => unknown]>([
    ['scale', (measurements) => Object.assign(measurements, { scale: 'quick' })],
    ['engine', ({ engine }) => Object.assign(engine, { version: '9' })],
    ['the data fashion-mnist', ({ datasets }) => Object.assign(datasets[0]!, { digests: { x: 'y' } })],
    [
      'the config of a-l1',
      ({ experiments }) => Object.assign(experiments['a-l1']!.config, { iterations: 7 }),
    ],
    [
      'the source of a-l1',
      ({ experiments }) => Object.assign(experiments['a-l1']!, { source: '0'.repeat(64) }),
    ],
  ])('refuses runs that differ in %s', (thing, change) => {
    expect(() => join([run('a', ['a-l1'], [1]), run('b', ['a-l1'], [2], change)])).toThrow(
      `invalid runs: a and b differ in ${thing}; bring only runs of one project and one engine together`,
    );
  });

  test('refuses a seed of an experiment that two runs trained', () => {
    expect(() => join([run('a', ['a-l1'], [1, 2]), run('b', ['a-l1'], [2, 3])])).toThrow(
      'overlapping runs: a and b both trained a-l1 seed 2; give each run once',
    );
  });
});
