import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../base/errors.ts';
import { withCleanup } from './temporary.ts';

/**
 * Names for this process and this machine, to be put into the names of files. Whether the process that made a file
 * still runs is then known at once and without a clock, even after it was killed and its number given to another.
 */

/** Processes know each other by number only on one machine, or in one container of it. */
export const MACHINE = digest(`${os.hostname()} ${attempt(() => readlinkSync('/proc/self/ns/pid'))}`);

/** Of a process that runs and of which the system tells nothing else: another user's, under Linux's hidepid. */
const HIDDEN = 'hidden';

/** This process: `<machine>-<number>-<start>`. */
export const OWNER = `${MACHINE}-${process.pid}-${startOf(process.pid)}`;

const OWNER_PATTERN = /([0-9a-f]{8})-(\d+)-([0-9a-f]{8})/;

/** The number of the running process that is named in the file's name; null if it is gone, or elsewhere, or none is. */
export function ownerOf(fileName: string): number | null {
  const [, machine, pid, start] = OWNER_PATTERN.exec(fileName) ?? [];
  if (machine !== MACHINE) return null;
  const found = startOf(Number(pid));
  return found === start || found === HIDDEN ? Number(pid) : null;
}

/** Whether the file's name names a process of this machine that has ended. */
export function isLeftOver(fileName: string): boolean {
  return OWNER_PATTERN.exec(fileName)?.[1] === MACHINE && ownerOf(fileName) === null;
}

/** Whether the file's name names a process of another machine, or a lock of one. */
export function isOfElsewhere(fileName: string): boolean {
  const machine = OWNER_PATTERN.exec(fileName)?.[1] ?? /\.([0-9a-f]{8})\.lock$/.exec(fileName)?.[1];
  return machine !== undefined && machine !== MACHINE;
}

/** Tells the process with this number from all that had it before; null if there is none. */
function startOf(pid: number): string | null {
  const start = existsSync('/proc/self/stat') ? linuxStart(pid) : otherStart(pid);
  return start === null || start === HIDDEN ? start : digest(start);
}

/** Clock ticks from the start of the system to that of the process. A zombie has ended: it only waits to be noticed. */
function linuxStart(pid: number): string | null {
  const fields = linuxFields(pid);
  if (fields === null) return isRunning(pid) ? HIDDEN : null;
  const [state, ticks] = [fields[0]!, fields[19]];
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  return 'ZX'.includes(state) ? null : `${boot} ${ticks}`;
}

/** What /proc tells of a process, from its state on; null where that cannot be read. */
function linuxFields(pid: number): string[] | null {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before may hold spaces
}

/** Windows does not easily tell when a process started; there, its number has to do. */
function otherStart(pid: number): string | null {
  if (!isRunning(pid)) return null;
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const ask = () => execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { env, encoding: 'utf8' });
  return process.platform === 'win32' ? 'running' : (attempt(ask) ?? 'running');
}

/** Whether a process has this number. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

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

/**
 * The lock, or null while a living process has it, be it this one. Throws a UserError where none can be made, and for a
 * dead process's lock that only its user may remove.
 */
export function tryLock(place: string): Lock | null {
  const folder = folderOf(place);
  if (lockHolder(place) !== null) return null;
  const { code } = removeLock(folder) ?? {};
  if (code === 'EACCES' || code === 'EPERM') throw foreignLock(folder, code);
  if (!makeLock(folder)) return null;
  return { release: () => void removeLock(folder, [OWNER]) };
}

function foreignLock(folder: string, code: string): UserError {
  const owner = attempt(() => statSync(folder).uid);
  return new UserError(
    `cannot remove the lock: ${folder} (${code}), left by a process of user ${owner} that has ended; remove it, or choose another cache or output folder`,
  );
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
  const requireProgress = watchStopped();
  for (;;) {
    const lock = tryLock(place);
    if (lock) return withCleanup(lock.release, work);
    const holder = lockHolder(place);
    if (holder !== null && !told) onWait(holder);
    told ||= holder !== null;
    requireProgress(holder);
    await pause(POLL_MS);
  }
}

/** A minute, for whoever looks every POLL_MS. */
const PATIENT_POLLS = 300;

/** To be told of the holder at every look. Throws a UserError when it was found stopped (Ctrl-Z) that often in a row. */
export function watchStopped(most = PATIENT_POLLS): (holder: number | null) => void {
  let looks = 0;
  return (holder) => {
    looks = holder !== null && linuxFields(holder)?.[0] === 'T' ? looks + 1 : 0;
    if (looks < most) return;
    throw new UserError(
      `stopped process: ${holder} holds what this build waits for; let it go on (kill -CONT ${holder}) or end it`,
    );
  };
}

/**
 * Removes the named holders, by default all that have ended, and the folder if that empties it. Gives the error that
 * prevents it: most often another process was faster, or has the lock now.
 */
export function removeLock(
  folder: string,
  holders = namesIn(folder).filter((name) => ownerOf(name) === null),
): NodeJS.ErrnoException | null {
  try {
    for (const name of holders) unlinkSync(path.join(folder, name));
    rmdirSync(folder);
    return null;
  } catch (error) {
    return error as NodeJS.ErrnoException;
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
