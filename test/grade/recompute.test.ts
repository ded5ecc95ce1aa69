import { beforeEach, describe, expect, test, vi } from 'vitest';
import study from '../../experiments/index.ts';
import { UserError } from '../../pipeline/base/errors.ts';
import { locateDataSet } from '../../pipeline/data/locate.ts';
import { identifyEngine } from '../../pipeline/engine/choose.ts';
import { findData } from '../../pipeline/grade/data.ts';
import { compareRun, pickRuns, type RecomputeOptions, recompute } from '../../pipeline/grade/recompute.ts';
import type { Results } from '../../pipeline/model/results.ts';
import type { RunRecord } from '../../pipeline/model/run-record.ts';
import { type PoolOptions, trainRuns } from '../../pipeline/run/pool.ts';
import type { Run } from '../../pipeline/run/run.ts';
import { find, quick, runOf } from '../run/stand-ins.ts';
import { bandTable, embeddedRecord, madeUpResults, rubricOf } from './fixture.ts';

/** How what was trained again is judged. That it is trained again is tested by test/commands/grade.test.ts. */

vi.mock('../../pipeline/run/pool.ts', () => ({ trainRuns: vi.fn() }));
vi.mock('../../pipeline/data/locate.ts', () => ({ locateDataSet: vi.fn() }));

const wasm = identifyEngine('wasm').identity;
const results: Results = { ...madeUpResults(), engine: wasm };
const RUNS = ['a-softmax seed 1', 'a-softmax seed 2', 'a-l1 seed 1', 'a-l1 seed 2'];

/** What a run is recorded as. */
function recordOf({ experiment, seed }: Run): RunRecord {
  const { seed: _, ...run } = results.experiments[experiment.id]!.replicates.find(
    (found) => found.seed === seed,
  )!;
  return structuredClone(run);
}

const at = (id: string, seed: number) =>
  runOf(find(id), seed, { folder: 'here', record: results.datasets[0]! });

function withAccuracy(run: RunRecord, accuracy: number): RunRecord {
  return { ...run, final: { ...run.final, test: { ...run.final.test!, accuracy } } };
}

const log = vi.fn();
const progressOf = vi.fn(() => ({}) as ReturnType<RecomputeOptions['progressOf']>);
const options: RecomputeOptions = {
  study,
  count: 100,
  seed: 'test',
  engine: 'wasm',
  requireClass: false,
  workers: 3,
  log,
  progressOf,
};

const rubric = rubricOf(
  ['a-softmax', 'a-l1'].map((experiment) => ({
    id: experiment,
    kind: 'check',
    experiment,
    minSeeds: 2,
    points: 1,
  })),
);
const place = { cacheDir: 'nowhere', log: () => {} };
const again = (from: Results = results, more: Partial<RecomputeOptions> = {}) =>
  recompute(
    { results: from, rubric, bandTable, find: findData(from, study, place) },
    { ...options, ...more },
  );
const CONFIRMED = { runs: RUNS.map((run) => ({ run, compared: 'bits' })), problems: [] };

let trained: Run[];
/** Trains at once, the last first, giving what `give` does. */
const train = (give: (cell: Run) => RunRecord) =>
  vi.mocked(trainRuns).mockImplementation(async (cells: readonly Run[], { onFinished }: PoolOptions<Run>) => {
    trained = [...cells];
    for (const cell of cells.toReversed()) await onFinished(cell, give(cell));
  });

beforeEach(() => {
  vi.clearAllMocks();
  train(recordOf);
  vi.mocked(locateDataSet).mockResolvedValue(at('a-l1', 1).location);
});

const elsewhere: Results = { ...results, engine: { ...wasm, numericClass: 'another' } };

describe('recompute', () => {
  test('confirms what is recorded, and says which runs and on which engine', async () => {
    expect(await again()).toEqual(CONFIRMED);
    expect(log).toHaveBeenCalledWith(`engine    wasm ${wasm.version} (${wasm.numericClass})`);
    expect(vi.mocked(trainRuns).mock.calls[0]![1]).toMatchObject({ engine: 'wasm', workers: 3 });
    expect(progressOf).toHaveBeenCalledWith(trained);
  });

  test('lists what differs in the order of the results, whoever finished first', async () => {
    train((cell) => withAccuracy(recordOf(cell), 0.123));
    const { problems } = await again();
    expect(problems.map(({ message }) => message.split(':')[0])).toEqual(RUNS);
    expect(problems[0]).toEqual({
      kind: 'false-metric',
      message: expect.stringMatching(
        /^a-softmax seed 1: recorded are test\.accuracy 0\.\d+, but training gives 0\.123$/,
      ),
    });
  });

  test('finds a difference of the last bit within one numeric class, and allows for it in another', async () => {
    train((cell) => withAccuracy(recordOf(cell), recordOf(cell).final.test!.accuracy + 1e-7));
    expect((await again()).problems).toHaveLength(4);
    const { runs, problems } = await again(elsewhere);
    expect(problems).toEqual([]);
    expect(runs.map(({ compared }) => compared)).toEqual(Array(4).fill('tolerance'));
  });

  test('trains nothing in another numeric class, if it must not', async () => {
    await expect(again(elsewhere, { requireClass: true })).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^missing numeric class: another: here it is /),
    });
    expect(trainRuns).not.toHaveBeenCalled();
    expect(await again(results, { requireClass: true })).toEqual(CONFIRMED);
  });

  test('takes the engine of the results if it is asked to choose', async () => {
    await again(results, { engine: 'auto' });
    expect(vi.mocked(trainRuns).mock.calls[0]![1]).toMatchObject({ engine: 'wasm' });
  });

  test.skipIf(isThere('tensorflow'))('takes another engine if that of the results is not here', async () => {
    await again({ ...results, engine: { ...wasm, name: 'tensorflow' } }, { engine: 'auto' });
    const { engine } = vi.mocked(trainRuns).mock.calls[0]![1];
    expect(engine).toBe(identifyEngine('auto').identity.name);
  });

  test('trains the experiments as they are, quick ones for quick results, each data set found once', async () => {
    await again();
    expect(trained[0]).toEqual(at('a-softmax', 1));
    expect(vi.mocked(locateDataSet).mock.calls).toEqual([
      [
        study.dataSources['fashion-mnist'],
        expect.objectContaining({ preference: 'embedded', cacheDir: 'nowhere' }),
      ],
    ]);
    await again({ ...results, scale: 'quick' });
    expect(trained[0]!.experiment).toEqual(quick(find('a-softmax')));
  });

  test('finds each run its own among several data sets', async () => {
    const letters = embeddedRecord('notmnist-small');
    const several = { ...results, datasets: [letters, ...results.datasets] };
    expect(await again(several)).toEqual(CONFIRMED);
    expect(vi.mocked(locateDataSet).mock.calls.map(([{ name }]) => name)).toEqual(['fashion-mnist']);
    const record = { ...results.datasets[0]!, name: 'another' };
    vi.mocked(locateDataSet).mockResolvedValue({ ...at('a-l1', 1).location, record });
    await expect(again(several)).rejects.toThrow('missing data set: fashion-embedded: ');
  });

  test('says which data set is missing when this machine has another one', async () => {
    const record = { ...results.datasets[0]!, name: 'another' };
    vi.mocked(locateDataSet).mockResolvedValue({ ...at('a-l1', 1).location, record });
    const refused = again();
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toMatchObject({
      exitCode: 3,
      message: 'missing data set: fashion-embedded: only another is here',
    });
    expect(trainRuns).not.toHaveBeenCalled();
  });
});

function isThere(name: 'tensorflow'): boolean {
  try {
    return Boolean(identifyEngine(name));
  } catch {
    return false;
  }
}

describe('pickRuns', () => {
  const names = (seed: string, count: number, from: Pick<Results, 'experiments'> = results) =>
    pickRuns(from, rubric, { seed, count, study }).map(({ id, seed: number }) => `${id} seed ${number}`);

  test('picks as many as asked for, in the order of the results', () => {
    expect(names('x', 100)).toEqual(RUNS);
    expect(names('x', 0)).toEqual([]);
    for (let count = 1; count <= 4; count++) {
      const picked = names('x', count);
      expect(picked).toHaveLength(count);
      expect(RUNS.filter((name) => picked.includes(name))).toEqual(picked);
    }
  });

  test('picks others with another seed, and every run with some seed', () => {
    const picks = Array.from({ length: 30 }, (_, index) => names(`seed ${index}`, 1)[0]);
    expect(new Set(picks)).toEqual(new Set(RUNS));
    expect(names('seed 0', 1)).toEqual([picks[0]]);
  });

  test('does not hang on the order of the file', () => {
    const { 'a-softmax': softmax, 'a-l1': l1 } = results.experiments;
    const turned = { 'a-l1': l1!, 'a-softmax': softmax! };
    for (const seed of ['x', 'y', 'z'])
      expect(names(seed, 2, { experiments: turned })).toEqual(names(seed, 2));
  });
});

describe('pickRuns draws from what earns points', () => {
  const draw = (items: readonly object[], from: Pick<Results, 'experiments'> = results) =>
    pickRuns(from, rubricOf(items), { seed: 'x', count: 1000, study }).map(
      ({ id, seed }) => `${id} seed ${seed}`,
    );
  const item = { id: 'one', kind: 'check', experiment: 'a-l1', minSeeds: 1, points: 1 };

  test('experiments that no item reads are left out', () => {
    expect(draw([{ ...item, minSeeds: 2 }])).toEqual(['a-l1 seed 1', 'a-l1 seed 2']);
  });

  test('seeds that no item reads are left out, however many there are', () => {
    const record = results.experiments['a-l1']!;
    const padded = { ...record, seeds: Array.from({ length: 200 }, (_, index) => index + 1) };
    expect(draw([item], { experiments: { 'a-l1': padded } })).toEqual(['a-l1 seed 1']);
  });

  test('a claim’s experiments are read by its item', () => {
    const claim = { id: 'c', kind: 'claim', claim: 'A1', levels: [{ points: 1, verdicts: ['decided'] }] };
    const read = study.claims
      .find(({ id }) => id === 'A1')!
      .experiments.filter((id) => id in results.experiments);
    expect(new Set(draw([claim]).map((name) => name.split(' ')[0]))).toEqual(new Set(read));
  });
});

describe('compareRun', () => {
  const cell = at('a-l1', 2);
  const LIMIT = { relative: 1e-4, steps: 0, looks: 0, until: null as number | null, derivation: 'made up' };
  const compare = (run: RunRecord, sameClass: boolean, limit: typeof LIMIT | null = LIMIT) =>
    compareRun(cell, run, {
      results,
      study: { reference: { results: '', limit: () => limit } },
      bandTable,
      sameClass,
    });
  const { accuracy } = recordOf(cell).final.test!;
  const { low, high } = bandTable['fashion-embedded']!['a-l1']!['test.accuracy']!;

  test('finds nothing where nothing differs', () => {
    expect(compare(recordOf(cell), true)).toEqual({ compared: 'bits', wrong: null });
    expect(compare(recordOf(cell), false)).toEqual({ compared: 'tolerance', wrong: null });
  });

  test('finds a curve that differs, and across classes where', () => {
    const run = recordOf(cell);
    run.history.train.loss[3]! *= 1.01;
    expect(compare(run, true).wrong).toBe('recorded curves are not what training gives');
    expect(compare(run, false).wrong).toMatch(/^left the reference's course at iteration 4: the train loss /);
  });

  test('lets another class round a loss otherwise, within the limit', () => {
    const run = recordOf(cell);
    run.history.train.loss[3]! *= 1 + 1e-5;
    expect(compare(run, true).wrong).not.toBeNull();
    expect(compare(run, false).wrong).toBeNull();
  });

  test('lets another class end as far away as a band is wide, no further', () => {
    const beginning = { ...LIMIT, until: 1 };
    const end = (change: number) =>
      compare(withAccuracy(recordOf(cell), accuracy + change), false, beginning);
    expect(end(0.99 * (high - low)).wrong).toBeNull();
    expect(end(-1.01 * (high - low)).wrong).toMatch(/^recorded are test\.accuracy/);
  });

  test('says that nothing can be compared where rounding decides the whole course', () => {
    expect(compare(withAccuracy(recordOf(cell), 0), false, null)).toEqual({
      compared: 'nothing',
      wrong: null,
    });
  });

  test('names every metric that differs, and one that only one side has', () => {
    const run = recordOf(cell);
    const { test: _, ...rest } = run.final;
    const without = compare({ ...run, final: rest as RunRecord['final'] }, true).wrong;
    expect(without).toMatch(
      /^recorded are test\.accuracy [\d.]+, but training gives undefined; test\.loss [\d.]+, but/,
    );
    const validation = { accuracy: 0.5, loss: 1 };
    expect(compare({ ...run, final: { ...run.final, validation } }, true).wrong).toBe(
      'recorded are validation.accuracy undefined, but training gives 0.5; validation.loss undefined, but training gives 1',
    );
  });
});
