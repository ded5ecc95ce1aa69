import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Results } from '../../pipeline/model/results.ts';
import { formatResults, readResults, sealResults } from '../../pipeline/results/file.ts';
import { runCli, temporaryFolder } from '../cli.ts';

let folder: string;
let remove: () => Promise<void>;

const at = (...names: string[]) => path.join(folder, ...names);
/** With a cache of its own, as on a machine of its own: a report takes what it finds there. */
const build = (name: string, ...args: string[]) =>
  runCli([...args, '--out', at(name)], { REPORT_CACHE_DIR: at(`${name}-cache`) });
const HOW = ['--quick', '--data', 'embedded', '--engine', 'onnxruntime'];
const only = (...ids: string[]) => [...HOW, ...ids.flatMap((id) => ['--only', id])];
const SHARD = ['--shard', '1/1'];

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  await build('whole', 'report', ...only('a-softmax', 'a-l1'), '--seeds', '2');
  await build('first-seed', 'report', ...only('a-softmax'));
  await build('second-seed', 'experiments', ...only('a-softmax'), '--seeds', '2-2', ...SHARD);
  await build('other', 'experiments', ...only('a-l1'), '--seeds', '2', ...SHARD);
});
afterAll(() => remove());

const merge = (...names: string[]) =>
  build('merged', 'report', ...names.flatMap((name) => ['--merge', at(name)]));

/** The results of the first seed, changed, in a folder of their own. */
async function change(name: string, edit: (results: Results) => Results): Promise<void> {
  await mkdir(at(name));
  const results = edit(await readResults(at('first-seed', 'results.json')));
  await writeFile(at(name, 'results.json'), formatResults(results));
}

describe('report --merge', () => {
  test('brings results, further seeds and other experiments together to the bytes of one run', async () => {
    const { code, stdout, stderr } = await merge('other', 'first-seed', 'second-seed');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('merged    2 shards and 1 run, 2 experiments');
    const [a, b] = await Promise.all(['whole', 'merged'].map((name) => readFile(at(name, 'results.json'))));
    expect(a!.equals(b!)).toBe(true);
    const log = JSON.parse(await readFile(at('merged', 'run.json'), 'utf8'));
    expect([log.shards.length, log.runs.length, typeof log.runs[0].startedAt]).toEqual([2, 1, 'string']);
  });

  test('refuses a run that is given twice, with one line', async () => {
    expect(await merge('first-seed', 'first-seed')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^overlapping runs: \S+ and \S+ both trained a-softmax seed 1; [^\n]*\n$/,
      ),
    });
  });

  test('refuses results that were edited', async () => {
    await change('edited', (results) => {
      results.experiments['a-softmax']!.replicates[0]!.final.train.loss = 0.1;
      return results;
    });
    expect(await merge('edited', 'other')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^invalid results: \S+: a-softmax does not match its digest; [^\n]*\n$/),
    });
  });

  test('refuses what other code trained', async () => {
    await change('stale', (results) => {
      results.experiments['a-softmax']!.source = '0'.repeat(64);
      return sealResults(results);
    });
    expect(await merge('stale', 'other')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^stale results: a-softmax was trained by other code; [^\n]*\n$/),
    });
  });

  test('names a folder without a run', async () => {
    expect(await merge('nowhere')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^missing run: \S+nowhere holds neither shards nor a results.json; [^\n]*\n$/,
      ),
    });
  });
});
