import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { removeLock } from './lock.ts';
import { isLeftOver, isRunning } from './owner.ts';

/** How `writeWhole` names a file that it has not finished, with the number of its process. */
const UNFINISHED = /^\..*\.(\d+)\.[0-9a-f]{8}\.tmp$/;

/**
 * Removes what killed builds left in a cache folder: locks, unfinished files, a browser's profile. Whatever belongs
 * to a process that still runs stays.
 */
export async function removeLeftOvers(cacheDir: string): Promise<void> {
  await removeOwned(path.join(cacheDir, 'tmp'));
  await removeOwned(path.join(cacheDir, 'store', 'tmp'));
  await removeOwned(path.join(cacheDir, 'locks'));
  for (const name of await namesIn(path.join(cacheDir, 'locks'))) {
    if (name.endsWith('.lock')) removeLock(path.join(cacheDir, 'locks', name));
  }
  for (const file of await namesIn(path.join(cacheDir, 'data'), { recursive: true })) {
    const pid = UNFINISHED.exec(path.basename(file))?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await remove(path.join(cacheDir, 'data', file));
  }
}

/** Removes from a folder everything that is named after a process that has ended. */
export async function removeOwned(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) if (isLeftOver(name)) await remove(path.join(folder, name));
}

async function namesIn(folder: string, options: { recursive?: boolean } = {}): Promise<string[]> {
  return readdir(folder, { ...options, encoding: 'utf8' }).catch(() => []);
}

/** Another build may do the same at once; what cannot be removed does no harm. */
async function remove(place: string): Promise<void> {
  await rm(place, { recursive: true, force: true }).catch(() => {});
}
