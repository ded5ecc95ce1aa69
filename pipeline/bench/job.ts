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
