import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../base/errors.ts';
import { withCleanup } from './cleanup.ts';
import { MACHINE, OWNER, ownerOf } from './owner.ts';

/**
 * Locks between the processes of one machine. A lock is a folder that holds one file, named after its holder. The
 * folder is made aside and renamed, which succeeds for one process only; a dead holder's file is removed by its own
 * name, so that nobody can take a successor's away. No clock decides anything, and a killed holder is known at once.
 */
export interface Lock {
  release(): void;
}

const POLL_MS = 200;
const folderOf = (place: string) => `${place}.${MACHINE}.lock`;

/** The lock, or null while a living process has it, be it this one. Throws a UserError where none can be made. */
export function tryLock(place: string): Lock | null {
  const folder = folderOf(place);
  if (lockHolder(place) !== null) return null;
  removeLock(folder);
  if (!makeLock(folder)) return null;
  return { release: () => removeLock(folder, [OWNER]) };
}

/** The number of the living process that has the lock, or null. */
export function lockHolder(place: string): number | null {
  return (
    namesIn(folderOf(place))
      .map(ownerOf)
      .find((pid) => pid !== null) ?? null
  );
}

/** Waits for the lock, tells `onWait` once whom for, and runs the work while no other process has it. */
export async function withLock<T>(
  place: string,
  work: () => Promise<T>,
  onWait: (pid: number) => void = () => {},
): Promise<T> {
  let told = false;
  for (;;) {
    const lock = tryLock(place);
    if (lock) return withCleanup(lock.release, work);
    const holder = lockHolder(place);
    if (holder !== null && !told) onWait(holder);
    told ||= holder !== null;
    await pause(POLL_MS);
  }
}

/** Removes the named holders, by default all that have ended, and the folder if that empties it. */
export function removeLock(
  folder: string,
  holders = namesIn(folder).filter((name) => ownerOf(name) === null),
) {
  try {
    for (const name of holders) unlinkSync(path.join(folder, name));
    rmdirSync(folder);
  } catch {
    // Another process was faster, or has the lock now.
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** False when another process was faster. */
function makeLock(folder: string): boolean {
  const prepared = prepareLock(folder);
  try {
    renameSync(prepared, folder);
    return true;
  } catch {
    rmSync(prepared, { recursive: true, force: true });
    return false;
  }
}

function prepareLock(folder: string): string {
  try {
    mkdirSync(path.dirname(folder), { recursive: true });
    const prepared = mkdtempSync(`${folder}.${OWNER}.`);
    writeFileSync(path.join(prepared, OWNER), '');
    return prepared;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const remedy = 'make room or make it writable, or choose another with REPORT_CACHE_DIR or --out';
    throw new UserError(`cannot write the folder: ${path.dirname(folder)}: ${code}; ${remedy}`);
  }
}
