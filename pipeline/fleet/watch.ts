import { setTimeout as pause } from 'node:timers/promises';
import { printable } from '../base/text.ts';
import type { RunRecord } from '../model/run-record.ts';
import type { Progress } from '../run/progress.ts';
import { type Run, runName } from '../run/run.ts';
import type { Connection } from './connection.ts';
import { readWorkers, type WorkerStatus } from './worker-status.ts';

/** Shows the runs of a fleet: news may come twice, late or not at all. */
export interface RunTracker {
  started(run: Run): void;
  progressed(run: Run, stepsDone: number): void;
  /** Its worker gave it back or was lost. */
  givenBack(run: Run): void;
  finished(run: Run, record: RunRecord): void;
  failed(run: Run, reason: string): void;
  training(): number;
}

export function trackRuns(progress: Progress): RunTracker {
  const shown = new Set<string>();
  const training = new Set<string>();
  return {
    started(run) {
      training.add(runName(run));
      if (shown.has(runName(run))) return;
      shown.add(runName(run));
      progress.start(run);
    },
    progressed(run, stepsDone) {
      this.started(run);
      progress.update(run, stepsDone);
    },
    givenBack: (run) => void training.delete(runName(run)),
    finished(run, record) {
      this.started(run);
      training.delete(runName(run));
      progress.finish(run, record);
    },
    failed(run, reason) {
      training.delete(runName(run));
      progress.say(printable(`failed    ${runName(run)}: ${reason.split('\n')[0]}`));
    },
    training: () => training.size,
  };
}

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

/** With runs in training, the same line is not said again for so long. */
const QUIET_MS = 60_000;
/** No line waits longer than this for the queue's answer. */
const ANSWER_MS = 1000;

interface Watched {
  readonly connection: Connection;
  readonly progress: Pick<Progress, 'say'>;
  readonly left: () => number;
  readonly tracker: Pick<RunTracker, 'training'>;
}

/** Says what a build waits for whenever nothing has been finished since the last look. */
export function watchFleet({ connection, progress, left, tracker }: Watched) {
  let workers: WorkerStatus[] = [];
  let leftBefore = -1;
  let said = { line: '', at: 0 };
  const look = async () => {
    if (connection.lostForMs() === 0) workers = await readWorkers(connection.client);
  };
  const say = () => {
    const training = tracker.training();
    const situation = { left: left(), training, workers, lostForMs: connection.lostForMs() };
    const line = describeWait({ ...situation, queue: connection.address.shown });
    const now = performance.now();
    if (training > 0 && line === said.line && now - said.at < QUIET_MS) return;
    said = { line, at: now };
    progress.say(line);
  };
  return async () => {
    const moved = left() !== leftBefore;
    leftBefore = left();
    await Promise.race([look().catch(() => {}), pause(ANSWER_MS, undefined, { ref: false })]);
    if (!moved && left() === leftBefore && left() > 0) say();
  };
}
