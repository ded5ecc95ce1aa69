import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import os from 'node:os';

/**
 * Names for this process and this machine, to be put into the names of files. Whether the process that made a file
 * still runs is then known at once and without a clock, even after it was killed and its number given to another.
 */

/** Processes know each other by number only on one machine, or in one container of it. */
export const MACHINE = digest(`${os.hostname()} ${attempt(() => readlinkSync('/proc/self/ns/pid'))}`);

/** This process: `<machine>-<number>-<start>`. */
export const OWNER = `${MACHINE}-${process.pid}-${startOf(process.pid)}`;

const OWNER_PATTERN = /([0-9a-f]{8})-(\d+)-([0-9a-f]{8})/;

/** The number of the running process that is named in the file's name; null if it is gone, or elsewhere, or none is. */
export function ownerOf(fileName: string): number | null {
  const [, machine, pid, start] = OWNER_PATTERN.exec(fileName) ?? [];
  return machine === MACHINE && startOf(Number(pid)) === start ? Number(pid) : null;
}

/** Whether the file's name names a process of this machine that has ended. */
export function isLeftOver(fileName: string): boolean {
  return OWNER_PATTERN.exec(fileName)?.[1] === MACHINE && ownerOf(fileName) === null;
}

/** Tells the process with this number from all that had it before; null if there is none. */
function startOf(pid: number): string | null {
  const start = existsSync('/proc/self/stat') ? linuxStart(pid) : otherStart(pid);
  return start === null ? null : digest(start);
}

/** Clock ticks from the start of the system to that of the process. A zombie has ended: it only waits to be noticed. */
function linuxStart(pid: number): string | null {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // from the third on: the second may hold spaces
  const [state, ticks] = [fields[0]!, fields[19]];
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  return 'ZX'.includes(state) ? null : `${boot} ${ticks}`;
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
