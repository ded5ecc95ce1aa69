import { readdirSync, readFileSync } from 'node:fs';

/** A process as Linux describes it under /proc. */
export interface ProcessMemory {
  readonly pid: number;
  /** Its command line, words parted by spaces. */
  readonly command: string;
  /** Resident now, and the most since it started. Pages that processes share count in each of them. */
  readonly residentMiB: number;
  readonly peakMiB: number;
}

/** The process and all that descend from it; empty where there is no /proc. Those that end meanwhile are left out. */
export function processTree(pid: number): ProcessMemory[] {
  const process = readProcess(pid);
  return process ? [process, ...childrenOf(pid).flatMap(processTree)] : [];
}

function readProcess(pid: number): ProcessMemory | null {
  const status = readOrNothing(`/proc/${pid}/status`);
  const residentMiB = memoryIn(status, 'VmRSS');
  const peakMiB = memoryIn(status, 'VmHWM');
  if (residentMiB === null || peakMiB === null) return null; // it has ended, though its parent has not noticed
  const command = readOrNothing(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
  return { pid, command, residentMiB, peakMiB };
}

function memoryIn(status: string, field: string): number | null {
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) / 1024;
}

/** Each thread keeps a list of those that it started. */
function childrenOf(pid: number): number[] {
  let threads: string[] = [];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {}
  const lists = threads.map((thread) => readOrNothing(`/proc/${pid}/task/${thread}/children`));
  return lists.join(' ').split(' ').filter(Boolean).map(Number);
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
