import { type Command, type Contestant, startContestant } from './process.ts';

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

export interface RaceOptions {
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
