import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gridResult } from '../../pipeline/sweeps/grid-result.ts';
import { runCli, temporaryFolder } from '../cli.ts';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
afterAll(() => remove());

const at = (...parts: string[]) => path.join(folder, ...parts);

/** Runs a command at quick scale with a cache for all tests here. */
const run = (command: string, ...args: string[]) =>
  runCli([command, '--quick', '--data', 'embedded', '--engine', 'wasm', ...args], {
    REPORT_CACHE_DIR: at('cache'),
  });

async function fileOf(name: string, grid: unknown): Promise<string> {
  await writeFile(at(name), typeof grid === 'string' ? grid : JSON.stringify(grid));
  return at(name);
}

const MINE = {
  name: 'mine',
  title: 'Softmax at 2 rates',
  base: 'a-softmax',
  config: { iterations: 50 },
  sweep: { learningRate: [0.001, 0.01], standardDeviation: [0.05, 0.5], seed: [1, 3] },
};

describe('a user’s own grid', () => {
  let first: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    first = await run('experiments', '--grid', await fileOf('mine.json', MINE), '--out', at('out'));
  });

  test('says its size first, then trains, sums up and writes', async () => {
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toMatch(/^grid {6}mine: 2 x 2 x 2 = 8 runs\n/);
    expect(first.stdout).toContain('trained mine/learningRate=0.001,standardDeviation=0.5 seed 3');
    expect(first.stdout).toMatch(
      /\n {2}learningRate=0\.01,standardDeviation=0\.05 {2}\d+\.\d\d % \(-?\d+\.\d\d to \d+\.\d\d\), loss \d/,
    );
    const files = await readdir(at('out'), { recursive: true });
    expect(files.sort()).toEqual([
      'figures',
      'figures/grid-mine.csv',
      'figures/grid-mine.svg',
      'grid.csv',
      'grid.json',
      'grid.schema.json',
    ]);
    const result = gridResult.parse(JSON.parse(await readFile(at('out/grid.json'), 'utf8')));
    expect(result.cells.map(({ runs }) => runs.map(({ seed }) => seed))).toEqual(Array(4).fill([1, 3]));
    expect(await readFile(at('out/figures/grid-mine.svg'), 'utf8')).toMatch(
      /^<svg role="img" aria-label="Heat/,
    );
    expect((await readFile(at('out/grid.csv'), 'utf8')).split('\n')).toHaveLength(1 + 8 + 1);
  });

  test('is fresh the second time, and the same to the byte with other names', async () => {
    const again = await run('experiments', '--grid', at('mine.json'), '--out', at('again'));
    expect(again.stdout).toContain('8 runs: 8 fresh, 0 stale, 0 missing');
    const bytes = (out: string) => readFile(at(out, 'grid.json'));
    expect((await bytes('again')).equals(await bytes('out'))).toBe(true);
    const renamed = await fileOf('renamed.json', { ...MINE, name: 'renamed' });
    const other = await run('experiments', '--grid', renamed, '--out', at('renamed'));
    expect(other.stdout).toContain('8 runs: 8 fresh, 0 stale, 0 missing');
  });

  test('trains only what it gained', async () => {
    const sweep = { ...MINE.sweep, learningRate: [0.001, 0.01, 0.1] };
    const more = await fileOf('more.json', { ...MINE, sweep });
    const { stdout } = await run('experiments', '--grid', more, '--out', at('more'), '--workers', '1');
    expect(stdout).toContain('12 runs: 8 fresh, 0 stale, 4 missing');
  });

  test('shares a run with the experiment of the catalogue that has the same configuration', async () => {
    await run('experiments', '--only', 'c-batch-512-normalized');
    const sweep = { batchSize: [512], normalization: ['before-activation'] };
    const same = await fileOf('same.json', { name: 'same', title: 'Same', base: 'c-batch-4', sweep });
    const { stdout } = await run('experiments', '--grid', same, '--out', at('same'));
    expect(stdout).toContain('1 run: 1 fresh, 0 stale, 0 missing');
  });
});

test('a report takes a grid into its appendix and writes its files beside the others', async () => {
  const grid = await fileOf('appendix.json', { ...MINE, title: 'Softmax, 4 ways' });
  const { code, stderr } = await run('report', '--only', 'a-softmax', '--grid', grid, '--out', at('report'));
  expect(code, stderr).toBe(0);
  expect(await readdir(at('report'))).toEqual(
    expect.arrayContaining(['grid.csv', 'grid.json', 'report.pdf']),
  );
  expect(await readFile(at('report/index.html'), 'utf8')).toContain('Softmax, 4 ways</h4>');
  expect(await readdir(at('report/figures'))).toContain('grid-mine.svg');
});

describe('a grid that cannot be run', () => {
  beforeAll(() => mkdir(at('bad')));

  test.each<[name: string, grid: unknown, args: string[], message: RegExp]>([
    ['axis', { ...MINE, sweep: { foo: [1] } }, [], /^unknown axis: foo; one of width, [^\n]*\n$/],
    ['value', { ...MINE, sweep: { learningRate: [-1] } }, [], /^invalid sweep: learningRate = -1: [^\n]*\n$/],
    ['json', '{', [], /^invalid grid: .* is not JSON; [^\n]*\n$/],
    ['seeds', MINE, ['--seeds', '2'], /^invalid usage: --seeds with a grid that names its seeds; [^\n]*\n$/],
    ['shard', MINE, ['--shard', '1/2'], /^invalid usage: --grid with --shard; [^\n]*\n$/],
  ])(
    'is refused with one line before anything is trained or written: %s',
    async (name, grid, args, message) => {
      const file = await fileOf(`bad/${name}.json`, grid);
      const { code, stdout, stderr } = await run(
        'experiments',
        '--grid',
        file,
        '--out',
        at('bad/out'),
        ...args,
      );
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(message);
      expect(await readdir(at('bad'))).not.toContain('out');
    },
  );

  test('is missed by name where there is no such file', async () => {
    const { code, stderr } = await run('experiments', '--grid', at('nowhere.json'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^missing grid: .*nowhere\.json; [^\n]*\n$/);
  });
});
