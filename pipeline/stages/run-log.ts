import { execFile } from 'node:child_process';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type PeakMemory, watchMemory } from './peak-memory.ts';

/** What differs between two equal runs, and so stays out of results.json: it becomes run.json. */
export interface RunLog {
  warn(line: string): void;
  note(field: string, value: unknown): void;
  /** Runs a stage and records how long it took and how much memory. */
  time<T>(stage: string, work: () => Promise<T>): Promise<T>;
  /** Notes that were made under this name, null without any. */
  noted(field: string): unknown;
  /** When the build began, and which commit of the project it ran. */
  readonly startedAt: string;
  readonly commit: Promise<string | null>;
  format(): Promise<string>;
}

export function createRunLog(): RunLog {
  const startedAt = new Date().toISOString();
  const notes: Record<string, unknown> = {};
  const stages: Record<string, number> = {};
  const memory: Record<string, PeakMemory> = {};
  const warnings: string[] = [];
  const checkout = readCheckout(PROJECT);
  return {
    startedAt,
    commit: checkout.then((found) => found?.commit ?? null),
    noted: (field) => notes[field] ?? null,
    warn: (line) => void warnings.push(line),
    note(field, value) {
      notes[field] = value;
    },
    async time(stage, work) {
      const start = performance.now();
      const watch = watchMemory();
      try {
        return await work();
      } finally {
        stages[stage] = (stages[stage] ?? 0) + Math.round(performance.now() - start);
        memory[stage] = watch.end();
      }
    },
    async format() {
      const record = {
        startedAt,
        commit: (await checkout)?.commit ?? null,
        dirty: (await checkout)?.dirty ?? null,
        machine: machine(),
        ...notes,
        stagesMs: stages,
        stagesPeakMiB: memory,
        warnings,
      };
      return `${JSON.stringify(record, null, 2)}\n`;
    },
  };
}

/** What a reader of times needs to know of the computer. */
export function machine() {
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    processor: os.cpus()[0]?.model ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
  };
}

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The commit of the repository that holds the folder's package.json, and whether its files differ from that; null where
 * none does. Neither the current folder nor git's own variables count, which may mean another one.
 */
export async function readCheckout(folder: string): Promise<{ commit: string; dirty: boolean } | null> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const git = async (...words: string[]) =>
    (await promisify(execFile)('git', words, { cwd: folder, env })).stdout;
  try {
    if ((await git('ls-files', 'package.json')) === '') return null; // unpacked within another project
    const commit = (await git('rev-parse', 'HEAD')).trim();
    return { commit, dirty: (await git('status', '--porcelain', '--untracked-files=no')) !== '' };
  } catch {
    return null;
  }
}
