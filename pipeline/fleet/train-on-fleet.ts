import { setTimeout as pause } from 'node:timers/promises';
import { Queue, QueueEvents } from 'bullmq';
import { EXIT, UserError } from '../base/errors.ts';
import type { IdentifiedRun } from '../run/plan.ts';
import type { PoolOptions } from '../run/pool.ts';
import { runName } from '../run/run.ts';
import { collectRuns } from './collect-runs.ts';
import { type Connection, openConnection, type QueueAddress } from './connection.ts';
import { QUEUE, QUEUE_OPTIONS } from './queue.ts';
import { createRequest } from './request.ts';
import { trackRuns, watchFleet } from './watch.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Lets work that is shared with other machines stop in good order: the first Ctrl-C aborts the signal, the second one
 * does what it would have done without us.
 */
export async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const former = SIGNALS.map((name) => ({ name, listeners: process.listeners(name) }));
  const controller = new AbortController();
  const restore = () => {
    for (const { name, listeners } of former) {
      process.removeListener(name, stop);
      for (const listener of listeners) process.on(name, listener);
    }
    former.length = 0;
  };
  const stop = (name: NodeJS.Signals) => {
    restore();
    controller.abort(name);
  };
  for (const { name, listeners } of former) {
    for (const listener of listeners) process.removeListener(name, listener);
    process.on(name, stop);
  }
  try {
    return await work(controller.signal);
  } finally {
    restore();
  }
}

export type FleetOptions<C extends IdentifiedRun> = Pick<PoolOptions<C>, 'progress' | 'onFinished'> & {
  readonly address: QueueAddress;
};

/** How long a build that ends tries to tell the queue so. */
const FAREWELL_MS = 5000;

/**
 * Has the runs trained by the workers of a queue, and hands over each run once. Goes on when a run fails for good, and
 * throws a UserError that names it at the end. Ctrl-C takes back what nobody trains yet.
 */
export async function trainOnFleet<C extends IdentifiedRun>(
  runs: readonly C[],
  options: FleetOptions<C>,
): Promise<void> {
  const connection = await openConnection(options.address);
  let stoppedBy: NodeJS.Signals | null;
  try {
    stoppedBy = await stoppable((signal) => collect(runs, options, connection, signal));
  } finally {
    options.progress.stop();
    connection.close();
  }
  if (stoppedBy) process.kill(process.pid, stoppedBy);
}

/** The signal that stopped it, or null when all is done. */
async function collect<C extends IdentifiedRun>(
  runs: readonly C[],
  { progress, onFinished }: FleetOptions<C>,
  connection: Connection,
  signal: AbortSignal,
): Promise<NodeJS.Signals | null> {
  const { client } = connection;
  const queue = new Queue(QUEUE, { ...QUEUE_OPTIONS, connection: client });
  const [last] = await client.xrevrange(queue.toKey('events'), '+', '-', 'COUNT', 1);
  const events = new QueueEvents(QUEUE, { connection: client, lastEventId: last?.[0] ?? '0-0' });
  queue.on('error', () => {}); // the connection itself tells
  events.on('error', () => {});
  const failures: string[] = [];
  const tracker = trackRuns(progress);
  const request = createRequest(queue, runs, {
    async onFinished(run, record) {
      await onFinished(run, record);
      tracker.finished(run, record);
    },
    onFailed(run, reason) {
      failures.push(`${runName(run)}: ${reason}`);
      tracker.failed(run, reason);
    },
  });
  const look = watchFleet({ connection, progress, left: () => request.outstanding.size, tracker });
  try {
    await collectRuns({ request, events, connection, tracker, look, signal });
    if (signal.aborted) await atMost(FAREWELL_MS, request.withdraw());
  } finally {
    await atMost(FAREWELL_MS, events.close());
  }
  if (signal.aborted) return signal.reason;
  if (failures.length > 0) throw failedRuns(failures);
  return null;
}

function failedRuns([first, ...others]: readonly string[]): UserError {
  const more = others.length > 0 ? `; so did ${others.length} more` : '';
  return new UserError(
    `failed run: ${first}${more}; the finished ones are kept, run again to try once more`,
    EXIT.internal,
  );
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, pause(ms, undefined, { ref: false })]);
}
