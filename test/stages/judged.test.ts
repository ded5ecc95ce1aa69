import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import type { RunRecord } from '../../pipeline/model/run-record.ts';
import { createContext } from '../../pipeline/stages/context.ts';
import { judgeRuns } from '../../pipeline/stages/judged.ts';
import { assign } from '../../pipeline/stages/measure.ts';
import { DEFAULTS, type Options } from '../../pipeline/stages/options.ts';
import { temporaryFolder } from '../cli.ts';

const SEEDS = 334;
const EXPERIMENTS = ['a-softmax', 'a-network-a', 'a-network-b'];

let folder: string;
let remove: () => Promise<void>;
let lines: string[];

/** A build of so many seeds of three experiments, whose store counts the runs that are read one by one. */
function build(seeds: number) {
  const options: Options = {
    ...DEFAULTS,
    only: EXPERIMENTS,
    data: 'embedded',
    engine: 'wasm',
    seeds: Array.from({ length: seeds }, (_, index) => index + 1),
    cacheDir: folder,
  };
  const context = createContext(study, options, process);
  let runsRead = 0;
  const readRun: typeof context.store.readRun = (identity) => {
    runsRead += 1;
    return context.store.readRun(identity);
  };
  const log = (line: string) => void lines.push(line);
  return { ...context, log, store: { ...context.store, readRun }, runsRead: () => runsRead };
}

/** Numbers that tell one run from another. */
function madeUpRun(index: number): RunRecord {
  const metrics = { accuracy: index / 10_000, loss: index };
  const curve = { accuracy: [metrics.accuracy], loss: [metrics.loss] };
  return { final: { train: metrics, test: metrics }, history: { train: curve, test: curve } };
}

beforeAll(async () => {
  lines = [];
  ({ folder, remove } = await temporaryFolder());
  const context = build(SEEDS);
  const { runs: cells } = await assign(context);
  for (const [index, { experiment, identity, files }] of cells.entries()) {
    await context.store.writeRun(experiment.id, { identity, files }, madeUpRun(index));
  }
});
beforeEach(() => {
  lines = [];
});
afterAll(() => remove());

test('a thousand runs are read one by one once, then as a whole', async () => {
  const [first, second] = [build(SEEDS), build(SEEDS)];
  const before = await judgeRuns(first, {});
  const after = await judgeRuns(second, {});
  expect([first.runsRead(), second.runsRead()]).toEqual([1002, 0]);
  expect(after.json.equals(before.json)).toBe(true);
  expect(after.parse()).toEqual(before.parse());
  expect(lines.filter((line) => line.startsWith('plan'))).toEqual(
    Array(2).fill('plan      1002 runs: 1002 fresh, 0 stale, 0 missing'),
  );
  const { experiments } = after.parse();
  expect(experiments['a-network-b']!.replicates.at(-1)!.final.train.loss).toBe(1001);
});

test('other seeds, and other bands, are judged by themselves', async () => {
  const two = await judgeRuns(build(2), {});
  expect(two.parse().experiments['a-softmax']!.seeds).toEqual([1, 2]);
  const scatter = { deviation: 0.1, degreesOfFreedom: 4, statistic: 'final' };
  const from = { derived: 'by hand', seeds: [1], date: '2026-01-01' };
  const band = { value: 0, low: 0, high: 1, ...scatter, ...from };
  const bands = { 'fashion-embedded': JSON.stringify({ 'a-softmax': { 'test.loss': band } }) };
  expect((await judgeRuns(build(2), bands)).bands).toMatchObject([{ high: 1, holds: 'inside' }]);
  expect((await judgeRuns(build(2), {})).bands).toEqual([]);
});

test('a damaged whole is put together again from the runs', async () => {
  const before = await judgeRuns(build(3), {});
  const entries = await readdir(path.join(folder, 'store/content-v2'), {
    recursive: true,
    withFileTypes: true,
  });
  for (const { parentPath, name } of entries.filter((entry) => entry.isFile())) {
    const file = path.join(parentPath, name);
    if ((await readFile(file)).includes(before.json)) await writeFile(file, 'damaged');
  }
  const context = build(3);
  expect((await judgeRuns(context, {})).json.equals(before.json)).toBe(true);
  expect(context.runsRead()).toBe(9);
  expect(await context.runLog.format()).toContain('damaged cache entry: artefact:results:');
});
