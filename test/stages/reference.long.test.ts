import { cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeIdx } from '../../pipeline/data/idx.ts';
import { idxName } from '../../pipeline/data/records.ts';
import { SPLIT_FILES } from '../../pipeline/model/data-set.ts';
import type { Results } from '../../pipeline/model/results.ts';
import { visibleText } from '../../pipeline/numbers/visible-text.ts';
import { formatResults, readResults, sealResults } from '../../pipeline/results/file.ts';
import { copyProject, ROOT, runCli, temporaryFolder } from '../cli.ts';
import { stripes } from '../study/data.ts';

/** The tiny study, with its stripes as published data and with a committed reference. */
const INDEX = `import study from './without-reference.ts';

const { stripes } = study.dataSources;
const files = Object.fromEntries(
  Object.entries(stripes.embedded.digests).map(([file, sha256]) => [file, { bytes: 1, sha256 }]),
);
export default {
  ...study,
  dataSources: { stripes: { ...stripes, published: { format: 'idx', mirrors: [], installed: [], files } } },
  reference: { results: new URL('reference/results.json', import.meta.url).href, limit: () => null },
};
`;

let folder: string;
let remove: () => Promise<void>;
const at = (...names: string[]) => path.join(folder, ...names);
const REFERENCE = 'test/study/reference';

/** Runs a command on the study, with a cache of that name. */
const run = (cache: string, command: string, ...args: string[]) =>
  runCli(
    [command, '--study', 'test/study', '--engine', 'onnxruntime', ...args],
    { REPORT_CACHE_DIR: at('caches', cache), REPORT_DATA_DIR: at('data') },
    at('project'),
  );
const REAL = ['--data', 'real', '--seeds', '2'];

async function writeData(): Promise<void> {
  await mkdir(at('data', 'stripes'), { recursive: true });
  for (const file of SPLIT_FILES) {
    const split = file.startsWith('train') ? 'train' : 'test';
    const { images, labels } = stripes.embedded!.draw(split, stripes.sizes[split]);
    const array = file.endsWith('images')
      ? { dimensions: [labels.length, stripes.rows, stripes.columns], values: images }
      : { dimensions: [labels.length], values: labels };
    await writeFile(at('data', 'stripes', idxName(file)), writeIdx(array));
  }
}

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  await copyProject(at('project'));
  const study = at('project', 'test/study');
  await cp(path.join(ROOT, 'test/study'), study, { recursive: true });
  await rename(path.join(study, 'index.ts'), path.join(study, 'without-reference.ts'));
  await writeFile(path.join(study, 'index.ts'), INDEX);
  await writeData();
  // As a reference is made: trained, and then rendered from what is committed.
  await run('first', 'report', ...REAL, '--out', REFERENCE);
  await run('first', 'report', '--from', REFERENCE, '--out', REFERENCE);
});
afterAll(() => remove());

const bytes = (...names: string[]) => readFile(at('project', ...names));
const referenceFile = () => at('project', REFERENCE, 'results.json');

/** Commits another reference, sealed again, for as long as `work` takes. */
async function withReference(edit: (results: Results) => void, work: () => Promise<void>): Promise<void> {
  const committed = await readFile(referenceFile());
  const results = await readResults(referenceFile());
  edit(results);
  await writeFile(referenceFile(), formatResults(sealResults(results)));
  await work();
  await writeFile(referenceFile(), committed);
}

describe('report --from', () => {
  test('renders the committed report again, to the byte, without data, and says so', async () => {
    await rename(at('data'), at('no-data'));
    const { code, stdout, stderr } = await run('from', 'report', '--from', REFERENCE, '--out', 'rendered');
    await rename(at('no-data'), at('data'));
    expect([0, 3], stderr).toContain(code);
    expect(stdout).toContain(`rendered  from the finished results in`);
    expect(stdout).not.toContain('plan ');
    for (const name of ['results.json', 'index.html', 'figures/learning.svg']) {
      expect((await bytes('rendered', name)).equals(await bytes(REFERENCE, name)), name).toBe(true);
    }
    const text = visibleText(String(await bytes('rendered', 'index.html')));
    expect(text).toContain('from finished results; nothing was trained for this page');
    expect(text).not.toContain('Other code');
  });

  test('names what other code trained, and refuses what has another configuration', async () => {
    const from = (out: string) => run('from', 'report', '--from', REFERENCE, '--out', out);
    await withReference(
      ({ experiments }) => Object.assign(experiments.linear!, { source: '0'.repeat(64) }),
      async () => {
        expect((await from('stale')).stdout).toContain(
          "warning   trained by other code than this checkout's: linear\n",
        );
        const text = visibleText(String(await bytes('stale', 'index.html'))).replaceAll(/\s+/g, ' ');
        expect(text).toContain('Other code than this build’s trained 1 experiment');
      },
    );
    await withReference(
      ({ experiments }) => Object.assign(experiments.linear!.config, { iterations: 59 }),
      async () => {
        expect(await from('strange')).toMatchObject({
          code: 2,
          stderr: expect.stringMatching(/^stale results: linear: config\.iterations: 59 -> 60; [^\n]*\n$/),
        });
      },
    );
  });
});

describe('--data real with a reference', () => {
  test('takes the runs whose keys agree for trained, and gives the same results', async () => {
    const { stdout } = await run('takes', 'status', ...REAL);
    expect(stdout).toContain('to train  nothing');
    const { code, stdout: built, stderr } = await run('takes', 'report', ...REAL, '--out', 'built');
    expect([0, 3], stderr).toContain(code);
    expect(built).toContain('reference 4 of 4 runs that the cache lacks are taken from it: their keys agree');
    expect(built).toContain('4 fresh, 0 stale, 0 missing');
    expect((await bytes('built', 'results.json')).equals(await bytes(REFERENCE, 'results.json'))).toBe(true);
    expect(visibleText(String(await bytes('built', 'index.html')))).not.toContain('finished results');
    expect((await run('takes', 'experiments', ...REAL)).stdout).not.toContain('reference'); // kept in the cache
  });

  test('takes nothing under another key, and nothing where all is to be new', async () => {
    await withReference(
      ({ experiments }) => Object.assign(experiments.linear!.keys!, { 1: '0'.repeat(64) }),
      async () => {
        const { stdout } = await run('keys', 'status', ...REAL);
        expect(stdout).toContain('reference 3 of 4 runs');
        expect(stdout).toContain('[missing] linear seed 1\n');
      },
    );
    const anew = await run('anew', 'experiments', ...REAL, '--no-cache', '--only', 'linear');
    expect(anew.stdout).toContain('0 fresh, 0 stale, 2 missing');
  });

  test('--recompute trains some of them again, and fails loudly where a bit differs', async () => {
    const recompute = (cache: string, ...more: string[]) =>
      run(cache, 'report', ...REAL, '--recompute', '2', ...more, '--out', cache);
    const sound = await recompute('sound', '--seed', 'any');
    expect(sound.stdout).toContain('recomputed 2 runs of the reference, equal to the last bit');
    await withReference(
      ({ experiments }) => {
        for (const { replicates } of Object.values(experiments)) {
          for (const { final, history } of replicates) {
            final.train.loss += 1e-9;
            history.train.loss.splice(-1, 1, final.train.loss);
          }
        }
      },
      async () => {
        const forged = await recompute('forged');
        expect(forged).toMatchObject({
          code: 1,
          stderr: expect.stringMatching(
            /^invalid reference: \w+ seed \d: recorded are train\.loss [^;\n]*; \w+ seed \d: [^\n]*\n$/,
          ),
        });
        await expect(bytes('forged', 'index.html')).rejects.toThrow('ENOENT');
      },
    );
  });

  test('--recompute without anything to recompute is an error', async () => {
    const other = await run('other', 'report', ...REAL, '--quick', '--recompute', '1', '--out', 'other');
    expect(other).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^missing runs: nothing of the reference to recompute: [^\n]*\n$/),
    });
    expect(await run('other', 'report', '--recompute', '1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--data real'),
    });
  });
});
