import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { SampleCounts } from '../model/benchmark.ts';
import type { DataSetLocation } from '../model/data-set.ts';
import type { EngineName } from '../model/engine.ts';
import type { TrainingConfig } from '../model/experiment.ts';

/**
 * What one process of a race works on, as JSON on its command line. Then each line on its standard input is a
 * number of iterations to run, which is a lap, and each line on its standard output a Lap.
 */
export type Job = TrainingJob | ProductJob;

/** Trains as the build does. An iteration is one update: of all samples, or of a batch. */
export interface TrainingJob {
  readonly work: 'train';
  readonly engine: EngineName;
  readonly trainersModule: string;
  readonly config: TrainingConfig;
  readonly data: DataSetLocation;
  /** More samples than there are: the data set is read again from its start. */
  readonly samples: SampleCounts;
}

/** Multiplies [m, k] by [k, n] in single precision on one thread. An iteration is one product. */
export interface ProductJob {
  readonly work: 'product';
  readonly shape: ProductShape;
}

export type ProductShape = readonly [m: number, k: number, n: number];

/** What a process says after a lap. */
export interface Lap {
  /** One duration an iteration. */
  readonly seconds: readonly number[];
  /** Largest resident set since the process started. */
  readonly peakMemoryBytes: number;
}

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
