import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requireOutputFolder, writeOutputs } from '../../pipeline/stages/outputs.ts';
import { temporaryFolder } from '../cli.ts';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
afterAll(() => remove());

const put = (name: string, text: string, out = path.join(folder, 'out')) =>
  writeOutputs(out, ({ write }) => write(name, text));

test('writes a file once and leaves it alone when nothing changes', async () => {
  expect(await put('figures/a.svg', '<svg/>')).toBe('written');
  const before = await stat(path.join(folder, 'out/figures/a.svg'));
  expect(await put('figures/a.svg', '<svg/>')).toBe('fresh');
  expect((await stat(path.join(folder, 'out/figures/a.svg'))).mtimeMs).toBe(before.mtimeMs);
  expect(await put('figures/a.svg', '<svg></svg>')).toBe('written');
  expect(await readFile(path.join(folder, 'out/figures/a.svg'), 'utf8')).toBe('<svg></svg>');
  expect(await readdir(path.join(folder, 'out'), { recursive: true })).toEqual(['figures', 'figures/a.svg']);
});

test('leaves all files as they were when one cannot be written, or the work fails', async () => {
  const out = path.join(folder, 'all-or-none');
  await put('a', 'old', out);
  await put('b', 'old', out);
  const failing = writeOutputs(out, async ({ write, remove }) => {
    await write('a', 'new');
    remove('b');
    await write('a/below-a-file', 'new');
  });
  await expect(failing).rejects.toThrow(/^invalid output folder: /);
  await expect(writeOutputs(out, async ({ write }) => write('b', 'new').then(() => fail()))).rejects.toThrow(
    'failed',
  );
  expect((await readdir(out)).sort()).toEqual(['a', 'b']);
  expect([await readFile(path.join(out, 'a'), 'utf8'), await readFile(path.join(out, 'b'), 'utf8')]).toEqual([
    'old',
    'old',
  ]);
});

function fail(): never {
  throw new Error('failed');
}

test('two builds that write at once leave the files of one of them', async () => {
  const out = path.join(folder, 'shared');
  const build = (text: string) =>
    writeOutputs(out, async ({ write }) => {
      for (const name of ['a', 'b', 'c']) await write(name, text);
    });
  await Promise.all(['one', 'two', 'three'].map(build));
  const texts = await Promise.all(['a', 'b', 'c'].map((name) => readFile(path.join(out, name), 'utf8')));
  expect(new Set(texts).size).toBe(1);
  expect((await readdir(out)).sort()).toEqual(['a', 'b', 'c']);
});

test('names a folder that cannot be made', async () => {
  await writeFile(path.join(folder, 'file'), '');
  await expect(requireOutputFolder(path.join(folder, 'file/out'))).rejects.toThrow(
    /^invalid output folder: .*--out/,
  );
});
