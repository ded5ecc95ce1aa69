import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeIdx } from '../pipeline/data/idx.ts';
import { copyProject, ROOT, temporaryFolder } from './cli.ts';
import { apply, readWalks } from './docs/walks.ts';
import { stripes } from './study/data.ts';

const run = promisify(execFile);
const walks = readWalks(await readFile(path.join(ROOT, 'docs/extending.md'), 'utf8'));
const SOURCES = /^(pipeline|experiments|templates|test)\//;

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
afterAll(() => remove());

/** A copy of the project that may be edited, with its tests. */
async function copyOf(name: string): Promise<string> {
  const copy = path.join(folder, name);
  await copyProject(copy);
  await cp(path.join(ROOT, 'test'), path.join(copy, 'test'), { recursive: true });
  await cp(path.join(ROOT, 'vitest.config.ts'), path.join(copy, 'vitest.config.ts'));
  return copy;
}

/** The files that the page's data set consists of, the images compressed. */
async function writeStripes(target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const { rows, columns, embedded } = stripes;
  for (const [prefix, split] of [
    ['train', 'train'],
    ['t10k', 'test'],
  ] as const) {
    const { images, labels } = embedded!.draw(split, embedded!.sizes[split]);
    const array = writeIdx({ dimensions: [labels.length, rows, columns], values: images });
    await writeFile(path.join(target, `${prefix}-images-idx3-ubyte.gz`), gzipSync(array));
    const names = writeIdx({ dimensions: [labels.length], values: labels });
    await writeFile(path.join(target, `${prefix}-labels-idx1-ubyte`), names);
  }
}

describe('the page on extending', () => {
  it('has the walks that a reader looks for', () => {
    expect(walks.map(({ title, files }) => [title, files])).toEqual([
      ['An experiment', 1],
      ['A claim', 1],
      ['A figure', 2],
      ['A table', 2],
      ['A section', 3],
      ['A model', 2],
      ['A layer type', 3],
      ['A data set', 1],
      ['An experiment on it', 1],
      ['A whole new study', 0],
    ]);
  });

  it.each(walks)('$title takes as many files as it says', ({ files, edits }) => {
    const touched = new Set(edits.map(({ file }) => file).filter((file) => SOURCES.test(file)));
    expect([...touched]).toHaveLength(files);
  });
});

describe('a copy of the project in which every walk was followed', () => {
  let copy: string;
  beforeAll(async () => {
    copy = await copyOf('all');
    for (const { edits } of walks) for (const edit of edits) await apply(edit, copy);
    await writeStripes(path.join(copy, 'my-data/stripes'));
  });

  it('type-checks', () => {
    const { options, fileNames } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(path.join(copy, 'tsconfig.json'), ts.sys.readFile).config,
      ts.sys,
      copy,
    );
    const changed = new Set(walks.flatMap(({ edits }) => edits.map(({ file }) => path.join(copy, file))));
    const roots = fileNames.filter((file) => changed.has(file) || file.endsWith('.d.ts'));
    const program = ts.createProgram([...roots, path.join(copy, 'experiments/index.ts')], options);
    expect(ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText)).toEqual([]);
  });

  it('runs every command of the page', async () => {
    const env = { ...process.env, REPORT_CACHE_DIR: path.join(folder, 'cache') };
    for (const command of new Set(walks.flatMap(({ commands }) => commands))) {
      await run('sh', ['-c', command], { cwd: copy, env }).catch(({ stdout, stderr }) =>
        expect.fail(`${command}\n${stdout}${stderr}`),
      );
    }
  });
});
