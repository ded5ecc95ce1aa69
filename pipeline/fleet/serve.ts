import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'bullmq';
import type { QueueAddress } from './address.ts';
import type { Equipment } from './assess.ts';
import { type Connection, openConnection } from './connection.ts';
import { rememberCode } from './own-code.ts';
import { ANNOUNCE_MS, announce, retire } from './presence.ts';
import { openProcesses } from './processes.ts';
import { QUEUE, WORKER_OPTIONS } from './queue.ts';
import { createRefusals } from './refusals.ts';
import { type Workplace, work } from './work.ts';

export interface ServeOptions extends Equipment {
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
  const { address, engine, workers, root, store, log } = options;
  const connection = await openConnection(address, () =>
    log('queue     connection lost; what is in training goes on, trying again'),
  );
  connection.onBack(() => log('queue     connected again'));
  try {
    const code = await rememberCode(root, engine.name, store); // before the processes load it
    const processes = await openProcesses(engine.name, workers);
    try {
      log(`worker    ${workers} processes; takes runs from ${address.shown} until Ctrl-C`);
      await takeJobs(options, connection, { processes, code });
    } finally {
      processes.end();
    }
  } finally {
    connection.close();
  }
}

async function takeJobs(
  options: ServeOptions,
  { client }: Connection,
  { processes, code }: Pick<Workplace, 'processes' | 'code'>,
): Promise<void> {
  const { engine, workers, log, signal } = options;
  const failure = new AbortController();
  const end = AbortSignal.any([signal, failure.signal]);
  const refusals = createRefusals(log);
  let busy = 0;
  const place: Workplace = {
    equipment: options,
    processes,
    code,
    refusals,
    log,
    rest: (ms) => rest(worker, ms, end),
    isStopping: () => end.aborted,
    giveUp: (error) => failure.abort(error),
  };
  const worker = new Worker(
    QUEUE,
    async (job, token) => {
      busy += 1;
      return work(job, token!, place).finally(() => {
        busy -= 1;
      });
    },
    { ...WORKER_OPTIONS, connection: client, concurrency: workers, name: `${hostname()}-${process.pid}` },
  );
  worker.on('error', ({ message }) => {
    if (!CONNECTION_ERROR.test(message)) log(`warning   ${message}`);
  });
  const tell = () => {
    const status = { host: hostname(), pid: process.pid, engine: engine.name, processes: workers, busy };
    return announce(client, worker.id, { ...status, refusals: refusals.list() }).catch(() => {});
  };
  void tell();
  const heart = setInterval(tell, ANNOUNCE_MS);
  await aborted(end);
  clearInterval(heart);
  processes.end(); // their jobs go back
  await Promise.race([worker.close().then(() => retire(client, worker.id)), pause(FAREWELL_MS)]);
  if (failure.signal.aborted) throw failure.signal.reason;
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
