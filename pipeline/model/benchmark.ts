import type { TrainingConfig } from './experiment.ts';

export interface SampleCounts {
  readonly train: number;
  readonly test: number;
}

/** A dense network as programs in other frameworks need to know it to do the same work. */
export interface BenchmarkedNetwork {
  readonly kind: 'full-batch' | 'mini-batch';
  readonly hiddenUnits: readonly number[];
  readonly optimizer: Readonly<Record<string, unknown>>;
  readonly batchNormalised: boolean;
  /** Null for the whole training set. */
  readonly batchSize: number | null;
}

/** A training run whose speed is measured. */
export interface Workload {
  readonly id: string;
  readonly title: string;
  /** Goes on for longer than any race does. */
  readonly config: TrainingConfig;
  readonly samples: SampleCounts;
  /** Iterations of a lap: a second or two of work, or an epoch. */
  readonly iterations: number;
  /** On so few samples that it only shows that everything runs. */
  readonly quick: { readonly samples: SampleCounts; readonly iterations: number };
  /** At most so many iterations for an engine that is several times slower than the others. */
  readonly slowIterations: number;
  readonly network: BenchmarkedNetwork;
}

/** What a study has its speed measured by. */
export interface Benchmark {
  /** The data source that all workloads train on. */
  readonly dataset: string;
  /** An experiment whose build is over soon. */
  readonly smallExperiment: string;
  /** A configuration with next to nothing to train. */
  readonly tiny: TrainingConfig;
  readonly fullBatch: readonly Workload[];
  readonly miniBatch: readonly Workload[];
  /** Ids of the full-batch workloads that are compared with the machine's ceiling. */
  readonly ofCeiling: readonly string[];
  /** The workload whose growth with the number of hidden neurons, and of samples, is measured. */
  withNeurons(neurons: number): Workload;
}
