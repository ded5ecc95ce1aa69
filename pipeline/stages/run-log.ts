import { execFile } from 'node:child_process';
import os from 'node:os';
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
  /** When the build began, and which commit it ran. */
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
  const commit = gitCommit();
  return {
    startedAt,
    commit,
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
        commit: await commit,
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

async function gitCommit(): Promise<string | null> {
  try {
    return (await promisify(execFile)('git', ['rev-parse', 'HEAD'])).stdout.trim();
  } catch {
    return null;
  }
}
