import type { JobsOptions, QueueOptions, WorkerOptions } from 'bullmq';

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
export const ATTEMPTS = 6;

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
