import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from '../cli.ts';
import type { BuildFolder } from './folder.ts';

/** Few, but of both families. */
const SELECTION = ['a-softmax', 'a-l1', 'c-relu-normalized'];

/** A build that may be killed at any moment. */
export interface RunningBuild {
  readonly process: ChildProcess;
  readonly ended: Promise<BuildEnd>;
  /** What it said last, in a word. */
  stage(): string;
}

export interface BuildEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stderr: string;
  /** Names of the runs that it trained and stored. */
  readonly trained: readonly string[];
}

/** Starts a quick build in a process group of its own. */
export function startBuild({ cache, out, temporary }: BuildFolder, ...more: string[]): RunningBuild {
  const only = SELECTION.flatMap((id) => ['--only', id]);
  const args = [
    'pipeline/start.js',
    'report',
    '--quick',
    '--data',
    'embedded',
    ...only,
    '--out',
    out,
    ...more,
  ];
  const { REPORT_DATA_DIR: _, ...inherited } = process.env;
  const env = { ...inherited, REPORT_CACHE_DIR: cache, TMPDIR: temporary };
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env,
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
    return { code, stderr, trained };
  });
  return { process: child, ended, stage: () => /(\S+).*\n$/.exec(stdout)?.[1] ?? 'start' };
}
