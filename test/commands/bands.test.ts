import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import type { Results } from '../../pipeline/model/results.ts';
import { formatResults } from '../../pipeline/results/file.ts';
import { copyProject, runCli, temporaryFolder } from '../cli.ts';
import { inSoundForm } from '../fixtures/sound.ts';
import { plausibleResults } from '../report/fixture.ts';

let root: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder: root, remove } = await temporaryFolder());
  await copyProject(root);
  await writeFile(path.join(root, 'results.json'), formatResults(sound(3)));
});
afterAll(() => remove());

function sound(seeds: number): Results {
  const results = plausibleResults({ seeds });
  return { ...results, ...inSoundForm(results, study) };
}

const bandTable = async () =>
  JSON.parse(await readFile(path.join(root, 'experiments/bands/fashion-mnist.json'), 'utf8'));
const bands = (...args: string[]) => runCli(['bands', '--out', root, ...args], {}, root);

describe('npm run bands', () => {
  test('derives bands for the experiments that are named, and leaves all others', async () => {
    const before = await bandTable();
    const { code, stderr } = await bands('--date', '2026-01-02', '--only', 'a-softmax', '--only', 'a-l1');
    expect(code, stderr).toBe(0);
    const after = await bandTable();
    const changed = Object.keys(after).filter(
      (id) => JSON.stringify(after[id]) !== JSON.stringify(before[id]),
    );
    expect(changed.sort()).toEqual(['a-l1', 'a-softmax']);
    expect(after['a-l1']['test.loss']).toMatchObject({ seeds: [1, 2, 3], date: '2026-01-02' });
  });

  test('says which experiments have too few seeds, and ends with 2 where all have', async () => {
    const one = path.join(root, 'one');
    await mkdir(one);
    await writeFile(path.join(one, 'results.json'), formatResults(sound(2)));
    const args = ['bands', '--date', '2026-01-02', '--only', 'a-softmax', '--out', one];
    expect(await runCli(args, {}, root)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'too few seeds for bands: a-softmax has fewer than 3; train with npm run report -- --seeds 5\n',
    });
  });

  test('derives nothing from what no training gives', async () => {
    const wrong = path.join(root, 'wrong');
    await mkdir(wrong);
    await writeFile(path.join(wrong, 'results.json'), formatResults(plausibleResults({ seeds: 3 })));
    const { code, stderr } = await runCli(['bands', '--date', '2026-01-02', '--out', wrong], {}, root);
    expect(stderr).toMatch(/^invalid results: [^\n]*: seed 1: a train accuracy of [^\n]*\n$/);
    expect(code).toBe(2);
  });

  test('asks for the day', async () => {
    expect(await bands()).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^missing option: --date; [^\n]*\n$/),
    });
  });
});
