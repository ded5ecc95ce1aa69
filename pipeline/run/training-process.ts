import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import type { EngineName } from '../model/engine.ts';
import type { RunRecord } from '../model/run-record.ts';
import { type Run, runName } from './run.ts';

/** What a training process needs to know of a run. */
export type Work = Pick<Run, 'experiment' | 'seed' | 'location'>;

/** What the build asks of a training process, one run at a time. */
export interface TrainRequest {
  readonly run: Work;
}

/** What a worker process tells. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly done: number }
  | { readonly type: 'finished'; readonly run: RunRecord }
  /** No memory was left for the run. */
  | { readonly type: 'starved' }
  | { readonly type: 'failed'; readonly message: string; readonly exitCode: ExitCode };

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A single-threaded process that trains one run at a time. */
export interface TrainingProcess {
  /** Resolves when the process can take its first run. Rejects like `train`. */
  readonly ready: Promise<void>;
  /** Rejects with a UserError (70 for a process that was lost), or with an Error for a bug. */
  train(run: Run, onProgress: (stepsDone: number) => void): Promise<RunRecord>;
  /** Ends it at once, whatever it does. */
  end(): void;
}

/** What a training process trains with. */
export interface TrainingSetting {
  readonly engine: EngineName;
  /** The module that exports the study's `trainers`, as a file: URL. */
  readonly trainersModule: string;
}

/** Starts a process. TypeScript is loaded by tsx, found from the project's root wherever the build was started. */
export function startTrainingProcess({ engine, trainersModule }: TrainingSetting): TrainingProcess {
  const child = fork(WORKER, [engine, trainersModule], {
    cwd: ROOT,
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  const errors = passOnErrors(child);
  const loss = watchForLoss(child, errors);
  const ready = reply({ child, loss }, 'its start', () => {}).then(() => {});
  ready.catch(() => {}); // whoever waits for it is told
  return {
    ready,
    async train(run, onProgress) {
      const { experiment, seed, location } = run;
      // A process that is lost meanwhile says how when it closes; that it cannot be written to says less.
      child.send({ run: { experiment, seed, location } }, () => {});
      return (await reply({ child, loss }, runName(run), onProgress))!;
    },
    end: () => void child.kill('SIGKILL'),
  };
}

/** How a process ended, once it has: before, between or in the middle of its runs. */
interface Loss {
  how?: string;
}

function watchForLoss(child: ChildProcess, errors: ErrorOutput): Loss {
  const loss: Loss = {};
  child.on('close', (code, signal) => {
    loss.how ??= errors.tellOutOfMemory() ? 'out of memory' : (signal ?? `exit code ${code}`);
  });
  // Where no process could be started there is none that closes.
  child.on('error', ({ message }) => {
    loss.how ??= message;
  });
  return loss;
}

/** Waits for the process to be ready (null) or to finish its run (the run); passes progress on meanwhile. */
function reply(
  { child, loss }: { child: ChildProcess; loss: Loss },
  doing: string,
  onProgress: (done: number) => void,
): Promise<RunRecord | null> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      child.off('message', onMessage).off('close', onLoss).off('error', onLoss);
      act();
    };
    const onMessage = (message: WorkerMessage) => {
      if (message.type === 'progress') onProgress(message.done);
      else if (message.type === 'ready') settle(() => resolve(null));
      else if (message.type === 'starved') settle(() => reject(lostWorker(doing, 'out of memory')));
      else if (message.type === 'finished') settle(() => resolve(message.run));
      else settle(() => reject(failureOf(message, doing)));
    };
    const onLoss = () => {
      if (loss.how !== undefined) settle(() => reject(lostWorker(doing, loss.how!)));
    };
    child.on('message', onMessage).on('close', onLoss).on('error', onLoss);
    onLoss();
  });
}

interface ErrorOutput {
  tellOutOfMemory(): boolean;
}

/** How V8 and the C++ library begin when no memory is left: pages of addresses, of no use to the user. */
const OUT_OF_MEMORY = /<--- Last few GCs|heap out of memory|bad_alloc/;

/** Passes on what the process writes to standard error, up to its last words when memory runs out. */
function passOnErrors({ stderr }: ChildProcess): ErrorOutput {
  let outOfMemory = false;
  stderr?.on('data', (text) => {
    outOfMemory ||= OUT_OF_MEMORY.test(String(text));
    if (!outOfMemory) process.stderr.write(text);
  });
  return { tellOutOfMemory: () => outOfMemory };
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
