import { cp, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSources } from '../../pipeline/cache/source.ts';

let root: string;
let kept: Map<string, Uint8Array>;
const memory = {
  readArtefact: async (key: string) => (kept.has(key) ? Buffer.from(kept.get(key)!) : null),
  writeArtefact: async (key: string, bytes: Uint8Array) => void kept.set(key, bytes),
};
beforeEach(async () => {
  kept = new Map();
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
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
};
const digest = async (entry = 'entry.ts') => (await readSources(root, [entry], memory)).digest([entry]);
const memories = () => [...kept.values()].map(String);

test('covers the modules that an entry reaches and the packages that they import', async () => {
  const { files, packages } = await digest();
  expect(Object.keys(files)).toEqual(['entry.ts', 'one.ts']);
  expect(packages).toEqual({ seedrandom: '9.9.9' });
});

test('covers packages with a scope and modules of packages, sorted', async () => {
  await put('node_modules/@scope/name/package.json', '{"version":"1.2.3"}');
  await put('other.ts', "import 'seedrandom/lib/alea.js';\nimport '@scope/name/part';\nimport 'absent';\n");
  const { files, packages } = await (await readSources(root, ['other.ts', 'entry.ts'])).digest([
    'other.ts',
    'entry.ts',
  ]);
  expect(Object.entries(packages)).toEqual([
    ['@scope/name', '1.2.3'],
    ['absent', 'absent'],
    ['seedrandom', '9.9.9'],
  ]);
  expect(Object.keys(files)).toEqual(['entry.ts', 'one.ts', 'other.ts']);
});

test('digests a stage once, however often it is asked', async () => {
  const sources = await readSources(root, ['other.ts', 'entry.ts'], memory);
  expect(await sources.digest(['entry.ts'])).toBe(await sources.digest(['entry.ts']));
  expect(await sources.digest(['entry.ts'])).not.toEqual(await sources.digest(['entry.ts', 'other.ts']));
});

test('digests a stage among several, with what it reaches alone', async () => {
  const sources = await readSources(root, ['other.ts', 'entry.ts'], memory);
  expect(Object.keys((await sources.digest(['other.ts'])).files)).toEqual(['other.ts']);
  const turned = await readSources(root, ['entry.ts', 'other.ts', 'entry.ts'], memory);
  expect(await turned.digest(['entry.ts'])).toEqual(await sources.digest(['entry.ts']));
  expect(memories()).toHaveLength(1); // found once, whatever the order of the entries
});

test('keeps what was found for other entries apart', async () => {
  await digest('entry.ts');
  await digest('other.ts');
  expect(memories()).toHaveLength(2);
});

test('writes nothing beside the sources', async () => {
  const before = await readdir(root, { recursive: true });
  await digest();
  expect(await readdir(root, { recursive: true })).toEqual(before);
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
  await put('one.ts', '/** A number. */\n/*! @license */\nexport   const one: number = 1; // the first\n');
  await put('other.ts', 'export const other = 4;\n');
  expect(await digest()).toEqual(before);
});

test('does not depend on where the project lies', async () => {
  const before = await digest();
  const elsewhere = await mkdtemp(path.join(tmpdir(), 'elsewhere-'));
  await cp(root, elsewhere, { recursive: true });
  const sources = await readSources(elsewhere, ['entry.ts'], memory);
  expect(await sources.digest(['entry.ts'])).toEqual(before);
  await rm(elsewhere, { recursive: true });
});

test('says so when an optional package is not installed', async () => {
  await rm(path.join(root, 'node_modules'), { recursive: true });
  expect((await digest()).packages).toEqual({ seedrandom: 'absent' });
});

test('remembers the modules until one of them changes', async () => {
  const before = await digest();
  const [first] = memories();
  // Were they looked for again, the forged memory would be replaced.
  const forged = first!.replace(/("code":\{"entry.ts":")[^"]*/, '$1forged');
  kept.set([...kept.keys()][0]!, Buffer.from(forged));
  expect((await digest()).files['entry.ts']).toBe('forged');
  await put('one.ts', 'export const one = 1; // the same code in other bytes\n');
  expect(await digest()).toEqual(before);
  expect(memories()).toHaveLength(1);
});

test('notices an edit that keeps the size and the times of a file', async () => {
  const before = await digest();
  const file = path.join(root, 'one.ts');
  const { atime, mtime } = await stat(file);
  await put('one.ts', 'export const one = 2;\n');
  await utimes(file, atime, mtime);
  expect(await digest()).not.toEqual(before);
});

test('notices an import that comes and one that goes', async () => {
  await digest();
  await put('one.ts', "import { other } from './other.ts';\nexport const one = other;\n");
  expect(Object.keys((await digest()).files)).toEqual(['entry.ts', 'one.ts', 'other.ts']);
  await put('one.ts', 'export const one = 1;\n');
  expect(Object.keys((await digest()).files)).toEqual(['entry.ts', 'one.ts']);
});

test.each(['package.json', 'tsconfig.json', 'node_modules/esbuild/package.json'])(
  'looks for the modules again when %s changes',
  async (file) => {
    await digest();
    const before = memories();
    await put(file, '{}');
    await digest();
    expect(memories()).not.toEqual(before);
  },
);

test('looks for the modules again when the memory is of another form', async () => {
  const before = await digest();
  for (const key of kept.keys()) kept.set(key, Buffer.from('{}'));
  expect(await digest()).toEqual(before);
});

test('tells whether the code, each of its packages included, still is as it was read', async () => {
  await put('node_modules/other/package.json', '{"version":"1.0.0"}');
  await put('one.ts', "import 'other';\nexport const one = 1;\n");
  const sources = await readSources(root, ['entry.ts'], memory);
  await sources.digest(['entry.ts']);
  expect(await sources.isUnchanged()).toBe(true);
  await put('other.ts', 'export const other = 4;\n');
  expect(await sources.isUnchanged()).toBe(true);
  await put('node_modules/seedrandom/package.json', '{"version":"10.0.0"}');
  expect(await sources.isUnchanged()).toBe(false);
  await put('node_modules/seedrandom/package.json', '{"version":"9.9.9"}');
  await put('one.ts', 'export const one = 2;\n');
  expect(await sources.isUnchanged()).toBe(false);
});
