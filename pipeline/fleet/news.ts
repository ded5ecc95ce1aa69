import type { WorkerStatus } from './presence.ts';

/** What a build knows while it waits for its fleet. */
export interface Situation {
  /** Runs that are not finished, and of them those in training. */
  readonly left: number;
  readonly training: number;
  readonly workers: readonly WorkerStatus[];
  /** How long, in milliseconds, the queue has been out of reach; 0 if it is not. */
  readonly lostForMs: number;
  /** The queue, for people. */
  readonly queue: string;
}

/** One line on what a build waits for. */
export function describeWait({ left, training, workers, lostForMs, queue }: Situation): string {
  const runs = `waiting   ${plural(left, 'run')} left, ${training} in training`;
  if (lostForMs > 0)
    return `${runs}; ${queue} is out of reach for ${Math.round(lostForMs / 1000)} s, trying again`;
  if (workers.length === 0)
    return `${runs}; no worker is connected: start npm run worker -- --queue ${queue}`;
  const processes = workers.reduce((sum, worker) => sum + worker.processes, 0);
  const busy = workers.reduce((sum, worker) => sum + worker.busy, 0);
  const fleet = `${plural(workers.length, 'worker')} with ${plural(processes, 'process')}, ${busy} busy`;
  return [`${runs}; ${fleet}`, ...workers.flatMap(describeRefusal)].join('; ');
}

/** The latest of a worker's refusals. */
function describeRefusal({ host, pid, refusals }: WorkerStatus): string[] {
  const last = refusals.at(-1);
  if (!last) return [];
  const total = refusals.reduce((sum, { runs }) => sum + runs, 0);
  return [`${host} (process ${pid}) refused ${total} times, last because of ${last.reason}`];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`;
}
