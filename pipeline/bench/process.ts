import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import type { Lap } from './job.ts';

/** How to start a process that understands a job. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Beside the environment of the race itself. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** A process that runs laps when it is asked to and waits in between, using no processor. */
export interface Contestant {
  lap(iterations: number): Promise<Lap>;
  end(): void;
}

const lap = z.object({ seconds: z.array(z.number()), peakMemoryBytes: z.number() });

/** Starts the process. A lap fails with the last line that it wrote to standard error when it ends on its own. */
export function startContestant({ file, args, env, cwd }: Command): Contestant {
  const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors = (errors + text).slice(-10_000);
  });
  child.stdin.on('error', () => {}); // it has ended: the missing answer says so
  const failure = new Promise<never>((_, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      reject(new Error(lastLine(errors) ?? `ended with ${code ?? signal}`)),
    );
  });
  failure.catch(() => {});
  return {
    async lap(iterations) {
      child.stdin.write(`${iterations}\n`);
      const { value, done } = await Promise.race([answers.next(), failure]);
      return done ? failure : lap.parse(JSON.parse(value));
    },
    end: () => void child.kill('SIGKILL'),
  };
}

function lastLine(text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '');
}
