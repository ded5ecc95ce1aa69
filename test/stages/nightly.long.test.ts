import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatShard } from '../../pipeline/results/shard-file.ts';
import { runCli, temporaryFolder } from '../cli.ts';

/** The nightly's whole path at quick scale, by the commands that .github/workflows/nightly.yml runs. */

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
afterAll(() => remove());

const SELECTION = [
  '--only',
  'a-softmax',
  '--only',
  'a-softmax-500',
  '--only',
  'a-l1',
  '--only',
  'a-l1-as-printed',
];
const HOW = ['--quick', '--data', 'embedded', '--engine', 'onnxruntime', '--seeds', '2', '--no-cache'];

const at = (...names: string[]) => path.join(folder, ...names);

/** With a cache of its own, as on a machine of its own. */
async function run(cache: string, args: readonly string[]) {
  const outcome = await runCli(args, { REPORT_CACHE_DIR: at(cache) });
  expect(outcome.code, outcome.stderr).toBe(0);
  return outcome;
}

const drift = (results: string, date: string) =>
  runCli([
    ...['drift', at(results), '--reference', at('reference/results.json')],
    ...['--history', at('history.jsonl'), '--date', date, '--out', at('night')],
  ]);

describe('the nightly', () => {
  beforeAll(async () => {
    await run('cache-0', ['report', ...SELECTION, ...HOW, '--out', at('reference')]);
    for (const index of [1, 2, 3]) {
      const shard = ['--shard', `${index}/3`, '--out', at('shards')];
      await run(`cache-${index}`, ['experiments', ...SELECTION, ...HOW, ...shard]);
    }
    const { stdout } = await run('cache-4', ['report', '--merge', at('shards'), '--out', at('merged')]);
    expect(stdout).toContain('merged    3 shards, 4 experiments');
  });

  test('merges three shards to the same bytes as one run', async () => {
    for (const file of ['results.json', 'index.html', 'report.pdf']) {
      const [a, b] = await Promise.all(['merged', 'reference'].map((name) => readFile(at(name, file))));
      expect(a!.equals(b!), file).toBe(true);
    }
  });

  test('ends green when nothing moved, and remembers the night', async () => {
    const { code, stdout, stderr } = await drift('merged', '2026-11-21');
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain('nothing drifted');
    expect((await readFile(at('history.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(1);
    expect(await readFile(at('night/history/a-softmax-test-loss.svg'), 'utf8')).toMatch(/^<svg /);
  });

  test('judges a seed that the reference does not have by those that it has', async () => {
    const seed = ['--seeds', '7-7', '--only', 'a-softmax', '--shard', '1/1', '--out', at('shards')];
    await run('cache-1', ['experiments', ...HOW.filter((word) => !['--seeds', '2'].includes(word)), ...seed]);
    const { stdout } = await run('cache-4', [
      'report',
      '--merge',
      at('shards'),
      '--out',
      at('with-new-seed'),
    ]);
    expect(stdout).toContain('merged    4 shards, 4 experiments');
    const night = await drift('with-new-seed', '2026-11-21');
    expect(night.code, night.stdout).toBe(0);
    const [{ newRuns }] = (await readFile(at('history.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(newRuns).toEqual([{ experiment: 'a-softmax', seed: 7, values: expect.any(Object) }]);
    await rm(at('shards/shard-1-of-1.json'));
  });

  test('ends red with one result falsified, and names the experiment', async () => {
    // Falsified where a nightly could be: in what one machine sends to the merge.
    await mkdir(at('false-shards'));
    for (const index of [1, 2, 3]) {
      const name = `shard-${index}-of-3.json`;
      await copyFile(at('shards', name), at('false-shards', name));
      await falsify(at('false-shards', name), 'a-l1-as-printed');
    }
    const history = ['--history', at('history.jsonl'), '--date', '2026-11-22'];
    await run('cache-5', ['report', '--merge', at('false-shards'), ...history, '--out', at('false')]);
    expect(JSON.parse(await readFile(at('false/run.json'), 'utf8')).lastGreenNight).toEqual({
      date: '2026-11-21',
      says: 'the last green night was 2026-11-21, 1 day before',
    });
    const { code, stdout } = await drift('false', '2026-11-22');
    expect(code, stdout).toBe(1);
    expect(stdout.match(/^drifted .*/gm)).toEqual([
      expect.stringMatching(
        /^drifted {3}a-l1-as-printed: seed 1: left the reference's course at iteration 20: /,
      ),
    ]);
    expect(stdout).toContain('2026-11-22: red; the last green night was 2026-11-21, 1 day before');
  });

  test('says what is missing when a machine sent nothing', async () => {
    await mkdir(at('two-shards'));
    for (const index of [1, 3]) {
      const name = `shard-${index}-of-3.json`;
      await copyFile(at('shards', name), at('two-shards', name));
    }
    const { code, stderr } = await runCli(['report', '--merge', at('two-shards'), '--out', at('none')]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^missing shards: 2\/3; .*\n$/),
    });
  });
});

/** Moves one run's last test loss a little, where the shard has the experiment, and seals the shard anew. */
async function falsify(file: string, id: string) {
  const { digest, ...shard } = JSON.parse(await readFile(file, 'utf8'));
  const record = shard.measurements.experiments[id];
  if (!record) return;
  const { final, history } = record.replicates[0];
  final.test.loss += 1e-4;
  history.test.loss.splice(-1, 1, final.test.loss);
  Object.assign(record, { final, history });
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  await writeFile(file, formatShard(shard));
}
