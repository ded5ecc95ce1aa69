import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli, temporaryFolder } from '../cli.ts';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
afterAll(() => remove());

const SELECTION = ['--only', 'a-softmax', '--only', 'a-softmax-500', '--only', 'a-l1*'];
const HOW = ['--quick', '--data', 'embedded', '--engine', 'onnxruntime', '--seeds', '2', '--no-cache'];

/** Cold, with a cache of its own, as on a machine of its own. */
async function run(cache: string, args: readonly string[]) {
  const outcome = await runCli(args, { REPORT_CACHE_DIR: path.join(folder, cache) });
  expect(outcome.code, outcome.stderr).toBe(0);
  return outcome;
}

test('three shards, merged, give the same bytes as one run', async () => {
  const shards = path.join(folder, 'shards');
  for (const index of [1, 2, 3]) {
    const shard = ['--shard', `${index}/3`, '--out', shards];
    await run(`cache-${index}`, ['experiments', ...SELECTION, ...HOW, ...shard]);
  }
  const merged = await run('cache-merge', [
    'report',
    '--merge',
    shards,
    '--out',
    path.join(folder, 'merged'),
  ]);
  expect(merged.stdout).toContain('merged    3 shards, 4 experiments');
  await run('cache-one', ['report', ...SELECTION, ...HOW, '--out', path.join(folder, 'one')]);
  for (const file of ['results.json', 'index.html', 'report.pdf']) {
    const [a, b] = await Promise.all(
      ['merged', 'one'].map((name) => readFile(path.join(folder, name, file))),
    );
    expect(a!.equals(b!), file).toBe(true);
  }
});
