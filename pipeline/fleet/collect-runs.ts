import type { QueueEvents } from 'bullmq';
import { EXIT, UserError } from '../base/errors.ts';
import type { IdentifiedRun } from '../run/plan.ts';
import type { Connection } from './connection.ts';
import { BATCH, type Request } from './request.ts';
import type { RunTracker } from './watch.ts';

interface Means<C extends IdentifiedRun> {
  readonly request: Request<C>;
  readonly events: QueueEvents;
  readonly connection: Connection;
  readonly tracker: RunTracker;
  /** Called now and then: says what the build waits for. */
  readonly look: () => Promise<void>;
  readonly signal: AbortSignal;
}

type Task = () => unknown;

const LOOK_MS = 5000;
/** A queue that is out of reach for longer ends the build. */
const UNREACHABLE_LIMIT_MS = 15 * 60_000;

/**
 * Sends the request and takes in what comes of it, one thing after the other, until nothing is left or the signal comes.
 * Throws a UserError when the queue stays out of reach.
 */
export async function collectRuns<C extends IdentifiedRun>(means: Means<C>): Promise<void> {
  const { request, connection, look, signal } = means;
  const inbox = createInbox();
  subscribe(means, inbox.put);
  connection.onBack(() => inbox.put(() => request.lookUp([...request.outstanding.keys()])));
  const over = endOf(signal, connection);
  let looked = 0;
  const timer = setInterval(() => {
    void look();
    const ids = [...request.outstanding.keys()];
    const from = looked % Math.max(ids.length, 1);
    looked = from + BATCH;
    if (inbox.isEmpty()) inbox.put(() => request.lookUp(ids.slice(from, looked)));
  }, LOOK_MS);
  try {
    inbox.put(() => request.ask());
    while (request.outstanding.size > 0 && !signal.aborted) {
      await Promise.race([inbox.next().then((task) => task()), over.promise]);
    }
  } finally {
    clearInterval(timer);
    over.stop();
  }
}

function subscribe<C extends IdentifiedRun>(
  { request, events, tracker }: Means<C>,
  put: (task: Task) => void,
) {
  const { outstanding } = request;
  const tell = (id: string, act: (run: C) => void) => {
    const run = outstanding.get(id);
    if (run) act(run);
  };
  events.on('active', ({ jobId }) => tell(jobId, tracker.started));
  events.on('waiting', ({ jobId }) => tell(jobId, tracker.givenBack));
  events.on('delayed', ({ jobId }) => tell(jobId, tracker.givenBack));
  events.on('progress', ({ jobId, data }) => tell(jobId, (run) => tracker.progressed(run, Number(data))));
  events.on('completed', ({ jobId, returnvalue }) =>
    tell(jobId, () => put(() => request.completed(jobId, returnvalue))),
  );
  events.on('failed', ({ jobId, failedReason }) =>
    tell(jobId, () => put(() => request.failed(jobId, failedReason))),
  );
  events.on('removed', ({ jobId }) => tell(jobId, () => put(() => request.lookUp([jobId]))));
}

/** Tasks that wait for their turn, so that memory stays flat however fast results come. */
function createInbox() {
  const tasks: Task[] = [];
  let wake = () => {};
  return {
    isEmpty: () => tasks.length === 0,
    put(task: Task): void {
      tasks.push(task);
      wake();
    },
    async next(): Promise<Task> {
      while (tasks.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return tasks.shift()!;
    },
  };
}

/** Resolves with the signal; rejects when the queue is out of reach for too long. */
function endOf(signal: AbortSignal, connection: Connection) {
  let timer: NodeJS.Timeout;
  const promise = new Promise<void>((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    timer = setInterval(() => {
      if (connection.lostForMs() > UNREACHABLE_LIMIT_MS) reject(outOfReach(connection));
    }, LOOK_MS);
  });
  promise.catch(() => {});
  return { promise, stop: () => clearInterval(timer) };
}

function outOfReach({ address }: Connection): UserError {
  const minutes = UNREACHABLE_LIMIT_MS / 60_000;
  return new UserError(
    `missing queue: ${address.shown}: out of reach for ${minutes} minutes; the finished runs are kept, run again`,
    EXIT.missing,
  );
}
