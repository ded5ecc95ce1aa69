import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOutputs } from '../../pipeline/build/outputs.ts';
import { temporaryFolder } from '../cli.ts';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
afterAll(() => remove());

test('writes a file once and leaves it alone when nothing changes', async () => {
  const outputs = await openOutputs(path.join(folder, 'out'));
  expect(await outputs.write('figures/a.svg', '<svg/>')).toBe('written');
  const before = await stat(path.join(folder, 'out/figures/a.svg'));
  expect(await outputs.write('figures/a.svg', '<svg/>')).toBe('fresh');
  expect((await stat(path.join(folder, 'out/figures/a.svg'))).mtimeMs).toBe(before.mtimeMs);
  expect(await outputs.write('figures/a.svg', '<svg></svg>')).toBe('written');
  expect(await readFile(path.join(folder, 'out/figures/a.svg'), 'utf8')).toBe('<svg></svg>');
  expect(await readdir(path.join(folder, 'out/figures'))).toEqual(['a.svg']);
});

test('names a folder that cannot be made', async () => {
  await writeFile(path.join(folder, 'file'), '');
  await expect(openOutputs(path.join(folder, 'file/out'))).rejects.toThrow(/^invalid output folder: .*--out/);
});
