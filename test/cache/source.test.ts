import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSources } from '../../pipeline/cache/source.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'sources-'));
  await put(
    'entry.ts',
    "import { one } from './one.ts';\nimport 'node:fs';\nimport 'seedrandom';\nexport const two: number = one + 1;\n",
  );
  await put('one.ts', 'export const one = 1;\n');
  await put('other.ts', 'export const other = 3;\n');
  await put('node_modules/seedrandom/package.json', '{"version":"9.9.9"}');
});
afterEach(() => rm(root, { recursive: true }));

const put = async (file: string, text: string) => {
  const { mkdir } = await import('node:fs/promises');
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
};
const digest = async (entry = 'entry.ts') => (await readSources(root, [entry])).digest([entry]);

test('covers the modules that an entry reaches and the packages that they import', async () => {
  const { files, packages } = await digest();
  expect(Object.keys(files)).toEqual(['entry.ts', 'one.ts']);
  expect(packages).toEqual({ seedrandom: '9.9.9' });
});

test('changes with the code of an imported module', async () => {
  const before = await digest();
  await put('one.ts', 'export const one = 2;\n');
  const after = await digest();
  expect(after.files['one.ts']).not.toBe(before.files['one.ts']);
  expect(after.files['entry.ts']).toBe(before.files['entry.ts']);
});

test('does not change with comments, types, white space or modules that are not reached', async () => {
  const before = await digest();
  await put('one.ts', '/** A number. */\nexport   const one: number = 1; // the first\n');
  await put('other.ts', 'export const other = 4;\n');
  expect(await digest()).toEqual(before);
});

test('does not depend on where the project lies', async () => {
  const before = await digest();
  const elsewhere = await mkdtemp(path.join(tmpdir(), 'elsewhere-'));
  await cp(root, elsewhere, { recursive: true });
  const sources = await readSources(elsewhere, ['entry.ts']);
  expect(await sources.digest(['entry.ts'])).toEqual(before);
  await rm(elsewhere, { recursive: true });
});

test('says so when an optional package is not installed', async () => {
  await rm(path.join(root, 'node_modules'), { recursive: true });
  expect((await digest()).packages).toEqual({ seedrandom: 'absent' });
});
