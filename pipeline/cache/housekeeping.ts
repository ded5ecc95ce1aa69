import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as cacache from 'cacache';

/** What lies in a cache folder, as a user thinks of it. */
export const SHARES = ['runs', 'reports', 'data sets', 'browser'] as const;
export type Share = (typeof SHARES)[number];

/** Bytes of each share. */
export type CacheSize = Readonly<Record<Share, number>>;

/** A cached value, and when it was last written or, as far as the file system tells, read. */
interface Entry {
  readonly key: string;
  readonly integrity: string;
  readonly size: number;
  readonly usedMs: number;
}

/** Reports are made anew in seconds, runs in hours. */
const isRun = ({ key }: Entry) => key.startsWith('run:') || key.startsWith('last:');

export async function measureCache(cacheDir: string): Promise<CacheSize> {
  const entries = await entriesOf(path.join(cacheDir, 'store'));
  const [dataSets, ...browsers] = await Promise.all(
    [path.join(cacheDir, 'data'), ...(await browserFolders(cacheDir))].map(sizeOf),
  );
  return {
    runs: total(entries.filter(isRun)),
    reports: total(entries.filter((entry) => !isRun(entry))),
    'data sets': dataSets!,
    browser: browsers.reduce((sum, size) => sum + size, 0),
  };
}

/**
 * Removes cached reports, then runs, each the least recently used first, until the whole cache takes at most `limit`
 * bytes; data sets and the browser stay. Gives what was removed. Builds may go on meanwhile: what they miss they make.
 */
export async function shrinkCache(
  cacheDir: string,
  limit: number,
): Promise<{ count: number; bytes: number }> {
  const store = path.join(cacheDir, 'store');
  const size = await measureCache(cacheDir);
  const entries = await entriesOf(store);
  const byUse = entries.toSorted(
    (a, b) => Number(isRun(a)) - Number(isRun(b)) || a.usedMs - b.usedMs || (a.key < b.key ? -1 : 1), // entries of one content were used at one time
  );
  const removed: Entry[] = [];
  let left = SHARES.reduce((sum, share) => sum + size[share], 0);
  for (const entry of byUse) {
    if (left <= limit) break;
    removed.push(entry);
    left -= entry.size;
  }
  await removeEntries(store, removed, new Set(byUse.slice(removed.length).map(({ integrity }) => integrity)));
  return { count: removed.length, bytes: total(removed) };
}

/** Removes all that builds have put into the folder, and nothing else that may lie there. */
export async function clearCache(cacheDir: string): Promise<void> {
  const ours = ['store', 'data', 'locks', 'tmp'].map((name) => path.join(cacheDir, name));
  for (const place of [...ours, ...(await browserFolders(cacheDir))]) {
    await rm(place, { recursive: true, force: true });
  }
}

async function removeEntries(store: string, entries: readonly Entry[], stillUsed: ReadonlySet<string>) {
  for (const { key, integrity } of entries) {
    await cacache.rm.entry(store, key);
    if (!stillUsed.has(integrity)) await cacache.rm.content(store, integrity);
  }
}

async function entriesOf(store: string): Promise<Entry[]> {
  const listed = await cacache.ls(store);
  return Promise.all(
    Object.values(listed).map(async ({ key, integrity, size, path: file, time }) => {
      const found = await stat(file).catch(() => null);
      return { key, integrity, size, usedMs: Math.max(time, found?.atimeMs ?? 0, found?.mtimeMs ?? 0) };
    }),
  );
}

async function browserFolders(cacheDir: string): Promise<string[]> {
  const names = await readdir(cacheDir).catch(() => []);
  return names.filter((name) => name.startsWith('chromium-')).map((name) => path.join(cacheDir, name));
}

async function sizeOf(folder: string): Promise<number> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = found.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

const total = (entries: readonly Entry[]) => entries.reduce((sum, { size }) => sum + size, 0);
