import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Store } from '../cache/store.ts';
import { withCleanup } from '../processes/temporary.ts';
import type { Equipment } from './check-job.ts';
import { readTrainingCode } from './check-job.ts';
import type { QueueAddress } from './connection.ts';
import { type Connection, openConnection } from './connection.ts';
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
  { engine, workers, log, signal }: ServeOptions,
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
  const worker = openWorker({ client, workers, log }, place);
  const self = { host: hostname(), pid: process.pid, engine: engine.name, processes: workers };
  const tell = () =>
    publishStatus(client, worker.id, { ...self, busy: processes.busy(), refusals: refusals.list() });
  const heart = every(STATUS_INTERVAL_MS, tell);
  await aborted(end);
  clearInterval(heart);
  processes.end(); // their jobs go back
  await Promise.race([worker.close().then(() => removeStatus(client, worker.id)), pause(FAREWELL_MS)]);
  if (failure.signal.aborted) throw failure.signal.reason;
}

interface Post extends Pick<ServeOptions, 'workers' | 'log'> {
  readonly client: Redis;
}

function openWorker({ client, workers, log }: Post, place: Workplace): Worker {
  const worker = new Worker(QUEUE, (job, token) => work(job, token!, place), {
    ...WORKER_OPTIONS,
    connection: client,
    concurrency: workers,
    name: `${hostname()}-${process.pid}`,
  });
  worker.on('completed', ({ id }) => place.undelivered.delete(id!));
  worker.on('error', ({ message }) => {
    if (!CONNECTION_ERROR.test(message)) log(`warning   ${message}`);
  });
  return worker;
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
