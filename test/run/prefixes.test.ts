import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../../pipeline/model/experiment.ts';
import type { Results } from '../../pipeline/model/results.ts';
import type { RunRecord } from '../../pipeline/model/run-record.ts';
import { identifyRuns, type PlannedRun } from '../../pipeline/run/plan.ts';
import { findPrefixes } from '../../pipeline/run/prefixes.ts';
import { ROOT, runCli, temporaryFolder } from '../cli.ts';
import { ENGINE, find, runOf } from './stand-ins.ts';

const run = {} as RunRecord; // nobody looks into it

/** A plan in which the experiments named in `fresh` need no training; seed 1 unless the name says `<id>/<seed>`. */
async function plan(names: readonly string[], fresh: readonly string[] = []): Promise<PlannedRun[]> {
  const cells = names.map((name) => {
    const [id, seed = '1'] = name.split('/');
    return runOf(find(id!), Number(seed));
  });
  const store = { readArtefact: async () => null, writeArtefact: async () => {} } as never;
  const identified = await identifyRuns(cells, { root: ROOT, engine: ENGINE, store });
  return identified.map((cell, index) =>
    fresh.includes(names[index]!) ? { ...cell, state: 'fresh', run } : { ...cell, state: 'missing' },
  );
}

const name = ({ experiment: { id }, seed }: { experiment: Experiment; seed: number }) =>
  seed === 1 ? id : `${id}/${seed}`;

/** Which runs are trained, and which are cut out of which. */
async function courses(names: readonly string[], fresh: readonly string[] = []) {
  const { toTrain, beginnings } = findPrefixes(await plan(names, fresh));
  const cut = [...beginnings].map(([whole, shorter]) => [name(whole), shorter.map(name)]);
  return { trained: toTrain.map(name), cut: Object.fromEntries(cut) };
}

describe('findPrefixes', () => {
  test('trains the longest of the runs that only differ in length', async () => {
    expect(await courses(['a-softmax', 'a-softmax-2000', 'a-softmax-500', 'a-network-b'])).toEqual({
      trained: ['a-softmax-2000', 'a-network-b'],
      cut: { 'a-softmax-2000': ['a-softmax', 'a-softmax-500'] },
    });
  });

  test('trains one of two equal runs, and that which is fresh not at all', async () => {
    const pair = ['a-network-a', 'a-width-300'];
    expect(await courses(pair)).toEqual({
      trained: ['a-network-a'],
      cut: { 'a-network-a': ['a-width-300'] },
    });
    expect(await courses(pair, ['a-width-300'])).toEqual({
      trained: [],
      cut: { 'a-width-300': ['a-network-a'] },
    });
  });

  test('keeps seeds, models and penalties apart', async () => {
    const apart = [
      'a-softmax',
      'a-softmax-500/2',
      'a-width-100',
      'a-width-200',
      'a-l1',
      'a-l2-1.0',
      'b-model4',
    ];
    expect(await courses(apart)).toEqual({ trained: apart, cut: {} });
  });

  test('cuts out of a fresh run, never out of a shorter one, and leaves what is fresh alone', async () => {
    const all = ['a-softmax', 'a-softmax-500', 'a-softmax-1000'];
    expect(await courses(all, ['a-softmax-1000'])).toEqual({
      trained: [],
      cut: { 'a-softmax-1000': ['a-softmax', 'a-softmax-500'] },
    });
    expect(await courses(all, ['a-softmax-500'])).toEqual({
      trained: ['a-softmax-1000'],
      cut: { 'a-softmax-1000': ['a-softmax'] },
    });
    expect(await courses(all, all)).toEqual({ trained: [], cut: {} });
  });
});

describe('a build', () => {
  let folder: string;
  let remove: () => Promise<void>;
  beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
  afterAll(() => remove());

  const build = async (cache: string, ids: readonly string[], ...more: readonly string[]) => {
    const only = ids.flatMap((id) => ['--only', id]);
    const shard = ['--shard', '1/1', '--out', path.join(folder, cache)];
    const args = ['experiments', '--quick', '--data', 'embedded', ...only, ...shard, ...more];
    const outcome = await runCli(args, { REPORT_CACHE_DIR: path.join(folder, `${cache}-cache`) });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const file = await readFile(path.join(folder, cache, 'shard-1-of-1.json'), 'utf8');
    const { measurements } = JSON.parse(file) as { measurements: Pick<Results, 'experiments'> };
    return { said: outcome.stdout, experiments: measurements.experiments };
  };

  test('gives a run that is cut out the bytes of one that was trained', async () => {
    const ids = ['a-softmax', 'a-softmax-500', 'a-network-a', 'a-width-300'];
    const together = await build('together', ids, '--seeds', '2');
    expect(together.said).toMatch(/^ {10}4 of them not trained: /m);
    expect(together.said.match(/trained \S+ seed \d in/g)).toHaveLength(4);
    for (const id of ['a-softmax', 'a-width-300']) {
      const alone = await build(`alone-${id}`, [id], '--seeds', '2');
      expect(alone.said).toContain(`trained ${id} seed 2 in`);
      expect(together.experiments[id]).toEqual(alone.experiments[id]);
    }
    const again = await build('together', ids, '--seeds', '2');
    expect(again.said).toContain('8 runs: 8 fresh, 0 stale, 0 missing');
    expect(again.said).not.toContain('not trained');
  });

  test('cuts a run out of a longer one in the cache', async () => {
    await build('later', ['a-softmax-500']);
    const { said } = await build('later', ['a-softmax', 'a-softmax-500']);
    expect(said).toContain('2 runs: 1 fresh, 0 stale, 1 missing');
    expect(said).not.toMatch(/trained a-softmax/);
  });
});
