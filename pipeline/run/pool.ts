import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EngineName } from '../engine/engine.ts';
import type { RunRecord } from '../engine/history.ts';
import { EXIT, UserError } from '../errors.ts';
import { type Cell, cellName } from './cell.ts';
import type { WorkerMessage } from './messages.ts';
import type { Progress } from './progress.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

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
  const children = Array.from({ length: Math.min(options.workers, cells.length) }, () =>
    startWorker(options.engine),
  );
  try {
    await Promise.all(children.map((child) => serve(child, queue, options)));
  } finally {
    for (const child of children) child.kill('SIGKILL');
    options.progress.stop();
  }
}

/** TypeScript is loaded by tsx, found from the project's root wherever the build was started. */
function startWorker(engine: EngineName): ChildProcess {
  return fork(WORKER, [engine], {
    cwd: ROOT,
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
}

/** Feeds one process until the queue is empty. */
async function serve<C extends Cell>(
  child: ChildProcess,
  queue: C[],
  options: PoolOptions<C>,
): Promise<void> {
  await reply(child, 'its start', () => {});
  for (let cell = queue.shift(); cell; cell = queue.shift()) {
    const running: C = cell;
    options.progress.start(running);
    child.send({ cell: { experiment: cell.experiment, seed: cell.seed, location: cell.location } });
    const run = await reply(child, cellName(cell), (done) => options.progress.update(running, done));
    await options.onFinished(running, run!);
    options.progress.finish(running);
  }
}

/** Waits for the process to be ready (null) or to finish its cell (the run); passes progress on meanwhile. */
function reply(
  child: ChildProcess,
  doing: string,
  onProgress: (done: number) => void,
): Promise<RunRecord | null> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      child.off('message', onMessage).off('exit', onExit);
      act();
    };
    const onMessage = (message: WorkerMessage) => {
      if (message.type === 'progress') onProgress(message.done);
      else if (message.type === 'ready') settle(() => resolve(null));
      else if (message.type === 'finished') settle(() => resolve(message.run));
      else settle(() => reject(failureOf(message, doing)));
    };
    const onExit = (code: number | null, signal: string | null) =>
      settle(() => reject(lostWorker(doing, signal ?? `exit code ${code}`)));
    child.on('message', onMessage).on('exit', onExit);
  });
}

function failureOf({ message, exitCode }: WorkerMessage & { type: 'failed' }, doing: string): Error {
  return exitCode === EXIT.internal
    ? new Error(`${doing}: ${message}`)
    : new UserError(`${doing}: ${message}`, exitCode);
}

function lostWorker(doing: string, how: string): UserError {
  return new UserError(
    `lost worker: ${how} during ${doing}; finished experiments are kept, run again (with fewer --workers if memory is short)`,
    EXIT.internal,
  );
}
