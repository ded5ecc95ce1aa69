import { cp, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Code, openCode } from '../../pipeline/cache/code.ts';

let root: string;
let kept: Map<string, Uint8Array>;
let writes: number;
const memory = {
  readArtefact: async (key: string) => (kept.has(key) ? Buffer.from(kept.get(key)!) : null),
  writeArtefact: async (key: string, bytes: Uint8Array) => {
    writes += 1;
    kept.set(key, bytes);
  },
};
const memories = () => [...kept.values()].map(String);

beforeEach(async () => {
  kept = new Map();
  writes = 0;
  root = await mkdtemp(path.join(tmpdir(), 'code-'));
  await put('entry.ts', [
    "import { one } from './one.ts';",
    "import { sep } from 'node:path';",
    "import { alea } from 'seedrandom';",
    'export const two = (): number => alea(one + sep);',
  ]);
  await put('one.ts', ['export const one = 1;', 'export const unused = 2;']);
  await put('other.ts', ['export const other = 3;']);
  await putPackage('seedrandom', '9.9.9');
});
afterEach(() => rm(root, { recursive: true }));

async function put(file: string, lines: readonly string[]): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), lines.map((line) => `${line}\n`).join(''));
}
const putPackage = (name: string, version: string) =>
  put(`node_modules/${name}/package.json`, [JSON.stringify({ name, version })]);
const entry = (file: string, name: string, folder = root) => ({
  module: pathToFileURL(path.join(folder, file)).href,
  name,
});
const two = () => [entry('entry.ts', 'two')];
const digest = (entries = two(), code: Code = openCode(root, memory)) => code.digest(entries);

describe('a digest', () => {
  test('names the packages that the code imports, with and without a scope, sorted', async () => {
    await put('other.ts', [
      "export * from 'seedrandom/lib/alea.js';",
      "import '@scope/name/part';",
      "import 'absent';",
      'export const other = 3;',
    ]);
    await putPackage('@scope/name', '1.2.3');
    const { packages } = await digest([...two(), entry('other.ts', 'other')]);
    expect(Object.entries(packages)).toEqual([
      ['@scope/name', '1.2.3'],
      ['absent', 'absent'],
      ['seedrandom', '9.9.9'],
    ]);
  });

  test('is made once for the same entries, however often they are asked for', async () => {
    const code = openCode(root);
    expect(await code.digest(two())).toBe(await code.digest(two()));
    expect(await code.digest([entry('other.ts', 'other')])).not.toEqual(await code.digest(two()));
  });

  test('writes nothing beside the sources', async () => {
    const before = await readdir(root, { recursive: true });
    await digest();
    expect(await readdir(root, { recursive: true })).toEqual(before);
  });

  test('does not depend on where the project lies', async () => {
    await put('one.ts', ['export const one = import.meta.url.length;']);
    const before = await digest();
    const elsewhere = await mkdtemp(path.join(tmpdir(), 'elsewhere-'));
    await cp(root, elsewhere, { recursive: true });
    expect(await digest([entry('entry.ts', 'two', elsewhere)], openCode(elsewhere))).toEqual(before);
    await rm(elsewhere, { recursive: true });
  });

  test('covers a module that is imported when the code runs, wherever it lies', async () => {
    const digestWith = async (file: string, line: string) => {
      await put(file, [line]);
      await put('entry.ts', [`export const two = async () => (await import('./${file}')).lazy;`]);
      return digest();
    };
    const before = await digestWith('lazy.ts', 'export const lazy = Math.random();');
    expect(await digestWith('moved/late.ts', 'export const lazy = Math.random();')).toEqual(before);
    expect(await digestWith('lazy.ts', 'export const lazy = Math.random() + 1;')).not.toEqual(before);
  });

  test('covers what is read from JSON when it is imported', async () => {
    await put('one.ts', [
      "import data from './data.json' with { type: 'json' };",
      'export const one = data.one;',
    ]);
    await put('data.json', ['{ "one": 1 }']);
    const before = await digest();
    await put('data.json', ['{"one":1}']);
    expect(await digest()).toEqual(before);
    await put('data.json', ['{ "one": 2 }']);
    expect(await digest()).not.toEqual(before);
  });

  test('covers a package that a constant names', async () => {
    await put('entry.ts', [
      "export async function two() { const name: string = 'optional'; await import(name); }",
    ]);
    expect((await digest()).packages).toEqual({ optional: 'absent' });
  });
});

describe('what cannot be covered is refused', () => {
  test.each([
    [
      'an export that is not there',
      'export const three = 3;',
      'invalid code: No matching export in "entry.ts" for import "two"',
    ],
    [
      'a file that is not there',
      "import './none.ts';",
      'invalid code: entry.ts:1:8: Could not resolve "./none.ts"',
    ],
    ['what is not code', 'export const two = ;', 'invalid code: entry.ts:1:20: Unexpected ";"'],
    [
      'a file that no one can read as code',
      "import './one.wasm';",
      'invalid code: entry.ts:1:8: No loader is configured for ".wasm" files: one.wasm',
    ],
    [
      'an import() of what is computed',
      'export const two = (name: string) => import(name);',
      'unknown import: import() of a module that is only known when it runs; write its path or its package as a string, so that the cache covers it',
    ],
    [
      'an import() of a file that a constant names',
      "const name: string = './one.ts'; export const two = () => import(name);",
      'unknown import: import() of a module that is only known when it runs; write its path or its package as a string, so that the cache covers it',
    ],
  ])('%s', async (_, line, message) => {
    await put('one.wasm', ['']);
    await put('entry.ts', [line]);
    await expect(digest()).rejects.toMatchObject({ name: 'UserError', message });
    expect(memories()).toEqual([]);
  });
});

describe('the files', () => {
  const files = (entries = two()) => openCode(root, memory).files(entries);

  test('are those that some of the code comes from', async () => {
    await put('entry.ts', [
      "import './other.ts';",
      "import { one } from './hand-on.ts';",
      'export const two = one;',
    ]);
    await put('hand-on.ts', ["export { one } from './one.ts';"]);
    expect(Object.keys(await files())).toEqual(['entry.ts', 'one.ts']);
  });

  test('change with their code, also with what is not used of it, and not with comments, types or white space', async () => {
    const [before, code] = [await files(), await digest()];
    await put('one.ts', ['/** A number. */', 'export   const one: number = 1;', 'export const unused = 2;']);
    expect(await files()).toEqual(before);
    await put('one.ts', ['export const one = 1;']);
    expect(await files()).toEqual({ ...before, 'one.ts': expect.not.stringMatching(before['one.ts']!) });
    expect(await digest()).toEqual(code);
  });
});

describe('the memory', () => {
  test('tells what was found until a file changes', async () => {
    const before = await digest();
    // Were the code bundled again, the forged memory would be replaced.
    const [key] = kept.keys();
    kept.set(key!, Buffer.from(memories()[0]!.replace(before.code, 'forged')));
    expect((await digest()).code).toBe('forged');
    expect(writes).toBe(1);
    await put('one.ts', ['export const one = 1; // the same code in other bytes']);
    expect(await digest()).toEqual(before);
    expect(memories()).toHaveLength(1);
  });

  test('tells of each list of entries, in its order', async () => {
    const other = entry('other.ts', 'other');
    const digests = [await digest(), await digest([...two(), other]), await digest([other, ...two()])];
    expect(memories()).toHaveLength(3);
    expect(await Promise.all([digest(), digest([...two(), other]), digest([other, ...two()])])).toEqual(
      digests,
    );
    expect(new Set(digests.map(({ code }) => code)).size).toBe(3);
  });

  test('is of use wherever the project lies', async () => {
    await digest();
    const elsewhere = await mkdtemp(path.join(tmpdir(), 'elsewhere-'));
    await cp(root, elsewhere, { recursive: true });
    await digest([entry('entry.ts', 'two', elsewhere)], openCode(elsewhere, memory));
    expect(memories()).toHaveLength(1);
    await rm(elsewhere, { recursive: true });
  });

  test('does not tell versions of packages, which are looked up', async () => {
    const before = await digest();
    await putPackage('seedrandom', '10.0.0');
    expect(await digest()).toEqual({ ...before, packages: { seedrandom: '10.0.0' } });
    await rm(path.join(root, 'node_modules'), { recursive: true });
    expect(await digest()).toEqual({ ...before, packages: { seedrandom: 'absent' } });
  });

  test.each(['package.json', 'tsconfig.json', 'node_modules/esbuild/package.json'])(
    'tells nothing when %s has changed',
    async (file) => {
      const before = await digest();
      const known = memories();
      await put(file, ['{}']);
      expect(await digest()).toEqual(before);
      expect(memories()).not.toEqual(known);
    },
  );

  test.each([
    ['empty', ''],
    ['cut short', '{"form":1,'],
    ['of another form', '{}'],
    ['null', 'null'],
  ])('is made anew when it is %s', async (_, text) => {
    const before = await digest();
    const known = memories();
    for (const key of kept.keys()) kept.set(key, Buffer.from(text));
    expect(await digest()).toEqual(before);
    expect(memories()).toEqual(known);
  });

  test('is made anew when it is of an earlier form', async () => {
    const before = await digest();
    const [key] = kept.keys();
    kept.set(
      key!,
      Buffer.from(
        memories()[0]!
          .replace(/"form":\d+/, '"form":0')
          .replace(before.code, 'other'),
      ),
    );
    expect(await digest()).toEqual(before);
  });

  test('notices an edit that keeps the size and the times of a file', async () => {
    const before = await digest();
    const { atime, mtime } = await stat(path.join(root, 'one.ts'));
    await put('one.ts', ['export const one = 2;', 'export const unused = 2;']);
    await utimes(path.join(root, 'one.ts'), atime, mtime);
    expect(await digest()).not.toEqual(before);
  });

  test('notices an import that comes and one that goes', async () => {
    const before = await digest();
    await put('one.ts', ["import { other } from './other.ts';", 'export const one = other;']);
    const between = await digest();
    expect(between).not.toEqual(before);
    await put('other.ts', ['export const other = 4;']);
    expect(await digest()).not.toEqual(between);
    await put('one.ts', ['export const one = 1;']);
    expect(await digest()).toEqual(before);
  });
});

test('tells whether the code, each of its packages included, still is as it was read', async () => {
  await putPackage('other', '1.0.0');
  const code = openCode(root, memory);
  await code.digest(two());
  expect(await code.isUnchanged()).toBe(true);
  await put('other.ts', ['export const other = 4;']);
  await putPackage('other', '2.0.0');
  expect(await code.isUnchanged()).toBe(true);
  await putPackage('seedrandom', '10.0.0');
  expect(await code.isUnchanged()).toBe(false);
  await putPackage('seedrandom', '9.9.9');
  expect(await code.isUnchanged()).toBe(true);
  await put('one.ts', ['export const one = 1; // as it was, but who knows']);
  expect(await code.isUnchanged()).toBe(false);
});

test('tells that code which was asked for later, after an edit, is not as it was read before', async () => {
  await put('entry.ts', ["import { other } from './other.ts';", 'export const two = other;']);
  const code = openCode(root, memory);
  await code.digest(two());
  await put('other.ts', ['export const other = 4;']);
  await code.digest([entry('other.ts', 'other')]);
  expect(await code.isUnchanged()).toBe(false);
});
