import { gunzipSync, gzipSync } from 'node:zlib';
import type { JobsOptions, QueueOptions, WorkerOptions } from 'bullmq';
import * as z from 'zod';
import { digestOf } from '../cache/key.ts';
import { ENGINE_NAMES } from '../model/engine.ts';
import { trainingConfig } from '../model/experiment.ts';
import { type RunRecord, runRecord } from '../model/run-record.ts';
import type { IdentifiedRun } from '../run/plan.ts';

/** Names the queue in Redis, for the builds and the workers alike. */
export const QUEUE = 'deep-learning-report';

/**
 * A job's result waits so long, in seconds, for builds that ask for it; there are never more than so many. That bounds
 * the memory of Redis, whatever the number of jobs.
 */
const KEPT = { age: 3600, count: 500 };

/**
 * Failures are often a machine's and not the job's: a training process that was killed counts as one. The last of
 * these is reported.
 */
const ATTEMPTS = 6;

export const JOB_OPTIONS = {
  attempts: ATTEMPTS,
  backoff: { type: 'fixed', delay: 1000 },
  removeOnComplete: KEPT,
  removeOnFail: KEPT,
  stackTraceLimit: 1,
} satisfies JobsOptions;

/** Events are only news, since builds also look for results by themselves: few need to be kept. */
export const QUEUE_OPTIONS = {
  streams: { events: { maxLen: 2000 } },
} satisfies Partial<QueueOptions>;

/**
 * Whoever trains a job says so every three seconds; a job of which nothing was heard for nine is given to another
 * worker, within four more. The process that says so only waits for others, so that training cannot hold it up.
 */
export const WORKER_OPTIONS = {
  lockDuration: 9000,
  lockRenewTime: 3000,
  stalledInterval: 4000,
  /** So many machines may be lost over one job before it is reported. */
  maxStalledCount: 10,
  /** After a lost connection. */
  runRetryDelay: 1000,
  removeOnComplete: KEPT,
  removeOnFail: KEPT,
} satisfies Partial<WorkerOptions>;

/** Printed on other people's terminals. */
const printable = z.string().regex(/^[\x20-\x7e]{1,300}$/, 'not up to 300 printable characters');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const digests = z.record(printable, z.union([sha256, z.literal('absent')]));

/** What the queue holds of a run: all that can change its numbers, as the build that asks for it has it. */
export const jobData = z.strictObject({
  version: z.literal(1),
  /** The experiment's id: a name for people, and for the worker's own cache. */
  experiment: printable,
  /** The name of the data source. */
  dataset: printable,
  kind: z.enum(['real', 'embedded']),
  identity: z.strictObject({
    version: z.int(),
    config: trainingConfig,
    trainer: z.int(),
    seed: z.int().min(1),
    data: z.strictObject({ name: printable, digests }),
    engine: z.strictObject({ name: z.enum(ENGINE_NAMES), version: printable, numericClass: printable }),
    source: z.strictObject({ code: sha256, packages: z.record(printable, printable) }),
  }),
});
export type JobData = z.infer<typeof jobData>;

/** The cache key: the same work has the same id, whoever asks for it. */
export function jobId({ identity }: Pick<IdentifiedRun, 'identity'>): string {
  return digestOf(identity);
}

export function jobOf({ experiment, location, identity }: IdentifiedRun): JobData {
  const { id, dataset } = experiment;
  return jobData.parse({ version: 1, experiment: id, dataset, kind: location.record.kind, identity });
}

/** The job, or in one line why it cannot be one. */
export function readJob(id: string | undefined, data: unknown): JobData | { readonly invalid: string } {
  const parsed = jobData.safeParse(data);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    return { invalid: `${path.join('.') || 'data'}: ${message}` };
  }
  if (digestOf(parsed.data.identity) === id) return parsed.data;
  return { invalid: 'its id is not the digest of its identity' };
}

/** No run comes near this many bytes. */
const MOST_BYTES = 2 ** 26;

export function packRun(run: RunRecord): string {
  return gzipSync(JSON.stringify(run)).toString('base64');
}

/** The run, checked like one in the cache, or null. */
export function unpackRun(packed: unknown): RunRecord | null {
  try {
    const bytes = gunzipSync(Buffer.from(String(packed), 'base64'), { maxOutputLength: MOST_BYTES });
    return runRecord.safeParse(JSON.parse(bytes.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}
