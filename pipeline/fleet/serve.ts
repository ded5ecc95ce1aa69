import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'bullmq';
import { type Redis, ReplyError } from 'ioredis';
import type { Store } from '../cache/store.ts';
import { withCleanup } from '../processes/temporary.ts';
import type { Equipment } from './check-job.ts';
import { readTrainingCode } from './check-job.ts';
import type { QueueAddress } from './connection.ts';
import { type Connection, openConnection, refusal } from './connection.ts';
import { openProcesses } from './processes.ts';
import { QUEUE, WORKER_OPTIONS } from './queue.ts';
import { createRefusals, type Workplace, work } from './work.ts';
import { publishStatus, removeStatus, STATUS_INTERVAL_MS } from './worker-status.ts';

export interface ServeOptions extends Omit<Equipment, 'code'> {
  readonly root: string;
  readonly store: Store;
  readonly address: QueueAddress;
  /** Training processes. */
  readonly workers: number;
  readonly log: (line: string) => void;
  /** Ends the worker: what it trains goes back to the queue. */
  readonly signal: AbortSignal;
}

/** What the connection itself tells, once. */
const CONNECTION_ERROR = /ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|[Cc]onnection is closed/;
/** How long a worker leaves alone a server that refuses a command: rights may have been taken, or the disk be full. */
const REFUSED_MS = 5000;
/** After which it ends: a connection that was being made meanwhile stays unusable to the library, for one. */
const LONGEST_REFUSAL_MS = 30_000;
/** How long a worker that ends tries to give back its jobs; after that they are found stalled. */
const FAREWELL_MS = 3000;

/** Takes jobs until it is told to stop. Throws a UserError where it cannot start, or must not go on. */
export async function serveQueue(options: ServeOptions): Promise<void> {
  const { address, engine, workers, root, study, store, locate, log } = options;
  const connection = await openConnection(address, () =>
    log('queue     connection lost; what is in training goes on, trying again'),
  );
  connection.onBack(() => log('queue     connected again'));
  try {
    const code = await readTrainingCode({ root, study, store }, engine.name); // before the processes load it
    const processes = await openProcesses(
      { engine: engine.name, trainersModule: study.trainersModule },
      workers,
    );
    log(`worker    ${workers} processes; takes runs from ${address.shown} until Ctrl-C`);
    const equipment = { study, engine, locate, code };
    await withCleanup(processes.end, () => takeJobs(options, connection, { equipment, processes }));
  } finally {
    connection.close();
  }
}

async function takeJobs(
  { address, engine, workers, log, signal }: ServeOptions,
  { client }: Connection,
  { equipment, processes }: Pick<Workplace, 'equipment' | 'processes'>,
): Promise<void> {
  const failure = new AbortController();
  const end = AbortSignal.any([signal, failure.signal]);
  const refusals = createRefusals(log);
  const place: Workplace = {
    equipment,
    processes,
    refusals,
    undelivered: new Map(),
    log,
    rest: (ms) => rest(worker, ms, end),
    end,
    giveUp: (error) => failure.abort(error),
  };
  const worker = openWorker({ client, address, workers, log }, place);
  const self = { host: hostname(), pid: process.pid, engine: engine.name, processes: workers };
  const tell = () =>
    publishStatus(client, worker.id, { ...self, busy: processes.busy(), refusals: refusals.list() });
  const heart = every(STATUS_INTERVAL_MS, tell);
  await aborted(end);
  clearInterval(heart);
  processes.end(); // their jobs go back
  const farewell = worker.close().then(() => removeStatus(client, worker.id));
  await Promise.race([farewell.catch(() => {}), pause(FAREWELL_MS)]);
  if (failure.signal.aborted) throw failure.signal.reason;
}

interface Post extends Pick<ServeOptions, 'address' | 'workers' | 'log'> {
  readonly client: Redis;
}

function openWorker({ client, address, workers, log }: Post, place: Workplace): Worker {
  const worker = new Worker(QUEUE, (job, token) => work(job, token!, place), {
    ...WORKER_OPTIONS,
    connection: client,
    concurrency: workers,
    name: `${hostname()}-${process.pid}`,
  });
  worker.on('completed', ({ id }) => place.undelivered.delete(id!));
  const refused = createRefusalWatch(log);
  worker.on('error', (error) => {
    if (CONNECTION_ERROR.test(error.message)) return;
    const tooLong = refused(error.message);
    if (!(error instanceof ReplyError)) return;
    if (tooLong) place.giveUp(refusal(address.shown, error.message));
    else rest(worker, REFUSED_MS, place.end); // else the library tries again at once
  });
  return worker;
}

/**
 * Tells an error of the queue the first time, the tenth, the hundredth and so on. Says whether errors came one after
 * the other for so long that they will not end by themselves.
 */
function createRefusalWatch(log: (line: string) => void): (message: string) => boolean {
  const times = new Map<string, number>();
  let series = { first: 0, last: Number.NEGATIVE_INFINITY };
  return (message) => {
    const count = (times.get(message) ?? 0) + 1;
    times.set(message, count);
    if (Number.isInteger(Math.log10(count))) {
      log(`warning   ${message}${count > 1 ? ` (${count} times)` : ''}`);
    }
    const now = performance.now();
    series = { first: now - series.last > 3 * REFUSED_MS ? now : series.first, last: now };
    return now - series.first > LONGEST_REFUSAL_MS;
  };
}

/** Now, and then again and again; failures do not matter. */
function every(ms: number, act: () => Promise<unknown>): NodeJS.Timeout {
  const attempt = () => void act().catch(() => {});
  attempt();
  return setInterval(attempt, ms);
}

/** Leaves the queue to others for a while. */
function rest(worker: Worker, ms: number, end: AbortSignal): void {
  if (ms === 0 || worker.isPaused() || end.aborted) return;
  void worker.pause(true);
  setTimeout(() => !end.aborted && void worker.resume(), ms);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
