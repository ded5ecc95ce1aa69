import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatResults } from '../../pipeline/results/file.ts';
import { runCli, temporaryFolder } from '../cli.ts';
import { plausibleResults } from '../report/fixture.ts';

/** The tiny study, trained with one seed of one experiment. */

let folder: string;
let remove: () => Promise<void>;
const run = (...words: string[]) =>
  runCli([...words, '--study', 'test/study', '--engine', 'wasm'], {
    REPORT_CACHE_DIR: path.join(folder, 'cache'),
  });
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  const { code, stderr } = await run('experiments', '--only', 'linear');
  expect(code, stderr).toBe(0);
});
afterAll(() => remove());

describe('npm run status', () => {
  test('says what is fresh and what is missing, and trains nothing', async () => {
    const { code, stdout } = await run('status', '--seeds', '2', '--workers', '1');
    expect(code).toBe(0);
    expect(stdout).toContain('[fresh] linear seed 1\n[missing] linear seed 2\n[missing] hidden seeds 1, 2\n');
    expect(stdout).toContain('plan      4 runs: 1 fresh, 0 stale, 3 missing\n');
    expect(stdout).toMatch(/to train {2}3 runs\n {10}about \d+ s with 1 worker\n$/);
    expect((await run('status', '--seeds', '2')).stdout).toContain('1 fresh, 0 stale, 3 missing');
  });

  test('says why a run is stale', async () => {
    const { stdout } = await run('status', '--quick', '--only', 'linear');
    expect(stdout).toMatch(/\[stale\] linear seed 1: config\./);
  });

  test('says so when there is nothing to train', async () => {
    const { stdout } = await run('status', '--only', 'linear');
    expect(stdout).toMatch(/1 run: 1 fresh, 0 stale, 0 missing\nto train {2}nothing\n$/);
  });
});

describe('npm run list', () => {
  test('names experiments, claims and figures with their state, before there is a report', async () => {
    const { code, stdout } = await run('list', '--out', folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/experiments\n {2}fresh {4}linear .*\n {2}missing {2}hidden /);
    expect(stdout).toMatch(
      /claims \(no results in the output folder yet\)\n {2}not run {2}needs-hidden-layer /,
    );
    expect(stdout).toMatch(
      /figures \(no results .*\n {2}not drawn {2}images .*\n {2}not drawn {2}learning .*; needs hidden\n/,
    );
  });

  test('takes no results that no training gives', async () => {
    const wrong = path.join(folder, 'wrong');
    await mkdir(wrong);
    await writeFile(path.join(wrong, 'results.json'), formatResults(plausibleResults({ seeds: 3 })));
    const { code, stderr } = await runCli(['list', '--engine', 'wasm', '--data', 'embedded', '--out', wrong]);
    expect(stderr).toMatch(/^invalid results: [^\n]*: seed 1: a train accuracy of [^\n]*\n$/);
    expect(code).toBe(2);
  });
});
