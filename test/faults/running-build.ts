import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from '../cli.ts';
import type { BuildFolder } from './folder.ts';

/** Few, but of both families. */
const SELECTION = ['a-softmax', 'a-l1', 'c-relu-normalized'];

/** A build that may be killed at any moment. */
export interface RunningBuild {
  readonly process: ChildProcess;
  /** Resolves when it has said a line like this, or has ended. */
  saying(line: RegExp): Promise<void>;
  readonly ended: Promise<BuildEnd>;
  /** What it said last, in a word. */
  stage(): string;
}

export interface BuildEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Names of the runs that it trained and stored. */
  readonly trained: readonly string[];
}

export interface BuildOptions {
  readonly only?: readonly string[];
  readonly more?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A shell's setting for the build alone, such as a limit. */
  readonly limit?: string;
}

/** Starts a quick build in a process group of its own. */
export function startBuild(
  { cache, out, temporary }: BuildFolder,
  { only = SELECTION, more = [], env = {}, limit = ':' }: BuildOptions = {},
): RunningBuild {
  const selection = only.flatMap((id) => ['--only', id]);
  const args = ['pipeline/start.js', 'report', '--quick', '--data', 'embedded', ...selection, '--out', out];
  const { REPORT_DATA_DIR: _, ...inherited } = process.env;
  const child = spawn('sh', ['-c', `${limit}; exec "$0" "$@"`, process.execPath, ...args, ...more], {
    cwd: ROOT,
    env: { ...inherited, REPORT_CACHE_DIR: cache, TMPDIR: temporary, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const ended = once(child, 'exit').then(async ([code]) => {
    const trained = [...stdout.matchAll(/trained (.+) in [\d.]+ s/g)].map(([, name]) => name!);
    return { code, stdout, stderr, trained };
  });
  const saying = async (line: RegExp) => {
    while (!line.test(stdout) && child.exitCode === null && child.signalCode === null) await pause(10);
  };
  return {
    process: child,
    saying,
    ended,
    stage: () => [...stdout.matchAll(/^(?: {2})?(\w+)/gm)].at(-1)?.[1] ?? 'start',
  };
}
