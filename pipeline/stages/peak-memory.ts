import { readdirSync, readFileSync } from 'node:fs';

/** A process as Linux describes it under /proc. */
interface ProcessMemory {
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

/**
 * The most memory that the processes of one kind held at once, in MiB, never too little: a process that is alive
 * counts with the most that it ever held in the stage, and pages that processes share count in each. Only what a stage
 * has is there. Where there is no /proc, the build's own process is all that is known.
 */
export type PeakMemory = Readonly<Partial<Record<Kind | 'total' | 'largestWorker', number>>>;

type Kind = 'build' | 'workers' | 'browser' | 'others';

const INTERVAL_MS = 200;

/** Looks at this process and all that it started until `end` is called, which says what the most was. */
export function watchMemory(): { end(): PeakMemory } {
  const before = ownPeakMiB();
  const peaks = new Map<number, number>();
  const most: Record<string, number> = {};
  const raise = (name: string, value: number) => {
    most[name] = Math.max(most[name] ?? 0, value);
  };
  const look = () => {
    const sums: Record<string, number> = {};
    for (const seen of processTree(process.pid)) {
      const peak = Math.max(peaks.get(seen.pid) ?? 0, peakSince(seen, before));
      peaks.set(seen.pid, peak);
      const kind = kindOf(seen);
      for (const name of [kind, 'total']) sums[name] = (sums[name] ?? 0) + peak;
      if (kind === 'workers') raise('largestWorker', peak);
    }
    for (const [name, sum] of Object.entries(sums)) raise(name, sum);
  };
  const timer = setInterval(look, INTERVAL_MS).unref();
  return {
    end() {
      clearInterval(timer);
      look();
      if (most.total === undefined) raise('build', ownPeakMiB());
      return Object.fromEntries(Object.entries(most).map(([name, value]) => [name, Math.round(value)]));
    },
  };
}

/** This process is older than the stage: its own record counts only if the stage has broken it. */
function peakSince({ pid, residentMiB, peakMiB }: ProcessMemory, before: number): number {
  return pid === process.pid && peakMiB <= before ? residentMiB : peakMiB;
}

function kindOf({ pid, command }: ProcessMemory): Kind {
  if (pid === process.pid) return 'build';
  if (/\brun\/worker\.ts\b/.test(command)) return 'workers';
  return /chrom/i.test(command.split(' ', 1)[0]!) ? 'browser' : 'others';
}

const ownPeakMiB = () => process.resourceUsage().maxRSS / 1024;
