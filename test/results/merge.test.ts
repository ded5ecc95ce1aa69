import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { isMixedClass } from '../../pipeline/results/join.ts';
import { groupShards, mergeShards } from '../../pipeline/results/merge.ts';
import {
  type FoundShard,
  formatShard,
  readShards,
  type ShardFile,
} from '../../pipeline/results/shard-file.ts';
import { temporaryFolder } from '../cli.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

const SELECTION = ['a-softmax', 'a-network-a', 'a-l1'];
const whole = plausibleMeasurements();

const merge = (shards: readonly FoundShard[]) => mergeShards(shards, study.experiments);

function part(ids: readonly string[]): Measurements {
  const used = new Set(ids.map((id) => whole.experiments[id]!.dataset));
  return {
    ...whole,
    engine: { ...whole.engine },
    datasets: structuredClone(whole.datasets.filter(({ name }) => used.has(name))),
    experiments: Object.fromEntries(ids.map((id) => [id, structuredClone(whole.experiments[id]!)])),
  };
}

/** A shard of the selection, valid until a test changes it. */
function shard(index: number, ids: readonly string[], change: (file: ShardFile) => unknown = () => {}) {
  const file: ShardFile = {
    schemaVersion: 1,
    shard: { index, count: 2 },
    selection: SELECTION,
    seeds: [1, 2, 3],
    code: 'c0de',
    measurements: part(ids),
    run: {},
  };
  change(file);
  return { place: `shard ${index}`, file };
}

const one = () => shard(1, ['a-softmax', 'a-l1']);
const two = (change?: (file: ShardFile) => unknown) => shard(2, ['a-network-a'], change);

describe('mergeShards', () => {
  test('gives the undivided run, whatever the order of the shards', () => {
    const expected = JSON.stringify(part(SELECTION));
    expect(JSON.stringify(merge([one(), two()]))).toBe(expected);
    expect(JSON.stringify(merge([two(), one()]))).toBe(expected);
  });

  test('allows an empty shard', () => {
    expect(Object.keys(merge([shard(2, []), shard(1, SELECTION)]).experiments)).toEqual(SELECTION);
  });

  test('names every numeric class when machines differ, and marks it as mixed', () => {
    const other = two(({ measurements }) => {
      measurements.engine.numericClass = 'avx512';
    });
    const { numericClass } = merge([one(), other]).engine;
    expect(numericClass).toBe('avx512 | fixture');
    expect([isMixedClass(numericClass), isMixedClass('fixture')]).toEqual([true, false]);
  });

  test.each<[string, (file: ShardFile) => unknown]>([
    ['code', (file) => Object.assign(file, { code: 'another' })],
    ['the number of shards', ({ shard }) => Object.assign(shard, { count: 3 })],
  ])('refuses shards that differ in %s', (thing, change) => {
    const mergeBoth = () => merge([one(), two(change)]);
    expect(mergeBoth).toThrow(
      `invalid shards: shard 1 and shard 2 differ in ${thing}; merge the shards of one run only`,
    );
  });

  test('refuses shards of different engines, as runs', () => {
    const other = two(({ measurements: { engine } }) => Object.assign(engine, { version: '9' }));
    expect(() => merge([one(), other])).toThrow(/^invalid runs: shard 1 and shard 2 differ in engine; /);
  });

  test('names the shards that are missing', () => {
    const ofThree = two(({ shard }) => Object.assign(shard, { count: 3 }));
    expect(() => merge([ofThree])).toThrow(/^missing shards: 1\/3, 3\/3; /);
  });

  test('refuses a shard that is given twice', () => {
    expect(() => merge([one(), two(), two()])).toThrow(/^overlapping shards: shard 2 and shard 2; /);
  });

  test('refuses an experiment that two shards ran, or that none did', () => {
    const both = shard(2, ['a-network-a', 'a-l1']);
    expect(() => merge([one(), both])).toThrow(
      'invalid shard: shard 2: a-l1 is not its to run; train it again',
    );
    expect(() => merge([shard(1, ['a-l1']), shard(2, [])])).toThrow(
      /^missing experiments: a-softmax, a-network-a in no shard; /,
    );
  });
});

describe('groupShards', () => {
  test('keeps the shards of other experiments or other seeds apart', () => {
    const seeds = two((file) => Object.assign(file, { seeds: [4, 5] }));
    const experiments = two((file) => Object.assign(file, { selection: ['a-network-a'] }));
    expect(groupShards([one(), seeds, two(), experiments])).toEqual([[one(), two()], [seeds], [experiments]]);
  });
});

describe('readShards', () => {
  let folder: string;
  let remove: () => Promise<void>;
  beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
  afterAll(() => remove());

  test('finds all shards of a folder, and gives back what was written', async () => {
    await writeFile(path.join(folder, 'shard-1-of-2.json'), formatShard(one().file));
    await writeFile(path.join(folder, 'shard-2-of-2.json'), formatShard(two().file));
    await writeFile(path.join(folder, 'notes.json'), '{}');
    const found = await readShards(folder);
    expect(found.map(({ file }) => file)).toEqual([one().file, two().file]);
  });

  test('finds none where there is no folder, and names a damaged shard on one line', async () => {
    expect(await readShards(path.join(folder, 'nowhere'))).toEqual([]);
    const flipped = formatShard(two().file).replace(/"loss":0\.\d/, '"loss":0.9');
    await writeFile(path.join(folder, 'shard-2-of-2.json'), flipped);
    await expect(readShards(folder)).rejects.toThrow(
      /^invalid shard: .*shard-2-of-2\.json: it does not match its digest; [^\n]*$/,
    );
    await writeFile(path.join(folder, 'shard-2-of-2.json'), '{"schemaVersion":1,');
    await expect(readShards(folder)).rejects.toThrow(
      /^invalid shard: .*shard-2-of-2\.json: not the JSON of a shard; [^\n]*$/,
    );
  });
});
