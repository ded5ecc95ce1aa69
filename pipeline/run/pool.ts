import type { EngineName } from '../engine/engine.ts';
import type { RunRecord } from '../engine/history.ts';
import type { Cell } from './cell.ts';
import type { Progress } from './progress.ts';
import { startTrainingProcess, type TrainingProcess } from './training-process.ts';

export interface PoolOptions<C extends Cell> {
  readonly engine: EngineName;
  /** Processes at most; never more than there are cells. */
  readonly workers: number;
  readonly progress: Progress;
  /** Awaited before the worker takes its next cell, so that a finished run is never lost. */
  readonly onFinished: (cell: C, run: RunRecord) => Promise<void>;
}

/**
 * Trains the cells, taken in order by as many single-threaded processes. Processes, not threads, because native
 * engines keep state of their own. Ends all of them before it returns, or throws at the first failure.
 */
export async function trainCells<C extends Cell>(
  cells: readonly C[],
  options: PoolOptions<C>,
): Promise<void> {
  const queue = [...cells];
  const processes = Array.from({ length: Math.min(options.workers, cells.length) }, () =>
    startTrainingProcess(options.engine),
  );
  try {
    await Promise.all(processes.map((process) => serve(process, queue, options)));
  } finally {
    for (const process of processes) process.end();
    options.progress.stop();
  }
}

/** Feeds one process until the queue is empty. */
async function serve<C extends Cell>(
  process: TrainingProcess,
  queue: C[],
  { progress, onFinished }: PoolOptions<C>,
): Promise<void> {
  await process.ready;
  for (let cell = queue.shift(); cell; cell = queue.shift()) {
    const running: C = cell;
    progress.start(running);
    const run = await process.train(running, (done) => progress.update(running, done));
    await onFinished(running, run);
    progress.finish(running);
  }
}
