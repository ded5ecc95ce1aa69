import type * as z from 'zod';
import type { DataSet, DataSetRecord, SplitSizes } from './data-set.ts';
import type { Engine } from './engine.ts';
import type { TrainingConfig } from './experiment.ts';
import type { ExperimentRecord } from './results.ts';
import type { RunRecord } from './run-record.ts';

/** An export of a module of the project, by the module's file: URL. */
export interface CodeEntry {
  readonly module: string;
  readonly name: string;
}

/** One run to train. */
export interface TrainingJob<Config = TrainingConfig> {
  readonly engine: Engine;
  readonly config: Config;
  readonly data: DataSet;
  /** The number of the replicate, from 1. */
  readonly seed: number;
  /** Called with the number of steps done; awaited, so that it may yield. */
  readonly onProgress: (stepsDone: number) => Promise<void>;
}

/** How many samples of each split a run sees. */
export interface SamplesSeen {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** A quantity that a sweep can vary, and how one of its values changes a configuration. */
export interface Axis<Config = TrainingConfig> {
  /** As an axis of a chart is titled. */
  readonly title: string;
  /** What a value may be. Whether it fits is for the configuration's own schema to say. */
  readonly value: z.ZodType;
  /** The changed configuration, still to be checked; null where the configuration has no such quantity. */
  set(config: Config, value: unknown): object | null;
}

/** A column of the table that tells how a family's experiments were configured. */
export interface ConfigColumn<Config = TrainingConfig> {
  readonly title: string;
  readonly kind?: 'number' | 'code';
  of(row: ConfigRow<Config>): string;
}

export interface ConfigRow<Config = TrainingConfig> {
  readonly config: Config;
  readonly record: ExperimentRecord;
  readonly data: DataSetRecord;
}

/** How the report tells of a family's configurations: one table for each set of settings that experiments share. */
export interface ConfigDescription<Config = TrainingConfig> {
  /** What all experiments of a table have in common, in words. */
  settings(config: Config): string;
  /** What stands above the table beside it; nothing where there is nothing to say. */
  note?(configs: readonly Config[]): string;
  readonly columns: readonly ConfigColumn<Config>[];
}

/** Runs that are beginnings of longer ones, to the last bit. */
export interface SharedPrefixes<Config = TrainingConfig> {
  /** The same for all configurations whose runs take one course: what is left when the length is taken away. */
  key(config: Config): unknown;
  length(config: Config): number;
  /** What training by `config` gives, cut out of a run of the same course that is at least as long. */
  cut(run: RunRecord, config: Config): RunRecord;
}

/** What a run of a configuration holds, whatever its numbers are. */
export interface RunForm {
  /** The values of each curve. */
  readonly points: number;
  /** The training steps whose losses are recorded. */
  readonly firstSteps: number;
  /** The looks during training. */
  readonly looks: number;
  /** The training steps. */
  readonly steps: number;
  /** Whether the training share is evaluated, too. */
  readonly evaluatesTrain: boolean;
  readonly samples: SamplesSeen;
}

/** A trainer's code in memory, ready for runs of one model. */
export interface LoadedTrainer<Config = TrainingConfig> {
  train(job: TrainingJob<Config>): Promise<RunRecord>;
}

/** Trains one family of configurations, and knows all that is to be known of them. */
export interface Trainer<Config extends TrainingConfig = TrainingConfig> {
  /** Raised when the same configuration comes to mean something else, by a new default for instance. */
  readonly version: number;
  readonly schema: z.ZodType<Config>;
  /** Settings that only add to what a run records: its numbers are the same with them and without. */
  readonly recordings: readonly string[];
  /** The exports whose code, with all that they import, decides the numbers, the engine's own left out. */
  code(config: Config): readonly CodeEntry[];
  /** Loads what trains the configuration: before a run, during which clocks are forbidden that loaders ask. */
  load(config: Config): Promise<LoadedTrainer<Config>>;
  /** The same configuration at a scale that only shows that everything works. */
  quick(config: Config): Config;
  samplesSeen(config: Config, sizes: SplitSizes): SamplesSeen;
  /** What one value of a curve stands for: 'iteration'. */
  readonly point: string;
  form(config: Config, sizes: SplitSizes): RunForm;
  /** How many steps a run's progress counts. */
  steps(config: Config, sizes: SplitSizes): number;
  /** How long a run takes, up to a factor that is common to all families: the dearest runs start first. */
  cost(config: Config, data: DataShape): number;
  /** What the configuration asks for and its model would pass over in silence, in words; null for nothing. */
  unsupported(config: Config): string | null;
  /** The least that a loss can be; a penalty may let it fall below 0. */
  leastLoss(config: Config): number;
  readonly axes: Readonly<Record<string, Axis<Config>>>;
  readonly description: ConfigDescription<Config>;
  readonly prefixes?: SharedPrefixes<Config>;
}

/** What a cost is estimated from. */
export interface DataShape {
  readonly sizes: SplitSizes;
  /** Features of a sample. */
  readonly inputs: number;
  readonly classes: number;
}

/** Trainers by the family that they train. */
export type Trainers = Readonly<Record<string, Trainer>>;
