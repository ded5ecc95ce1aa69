import { readdirSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isLeftOver, isOfElsewhere, isRunning, OWNER, removeLock } from './lock.ts';

/** Makes a folder in the cache that carries this process's name: should it be killed, the next build removes it. */
export async function makeTemporaryFolder(cacheDir: string): Promise<string> {
  const parent = path.join(cacheDir, 'tmp');
  await mkdir(parent, { recursive: true });
  return mkdtemp(path.join(parent, `${OWNER}-`));
}

/** Removes the folder, although a process that was just killed may still be writing there. */
export function removeTemporaryFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/**
 * Has `cleanUp` run once: when the returned function is called, or before that if the process ends. Only a kill that
 * a process cannot notice prevents it. `cleanUp` cannot wait for anything; what it throws is ignored, since the next
 * build removes what is left over.
 */
export function cleanUpAtEnd(cleanUp: () => void): () => void {
  const attempt = () => {
    process.off('exit', attempt);
    try {
      cleanUp();
    } catch {
      // See above.
    }
  };
  process.on('exit', attempt);
  return attempt;
}

/** Runs `cleanUp` when the work is done, fails, or is cut short because the process ends. */
export async function withCleanup<T>(cleanUp: () => void, work: () => Promise<T>): Promise<T> {
  const end = cleanUpAtEnd(cleanUp);
  try {
    return await work();
  } finally {
    end();
  }
}

/** How `writeWhole` names a file that it has not finished, with the number of its process. */
const UNFINISHED = /^\..*\.(\d+)\.[0-9a-f]{8}\.tmp$/;

/**
 * Removes what killed builds left in a cache folder: locks, unfinished files, a browser's profile. Whatever belongs
 * to a process that still runs stays; what this one does not finish writing goes when it ends.
 */
export async function removeLeftOvers(cacheDir: string): Promise<void> {
  cleanUpAtEnd(() => removeUnfinished(path.join(cacheDir, 'store', 'tmp')));
  await removeOwned(path.join(cacheDir, 'tmp'));
  await removeOwned(path.join(cacheDir, 'store', 'tmp'));
  await removeOwned(path.join(cacheDir, 'locks'));
  for (const name of await namesIn(path.join(cacheDir, 'locks'))) {
    if (name.endsWith('.lock') && !isOfElsewhere(name)) removeLock(path.join(cacheDir, 'locks', name));
  }
  for (const file of await namesIn(path.join(cacheDir, 'data'), { recursive: true })) {
    const pid = UNFINISHED.exec(path.basename(file))?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await remove(path.join(cacheDir, 'data', file));
  }
}

/** Removes what this process has begun to write there. */
function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(OWNER)) rmSync(path.join(folder, name), { force: true });
  }
}

/** What another machine left, of whose processes nothing is known, goes after a week: no build takes so long. */
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Removes from a folder everything that is named after a process that has ended. */
export async function removeOwned(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const place = path.join(folder, name);
    if (isLeftOver(name) || (isOfElsewhere(name) && (await isOld(place)))) await remove(place);
  }
}

async function isOld(place: string): Promise<boolean> {
  const { mtimeMs } = await stat(place).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > WEEK_MS;
}

async function namesIn(folder: string, options: { recursive?: boolean } = {}): Promise<string[]> {
  return readdir(folder, { ...options, encoding: 'utf8' }).catch(() => []);
}

/** Another build may do the same at once; what cannot be removed does no harm. */
async function remove(place: string): Promise<void> {
  await rm(place, { recursive: true, force: true }).catch(() => {});
}
