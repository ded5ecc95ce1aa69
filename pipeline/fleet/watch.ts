import { setTimeout as pause } from 'node:timers/promises';
import type { Progress } from '../run/progress.ts';
import type { Connection } from './connection.ts';
import type { RunFollower } from './follow.ts';
import { describeWait } from './news.ts';
import { readWorkers, type WorkerStatus } from './presence.ts';

/** With runs in training, the same line is not said again for so long. */
const QUIET_MS = 60_000;
/** No line waits longer than this for the queue's answer. */
const ANSWER_MS = 1000;

interface Watched {
  readonly connection: Connection;
  readonly progress: Pick<Progress, 'say'>;
  readonly left: () => number;
  readonly follow: Pick<RunFollower, 'training'>;
}

/** Says what a build waits for whenever nothing has been finished since the last look. */
export function watchFleet({ connection, progress, left, follow }: Watched) {
  let workers: WorkerStatus[] = [];
  let leftBefore = -1;
  let said = { line: '', at: 0 };
  const look = async () => {
    if (connection.lostForMs() === 0) workers = await readWorkers(connection.client);
  };
  const say = () => {
    const training = follow.training();
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
