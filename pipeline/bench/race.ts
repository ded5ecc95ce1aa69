import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import type { Lap } from './pace.ts';

/** How to start a process that understands a job. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Beside the environment of the race itself; undefined takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** A process that runs laps when it is asked to and waits in between, using no processor. */
interface Contestant {
  lap(iterations: number): Promise<Lap>;
  end(): void;
}

const lap = z.object({ seconds: z.array(z.number()), peakMemoryBytes: z.number() });

/** Starts the process. A lap fails with the last line that it wrote to standard error when it ends on its own. */
function startContestant({ file, args, env, cwd }: Command): Contestant {
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

/** One way to do the work of a race. */
export interface Entrant {
  readonly id: string;
  readonly title: string;
  /** Processes that run at once, each on an experiment of its own. */
  readonly processes: number;
  /** Threads of each. */
  readonly threads: number;
  readonly command: Command;
  /** Iterations of a lap. */
  readonly iterations: number;
  /** Laps it takes part in at most: fewer for those that would keep all others waiting. */
  readonly laps?: number;
}

/** What an entrant did. */
export interface Finish {
  readonly entrant: Entrant;
  /** Seconds an iteration and an experiment, one value a lap: with two processes at once half of what each takes. */
  readonly seconds: readonly number[];
  /** Largest resident set of any of its processes. */
  readonly peakMemoryBytes: number;
}

interface Runner {
  readonly entrant: Entrant;
  readonly contestants: readonly Contestant[];
  readonly seconds: number[];
  peakMemoryBytes: number;
}

interface RaceOptions {
  readonly laps: number;
  /** Told of every entrant that fails; the others go on. */
  readonly onFailure: (entrant: Entrant, reason: string) => void;
}

/**
 * Lets the entrants run in turn, a lap each, over and over, so that whatever slows the machine down for a while
 * slows down all of them. All are started and run one lap that does not count before the first one that does.
 */
export async function race(entrants: readonly Entrant[], options: RaceOptions): Promise<Finish[]> {
  const runners = entrants.map(
    (entrant): Runner => ({
      entrant,
      contestants: Array.from({ length: entrant.processes }, () => startContestant(entrant.command)),
      seconds: [],
      peakMemoryBytes: 0,
    }),
  );
  const failed = new Set<Runner>();
  const attempt = async (runner: Runner, work: () => Promise<void>) => {
    if (failed.has(runner)) return;
    try {
      await work();
    } catch (error) {
      failed.add(runner);
      options.onFailure(runner.entrant, error instanceof Error ? error.message : String(error));
    }
  };
  try {
    for (const runner of runners) await attempt(runner, async () => void (await runLap(runner)));
    for (let lap = 0; lap < options.laps; lap++) {
      for (const runner of runners.filter(({ entrant }) => lap < (entrant.laps ?? options.laps))) {
        await attempt(runner, async () => void runner.seconds.push(await runLap(runner)));
      }
    }
  } finally {
    for (const { contestants } of runners) for (const contestant of contestants) contestant.end();
  }
  return runners.filter((runner) => !failed.has(runner));
}

/** Runs a lap in all processes of an entrant at once. Returns seconds an iteration and an experiment. */
async function runLap(runner: Runner): Promise<number> {
  const { iterations } = runner.entrant;
  const laps = await Promise.all(runner.contestants.map((contestant) => contestant.lap(iterations)));
  runner.peakMemoryBytes = Math.max(
    runner.peakMemoryBytes,
    ...laps.map(({ peakMemoryBytes }) => peakMemoryBytes),
  );
  const seconds = laps.flatMap((lap) => lap.seconds);
  const mean = seconds.reduce((sum, value) => sum + value, 0) / seconds.length;
  return mean / runner.contestants.length;
}
