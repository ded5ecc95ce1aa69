import { Job, type JobsOptions, type Queue } from 'bullmq';
import type { RunRecord } from '../model/run-record.ts';
import { formMistakes, formOf } from '../run/form.ts';
import type { IdentifiedRun } from '../run/plan.ts';
import { runName } from '../run/run.ts';
import { JOB_OPTIONS, jobId, jobOf, unpackRun } from './queue.ts';

/** Runs that a build asked for and does not have yet. */
export interface Request<C extends IdentifiedRun> {
  readonly outstanding: ReadonlyMap<string, C>;
  /** Puts everything into the queue that is not there yet, and looks at what is. */
  ask(): Promise<void>;
  /** Looks how the jobs stand: takes results, asks again for what has vanished. Events alone could be missed. */
  lookUp(ids: readonly string[]): Promise<void>;
  /** A worker has finished the job. */
  completed(id: string, packed: unknown): Promise<void>;
  /** The queue has given the job up. */
  failed(id: string, reason: string): void;
  /** Takes what nobody trains yet out of the queue. Other builds that want it too put it back. */
  withdraw(): Promise<void>;
}

export interface RequestListener<C> {
  readonly onFinished: (run: C, record: RunRecord) => Promise<void>;
  readonly onFailed: (run: C, reason: string) => void;
}

/** How many jobs are sent or looked at in one go. */
export const BATCH = 250;
/** A job whose result is no run, or that vanishes, is asked for so often before it counts as failed. */
const MOST_ASKS = 5;

export function createRequest<C extends IdentifiedRun>(
  queue: Queue,
  runs: readonly C[],
  { onFinished, onFailed }: RequestListener<C>,
): Request<C> {
  const outstanding = new Map(runs.map((run) => [jobId(run), run]));
  const asks = new Map<string, number>();
  const mistakes = new Map<string, string>();
  let withdrawn = false;

  const request: Request<C> = {
    outstanding,
    async ask() {
      for (const ids of batches([...outstanding.keys()])) {
        const known = await Promise.all(ids.map((id) => Job.fromId(queue, id)));
        // What failed before this build is tried once more.
        await Promise.all(
          known.map((job) => job?.failedReason && job.finishedOn && job.remove().catch(() => {})),
        );
        await add(ids);
        await request.lookUp(ids.filter((_, index) => known[index]?.finishedOn));
      }
    },
    async lookUp(ids) {
      const jobs = await Promise.all(ids.map((id) => Job.fromId(queue, id)));
      await add(ids.filter((_, index) => jobs[index] === undefined));
      for (const job of jobs) {
        if (!job?.finishedOn) continue;
        if (job.failedReason) request.failed(job.id!, job.failedReason);
        else await request.completed(job.id!, job.returnvalue);
      }
    },
    async completed(id, packed) {
      const run = outstanding.get(id);
      if (!run) return;
      const record = unpackRun(packed);
      const mistake = record ? formMistakes(record, formOf(run))[0] : 'no run';
      if (!record || mistake !== undefined) return askAgain(id, mistake!);
      outstanding.delete(id);
      await onFinished(run, record);
    },
    failed(id, reason) {
      const run = outstanding.get(id);
      if (run && outstanding.delete(id)) onFailed(run, reason);
    },
    async withdraw() {
      withdrawn = true;
      for (const ids of batches([...outstanding.keys()])) {
        await Promise.all(ids.map((id) => queue.remove(id)));
      }
    },
  };

  async function add(ids: readonly string[]): Promise<void> {
    if (withdrawn) return;
    const wanted = ids.filter((id) => outstanding.has(id) && mayAsk(id));
    await queue.addBulk(wanted.map((id) => jobFor(id, outstanding.get(id)!)));
  }

  function mayAsk(id: string): boolean {
    const times = (asks.get(id) ?? 0) + 1;
    asks.set(id, times);
    if (times > MOST_ASKS) {
      const last = mistakes.get(id) ?? 'it vanished from the queue';
      request.failed(id, `asked for ${MOST_ASKS} times, without a usable result: ${last}`);
    }
    return times <= MOST_ASKS;
  }

  async function askAgain(id: string, mistake: string): Promise<void> {
    mistakes.set(id, mistake);
    await queue.remove(id);
    await add([id]);
  }

  return request;
}

function jobFor(id: string, run: IdentifiedRun): { name: string; data: unknown; opts: JobsOptions } {
  return { name: runName(run), data: jobOf(run), opts: { ...JOB_OPTIONS, jobId: id } };
}

function* batches<T>(items: readonly T[]): Generator<T[]> {
  for (let from = 0; from < items.length; from += BATCH) yield items.slice(from, from + BATCH);
}
