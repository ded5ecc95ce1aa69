import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, lstat, mkdir, readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { BuildContext } from '../../pipeline/stages/context.ts';
import { printOrWrite, requireOutputFolder, writeOutputs } from '../../pipeline/stages/outputs.ts';
import { temporaryFolder } from '../cli.ts';

vi.mock('node:fs/promises', async (load) => {
  const actual = await load<typeof import('node:fs/promises')>();
  return { ...actual, rename: vi.fn(actual.rename) };
});

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

describe.skipIf(process.platform === 'win32')('what is no file of its own', () => {
  const print = (outFile: string, text: string) =>
    printOrWrite({ options: { outFile }, log: () => {} } as unknown as BuildContext, text);

  test('a link stays one, and the file that it leads to keeps its rights', async () => {
    const [file, link] = [path.join(folder, 'elsewhere.txt'), path.join(folder, 'linked/link.txt')];
    await mkdir(path.dirname(link));
    await symlink('../elsewhere.txt', link);
    await put('link.txt', 'first', path.dirname(link));
    await chmod(file, 0o640);
    await print(link, 'second');
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(file, 'utf8')).toBe('second');
    expect((await stat(file)).mode & 0o777).toBe(0o640);
  });

  test.skipIf(spawnSync('mkfifo').error)('a pipe is written into, and stays a pipe', async () => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reading = readFile(pipe, 'utf8');
    await print(pipe, 'through it');
    expect(await reading).toBe('through it');
    expect((await stat(pipe)).isFIFO()).toBe(true);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('a file that cannot be replaced, since it is mounted, is written over', async () => {
    const out = path.join(folder, 'mounted');
    await put('a', 'old', out);
    const busy = Object.assign(new Error('busy'), { code: 'EBUSY' });
    vi.mocked(rename).mockRejectedValueOnce(busy);
    await put('a', 'new', out);
    expect(await readFile(path.join(out, 'a'), 'utf8')).toBe('new');
    expect(await readdir(out)).toEqual(['a']);
  });
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
