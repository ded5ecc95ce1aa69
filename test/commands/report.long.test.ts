import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readResults } from '../../pipeline/results/file.ts';
import { runCli, temporaryFolder } from '../cli.ts';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
afterAll(() => remove());

/** A quick build of two experiments on embedded data, with a cache and an output folder of its own. */
function quick(name: string, ...more: string[]) {
  const selection = ['--quick', '--data', 'embedded', '--only', 'a-softmax', '--only', 'a-l1'];
  const args = ['report', ...selection, '--out', path.join(folder, name), ...more];
  return runCli(args, { REPORT_CACHE_DIR: path.join(folder, `${name}-cache`) });
}

const output = (name: string, file: string) => readFile(path.join(folder, name, file));

describe('a finished build', () => {
  beforeAll(async () => {
    const { code, stderr } = await quick('done', '--engine', 'wasm');
    expect(code, stderr).toBe(0);
  });

  test('leaves results, HTML, PDF and figures', async () => {
    const files = await readdir(path.join(folder, 'done'));
    expect(files.sort()).toEqual(
      [
        'figures',
        'index.html',
        'report.pdf',
        'results.json',
        'results.schema.json',
        'ro-crate-metadata.json',
        'run.json',
      ].sort(),
    );
    const results = await readResults(path.join(folder, 'done/results.json'));
    expect(Object.keys(results.experiments)).toEqual(['a-softmax', 'a-l1']);
    expect(results.datasets[0]!.kind).toBe('embedded');
  });

  test.runIf(process.platform === 'linux')('says how much memory each of its stages took', async () => {
    const { stagesPeakMiB } = JSON.parse((await output('done', 'run.json')).toString());
    expect(Object.keys(stagesPeakMiB)).toEqual(['data', 'identify', 'plan', 'train', 'render', 'export']);
    for (const { build, total } of Object.values<Record<string, number>>(stagesPeakMiB)) {
      expect(build).toBeGreaterThan(20);
      expect(total).toBeGreaterThanOrEqual(build!);
    }
    expect(stagesPeakMiB.train.largestWorker).toBeGreaterThan(50);
    expect(stagesPeakMiB.export.browser).toBeGreaterThan(50);
  });

  test('is left as it is by the next build', async () => {
    const { code, stdout } = await quick('done', '--engine', 'wasm');
    expect(code).toBe(0);
    expect(stdout).toContain('2 runs: 2 fresh, 0 stale, 0 missing');
    expect(stdout).toMatch(/index\.html fresh/);
    expect(stdout).toMatch(/report\.pdf fresh/);
  });

  test('keeps the training times of what it does not train again', async () => {
    const { secondsPerRun } = JSON.parse((await output('done', 'run.json')).toString());
    expect(Object.keys(secondsPerRun).sort()).toEqual(['a-l1', 'a-softmax']);
  });

  test('says at last where the report is, what is undecided and why', async () => {
    const { stdout } = await quick('done', '--engine', 'wasm');
    expect(stdout).toMatch(
      /\nreport {4}\S+index\.html fresh\n {10}\S+report\.pdf fresh\nfinished {2}in \d+ s\n/,
    );
    expect(stdout).toMatch(/\nundecided \d+ claims that need full scale, real data, 3 (to 5 )?seeds\n/);
    expect(stdout).toMatch(/ {10}\d+ claims on experiments that are not in this report\n/);
  });

  test('keeps what is fresh when only one experiment is asked for, and trains no other', async () => {
    const args = ['report', '--quick', '--data', 'embedded', '--engine', 'wasm', '--only', 'a-l1'];
    const env = { REPORT_CACHE_DIR: path.join(folder, 'done-cache') };
    const { stdout } = await runCli([...args, '--out', path.join(folder, 'done')], env);
    expect(stdout).toContain('2 runs: 2 fresh, 0 stale, 0 missing');
    expect(stdout).toMatch(/index\.html fresh/);
    const { experiments } = await readResults(path.join(folder, 'done'));
    expect(Object.keys(experiments)).toEqual(['a-softmax', 'a-l1']);
  });

  test('leaves no figure of experiments that are not in it any more, and no file of others', async () => {
    const list = async () => (await readdir(path.join(folder, 'done/figures'))).sort();
    const before = await list();
    await writeFile(path.join(folder, 'done/figures/mine.svg'), 'mine');
    const args = ['report', '--quick', '--data', 'embedded', '--engine', 'wasm', '--only', 'a-l1'];
    const env = { REPORT_CACHE_DIR: path.join(folder, 'other-cache') };
    const { stdout } = await runCli([...args, '--out', path.join(folder, 'done')], env);
    const after = await list();
    const gone = before.filter((name) => !after.includes(name));
    expect(gone.length).toBeGreaterThan(0);
    expect(stdout).toMatch(new RegExp(`removed {3}${gone.length} files in \\S+figures of other results`));
    expect(after).toContain('mine.svg');
  });

  test('survives bad input as it was', async () => {
    const before = await output('done', 'results.json');
    const unknown = await quick('done', '--only', 'a-sofmax');
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toMatch(/^unknown experiment: a-sofmax; did you mean a-softmax\?\n$/);
    expect((await output('done', 'results.json')).equals(before)).toBe(true);
  });
});

test('a damaged data file is one line and exit code 2', async () => {
  const data = path.join(folder, 'truncated/fashion-mnist');
  await mkdir(data, { recursive: true });
  for (const file of ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1']) {
    await writeFile(path.join(data, `${file}-ubyte.gz`), 'not an IDX file');
  }
  const { code, stderr } = await runCli(
    ['report', '--quick', '--only', 'a-softmax', '--out', path.join(folder, 'x')],
    {
      REPORT_DATA_DIR: path.join(folder, 'truncated'),
      REPORT_CACHE_DIR: path.join(folder, 'x-cache'),
    },
  );
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/^invalid data file: [^\n]*\n$/),
  });
  expect(await readdir(path.join(folder, 'x'))).toEqual([]);
});

test('an output folder that cannot be written is one line and exit code 2', async () => {
  await writeFile(path.join(folder, 'occupied'), '');
  const { code, stderr } = await runCli(['report', '--quick', '--out', path.join(folder, 'occupied/out')]);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/^invalid output folder: [^\n]*\n$/),
  });
});
