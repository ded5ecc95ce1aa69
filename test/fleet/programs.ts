import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from '../cli.ts';

/** A command of ours that runs while the test goes on. */
export interface Program {
  readonly pid: number;
  /** What it has written so far, to both streams. */
  output(): string;
  /** Waits until it has written this. Throws when it ends first. */
  says(pattern: RegExp): Promise<void>;
  signal(name: NodeJS.Signals): void;
  isOver(): boolean;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export function startCli(args: readonly string[], env: Readonly<Record<string, string>>): Program {
  const { REPORT_DATA_DIR: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ['pipeline/start.js', ...args], {
    cwd: ROOT,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let over: number | string | null = null;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const ended = new Promise<number | string>((resolve) => {
    child.on('close', (code, signal) => {
      over = code ?? signal!;
      resolve(over);
    });
  });
  return {
    pid: child.pid!,
    output: () => output,
    async says(pattern) {
      while (!pattern.test(output)) {
        if (over !== null) throw new Error(`ended with ${over} before it said ${pattern}:\n${output}`);
        await pause(20);
      }
    },
    signal: (name) => void child.kill(name),
    isOver: () => over !== null,
    ended,
  };
}
