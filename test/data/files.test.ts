import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { readPublished } from '../../pipeline/data/files.ts';
import { temporaryFolder } from './tree.ts';

vi.mock('node:fs/promises', async (load) => {
  const actual = await load<typeof import('node:fs/promises')>();
  return { ...actual, stat: vi.fn(actual.stat) };
});

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

it('reads a file, also through a link, and finds none where there is none', async () => {
  writeFileSync(at('whole'), 'bytes');
  symlinkSync(at('whole'), at('link'));
  expect(String(await readPublished(at('whole')))).toBe('bytes');
  expect(String(await readPublished(at('link')))).toBe('bytes');
  expect(await readPublished(at('none'))).toBeNull();
});

it('refuses unread what is larger than any published file', async () => {
  writeFileSync(at('large'), '');
  truncateSync(at('large'), 2 ** 32);
  await expect(readPublished(at('large'))).rejects.toThrow(
    /^invalid data file: large: has 4294967296 bytes, more than any published file; /,
  );
});

it('refuses what is put into the place of a file after that was looked at', async () => {
  writeFileSync(at('looked-at'), 'bytes');
  writeFileSync(at('swapped'), '');
  truncateSync(at('swapped'), 65 * 2 ** 20);
  const lookedBefore: unknown = () => stat(at('looked-at'));
  vi.mocked(stat).mockImplementationOnce(lookedBefore as typeof stat);
  await expect(readPublished(at('swapped'))).rejects.toThrow(/: swapped: has 68157440 bytes, /);
  vi.mocked(stat).mockReset();
});

it.skipIf(spawnSync('mkfifo').error)('refuses, and does not wait for, a pipe', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  await expect(readPublished(at('pipe'))).rejects.toThrow(/^invalid data file: pipe: is not a file; /);
});

it('refuses a folder', async () => {
  mkdirSync(at('folder'));
  await expect(readPublished(at('folder'))).rejects.toThrow(
    /^invalid data file: folder: cannot be read \(EISDIR\); /,
  );
});
