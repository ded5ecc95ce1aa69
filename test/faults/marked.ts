import { readdirSync, readFileSync } from 'node:fs';

/** A running process that works in one folder, told by its environment or its command line. */
export interface MarkedProcess {
  readonly pid: number;
  readonly kind: 'build' | 'worker' | 'browser' | 'other';
}

/** All processes of this machine that work in the folder, from Linux's /proc. */
export function processesIn(folder: string): MarkedProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => describe(Number(name), folder) ?? []);
}

function describe(pid: number, folder: string): MarkedProcess | null {
  const command = read(`/proc/${pid}/cmdline`);
  if (command === '' || !`${command}${read(`/proc/${pid}/environ`)}`.includes(folder)) return null; // '' for a zombie
  if (command.includes('run/worker.ts')) return { pid, kind: 'worker' };
  if (command.includes('--user-data-dir=') || command.includes('/chromium')) return { pid, kind: 'browser' };
  return { pid, kind: command.includes('pipeline/start.js') ? 'build' : 'other' };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // it has ended
  }
}
