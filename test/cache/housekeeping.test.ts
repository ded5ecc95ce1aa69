import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as cacache from 'cacache';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clearCache, measureCache, shrinkCache } from '../../pipeline/cache/housekeeping.ts';
import { runCli, temporaryFolder } from '../cli.ts';

let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterEach(() => remove());

const store = () => path.join(folder, 'store');
const BYTES = 1000;

/** An entry of 1,000 bytes that was last used so many days ago; `content` tells it from others. */
async function put(key: string, daysAgo: number, content = key): Promise<void> {
  await cacache.put(store(), key, Buffer.from(content.padEnd(BYTES)), { algorithms: ['sha256'] });
  const { path: file } = (await cacache.get.info(store(), key))!;
  const used = new Date(Date.now() + (100 - daysAgo) * 24 * 60 * 60 * 1000); // later than the moment of writing
  await utimes(file, used, used);
}

const keys = async () => Object.keys(await cacache.ls(store())).sort();

describe('the size of a cache', () => {
  test('is told by what it holds', async () => {
    await put('run:a', 1);
    await put('last:a', 1);
    await put('artefact:page', 1);
    await mkdir(path.join(folder, 'data/letters'), { recursive: true });
    await writeFile(path.join(folder, 'data/letters/images'), 'x'.repeat(20));
    await mkdir(path.join(folder, 'chromium-1/lib'), { recursive: true });
    await writeFile(path.join(folder, 'chromium-1/lib/so'), 'x'.repeat(30));
    expect(await measureCache(folder)).toEqual({ runs: 2000, reports: 1000, 'data sets': 20, browser: 30 });
  });

  test('is nothing where there is no cache', async () => {
    const nowhere = path.join(folder, 'nowhere');
    expect(await measureCache(nowhere)).toEqual({ runs: 0, reports: 0, 'data sets': 0, browser: 0 });
  });
});

describe('shrinking a cache', () => {
  test('removes reports before runs, and of each the least recently used first', async () => {
    await put('run:old', 90);
    await put('run:new', 1);
    await put('artefact:old', 50);
    await put('artefact:new', 2);
    expect(await shrinkCache(folder, 3500)).toEqual({ count: 1, bytes: BYTES });
    expect(await keys()).toEqual(['artefact:new', 'run:new', 'run:old']);
    await shrinkCache(folder, 1500);
    expect(await keys()).toEqual(['run:new']);
    expect((await cacache.get(store(), 'run:new')).data.toString().trim()).toBe('run:new');
  });

  test('frees the bytes, but not those that another entry shares', async () => {
    await put('artefact:a', 9, 'same');
    await put('artefact:b', 8, 'same');
    await put('artefact:c', 7);
    const { path: own } = (await cacache.get.info(store(), 'artefact:c'))!;
    await shrinkCache(folder, 2500);
    expect(await keys()).toEqual(['artefact:b', 'artefact:c']);
    expect((await cacache.get(store(), 'artefact:b')).data.toString().trim()).toBe('same');
    await shrinkCache(folder, 0);
    await expect(stat(own)).rejects.toThrow('ENOENT');
  });

  test('leaves a cache that is small enough as it is', async () => {
    await put('artefact:a', 9);
    expect(await shrinkCache(folder, BYTES)).toEqual({ count: 0, bytes: 0 });
    expect(await keys()).toEqual(['artefact:a']);
  });
});

test('clearing a cache leaves what others have put into its folder', async () => {
  await put('run:a', 1);
  await writeFile(path.join(folder, 'mine.txt'), 'mine');
  await clearCache(folder);
  expect(await readdir(folder)).toEqual(['mine.txt']);
});

describe('npm run gc and npm run clean', () => {
  const run = (...words: string[]) => runCli(words, { REPORT_CACHE_DIR: folder });

  test('tell how large the cache is, and how much was removed', async () => {
    await put('run:a', 2);
    await put('artefact:b', 1);
    const told = await run('gc');
    expect(told.stdout).toMatch(/^runs {6}1000 B\nreports {3}1000 B\n.*\n.*\ncache {5}\S+: 2 KB\n$/);
    expect((await run('gc', '--limit', '1KB')).stdout).toMatch(/^removed {3}1 cached value: 1000 B\n/);
    expect(await keys()).toEqual(['run:a']);
    expect((await run('clean')).stdout).toMatch(/^removed {3}\S+: 1000 B\n$/);
    expect(await readdir(folder)).toEqual([]);
  });

  test('remove nothing where all of it would not be enough', async () => {
    await put('run:a', 2);
    await mkdir(path.join(folder, 'data'));
    await writeFile(path.join(folder, 'data', 'images'), new Uint8Array(5000));
    const { code, stderr } = await run('gc', '--limit', '2KB');
    expect(code).toBe(2);
    expect(stderr).toBe(
      'invalid limit: 2 KB: data sets and the browser, which stay, take 4.9 KB; nothing was removed\n',
    );
    expect(await keys()).toEqual(['run:a']);
  });

  test.each(['much', '-1MB', '1', '5 potatoes'])('refuse %j as a size', async (limit) => {
    const { code, stderr } = await run('gc', `--limit=${limit}`);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `invalid usage: --limit ${limit}: not a size, such as 500MB or 2GB\n`,
    });
  });
});
