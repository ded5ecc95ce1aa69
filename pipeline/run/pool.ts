import type { RunRecord } from '../model/run-record.ts';
import { withCleanup } from '../processes/temporary.ts';
import type { Progress } from './progress.ts';
import type { Run } from './run.ts';
import { startTrainingProcess, type TrainingProcess, type TrainingSetting } from './training-process.ts';

export interface PoolOptions<C extends Run> extends TrainingSetting {
  /** Processes at most; never more than there are runs. */
  readonly workers: number;
  readonly progress: Progress;
  /** Awaited before the worker takes its next run, so that a finished run is never lost. */
  readonly onFinished: (run: C, record: RunRecord) => Promise<void>;
  /** The next run to train, or null when there is none left; by default they are taken in order. */
  readonly next?: (signal: AbortSignal) => Promise<C | null>;
  /** Ends all training at once. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains the runs by as many single-threaded processes. Processes, not threads, because native engines keep state
 * of their own. Ends all of them before it returns, or throws at the first failure.
 */
export async function trainRuns<C extends Run>(runs: readonly C[], options: PoolOptions<C>): Promise<void> {
  options.signal?.throwIfAborted();
  const queue = [...runs];
  const { next = async () => queue.shift() ?? null } = options;
  const processes: TrainingProcess[] = [];
  const ended = new AbortController();
  const endAll = () => {
    ended.abort();
    for (const process of processes) process.end();
  };
  const start = () => {
    ended.signal.throwIfAborted();
    const process = startTrainingProcess(options);
    processes.push(process);
    return process;
  };
  const serveOne = () => serve({ start, next: () => next(ended.signal) }, options);
  options.signal?.addEventListener('abort', endAll);
  const count = Math.min(options.workers, runs.length);
  try {
    await withCleanup(endAll, () => Promise.all(Array.from({ length: count }, serveOne)));
  } finally {
    options.progress.stop();
  }
}

/** Starts a process when there is a run for it, and feeds it until there is none. */
async function serve<C extends Run>(
  { start, next }: { start: () => TrainingProcess; next: () => Promise<C | null> },
  { progress, onFinished }: PoolOptions<C>,
): Promise<void> {
  let process: TrainingProcess | undefined;
  for (let run = await next(); run; run = await next()) {
    const running: C = run;
    process ??= start();
    await process.ready;
    progress.start(running);
    const record = await process.train(running, (done) => progress.update(running, done));
    await onFinished(running, record);
    progress.finish(running, record);
  }
}
