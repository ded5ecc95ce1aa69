import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Lap } from './job.ts';

/** Makes a training run wait between its iterations until the race asks for more of them. */
export interface Pace {
  /** Waits for the first request. Call it once, when everything is ready to run. */
  start(): Promise<void>;
  /** Tells of a finished lap and waits for the next request; ends the process when there will be none. */
  iterationEnded(): Promise<void>;
}

/** Reads numbers of iterations, a line each, and writes one Lap a line. */
export function keepPace(requests: Readable, laps: Writable, end: () => never): Pace {
  const lines = createInterface({ input: requests })[Symbol.asyncIterator]();
  let wanted = 0;
  let seconds: number[] = [];
  let startedAt = 0;

  async function start() {
    const { value, done } = await lines.next();
    if (done) end();
    wanted = Number(value);
    seconds = [];
    startedAt = performance.now();
  }

  return {
    start,
    async iterationEnded() {
      const now = performance.now();
      seconds.push((now - startedAt) / 1000);
      startedAt = now;
      if (seconds.length < wanted) return;
      const lap: Lap = { seconds, peakMemoryBytes: process.resourceUsage().maxRSS * 1024 };
      laps.write(`${JSON.stringify(lap)}\n`);
      await start();
    },
  };
}
