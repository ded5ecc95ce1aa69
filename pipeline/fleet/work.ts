import { setTimeout as pause } from 'node:timers/promises';
import { DelayedError, type Job, UnrecoverableError, WaitingError } from 'bullmq';
import type { IdentifiedRun } from '../run/plan.ts';
import { runName } from '../run/run.ts';
import { checkJob, type Equipment, requireSameCode } from './check-job.ts';
import type { Processes } from './processes.ts';
import { type JobData, packRun, readJob } from './queue.ts';
import type { WorkerStatus } from './worker-status.ts';

const SHOWN = 3;
const LONGEST_REST_MS = 10_000;

/** What a worker gave back and why; and how long it should rest, so that it is not in the way of others. */
export function createRefusals(log: (line: string) => void) {
  const byReason = new Map<string, number>();
  let inARow = 0;
  return {
    /** Tells the first refusal for a reason, the tenth, the hundredth and so on. */
    add(name: string, reason: string): void {
      const runs = (byReason.get(reason) ?? 0) + 1;
      byReason.delete(reason); // so that the latest is the last
      byReason.set(reason, runs);
      if (Number.isInteger(Math.log10(runs))) {
        log(`refused   ${name}${runs > 1 ? ` and ${runs - 1} more` : ''}: ${reason}`);
      }
    },
    /** Milliseconds to leave the queue to others: none at first, since the next job may be for us, then ever more. */
    nextRestMs(): number {
      inARow += 1;
      return inARow < 3 ? 0 : Math.min(LONGEST_REST_MS, 100 * 2 ** (inARow - 3));
    },
    served(): void {
      inARow = 0;
    },
    list(): WorkerStatus['refusals'] {
      return [...byReason].slice(-SHOWN).map(([reason, runs]) => ({ reason: reason.slice(0, 300), runs }));
    },
  };
}
type Refusals = ReturnType<typeof createRefusals>;

export interface Workplace {
  readonly equipment: Equipment;
  readonly processes: Processes;
  readonly refusals: Refusals;
  /** Packed runs by job, until the queue has them: a lost connection or a lost lock costs no training. */
  readonly undelivered: Map<string, string>;
  readonly log: (line: string) => void;
  /** Takes no jobs for a while. */
  readonly rest: (ms: number) => void;
  /** Ends what the worker does, at once. */
  readonly end: AbortSignal;
  /** Ends the worker because of an error that no other job would be spared. */
  readonly giveUp: (error: unknown) => void;
}

/** How long a job that was refused here is left alone, so that another worker finds it first. */
const REFUSED_MS = 1000;
/** After a failure, which may be this machine's: longer than the queue waits before it tries again. */
const FAILED_REST_MS = 2000;
const PROGRESS_MS = 2000;

/** Does one job: the packed run is what the queue gets. Throws what BullMQ understands. */
export async function work(job: Job, token: string, place: Workplace): Promise<string> {
  const data = readJob(job.id, job.data);
  if ('invalid' in data) {
    place.log(`refused   job ${job.id}: invalid job: ${data.invalid}`);
    throw new UnrecoverableError(`invalid job: ${data.invalid}`);
  }
  try {
    const packed = await unless(place.end, assessAndTrain(job, token, data, place));
    place.refusals.served();
    return packed;
  } catch (error) {
    if (error instanceof DelayedError) throw error;
    await pause(100); // Ctrl-C reaches training processes, too, and may reach them first
    if (place.end.aborted) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const name = `${data.experiment} seed ${data.identity.seed}`;
    place.log(`failed    ${name}: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
    place.rest(FAILED_REST_MS);
    throw error;
  }
}

async function assessAndTrain(job: Job, token: string, data: JobData, place: Workplace): Promise<string> {
  const run = await checkJob(data, place.equipment);
  if ('reason' in run) {
    place.refusals.add(`${data.experiment} seed ${data.identity.seed}`, run.reason);
    place.rest(place.refusals.nextRestMs());
    await job.moveToDelayed(Date.now() + REFUSED_MS, token);
    throw new DelayedError();
  }
  place.end.throwIfAborted();
  return place.undelivered.get(job.id!) ?? train(job, run, place);
}

/** The work's outcome, unless the signal comes first: looking for data cannot be cut short. */
function unless<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

async function train(job: Job, run: IdentifiedRun, place: Workplace): Promise<string> {
  const record = await place.processes.train(run, progressTeller(job));
  await requireSameCode(place.equipment.code).catch((error) => {
    place.giveUp(error);
    throw error;
  });
  place.log(`trained   ${runName(run)}`);
  const packed = packRun(record);
  place.undelivered.set(job.id!, packed);
  return packed;
}

function progressTeller(job: Job): (done: number) => void {
  let toldAt = performance.now();
  return (done) => {
    if (performance.now() - toldAt < PROGRESS_MS) return;
    toldAt = performance.now();
    job.updateProgress(done).catch(() => {}); // only news
  };
}
