import * as z from 'zod';
import type { DataSet, DataSetRecord } from './data-set.ts';
import type { Engine } from './engine.ts';
import type { MetricName } from './results.ts';
import type { FinalMetrics, History } from './run-record.ts';
import type { Trainer } from './trainer.ts';

/**
 * How a run is trained: JSON that names the family of its trainer. Only that trainer looks into it; everything else
 * carries it and digests it as it was read.
 */
export interface TrainingConfig {
  readonly family: string;
  readonly [setting: string]: unknown;
}

export const trainingConfig: z.ZodType<TrainingConfig> = z
  .object({ family: z.string().min(1) })
  .catchall(z.json());

export const experimentId = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/);

/** One row of a study's catalogue. Everything that can change a number is in `dataset` and `config`. */
export interface Experiment<Config extends TrainingConfig = TrainingConfig> {
  /** Stable: it names figures, bands and cache entries. */
  readonly id: string;
  /** The number of the question in the document that is reproduced, such as `2.1`. */
  readonly question: string;
  readonly title: string;
  /** The name of the data source; whether its real or its embedded form is at hand is decided by the build. */
  readonly dataset: string;
  readonly config: Config;
}

export const isAccuracy = (metric: MetricName) => metric.endsWith('.accuracy');

/** 'test.accuracy' -> 'test accuracy'. */
export const metricWords = (metric: MetricName) => metric.replace('.', ' ');

/** The metric's curve; undefined where the experiment does not measure it. */
export function metricCurve(history: History, metric: MetricName): readonly number[] | undefined {
  const [split, name] = metric.split('.') as [keyof FinalMetrics, 'accuracy' | 'loss'];
  return history[split]?.[name];
}

/** The metric's value: a fraction or nats; undefined where the experiment does not measure it. */
export function metricValue(final: FinalMetrics, metric: MetricName): number | undefined {
  const [split, name] = metric.split('.') as [keyof FinalMetrics, 'accuracy' | 'loss'];
  return final[split]?.[name];
}

/** What of a run a mutation changes; all else is as it was. */
export interface Change {
  config?(config: TrainingConfig): TrainingConfig;
  data?(data: DataSet, run: { readonly config: TrainingConfig; readonly seed: number }): DataSet;
  /** Code beneath the trainer. */
  engine?(engine: Engine): Engine;
  /** Code of the model or of the training. */
  readonly trainer?: Trainer;
}

/** A deliberate mistake in one experiment, small enough to be made by accident. The checks on runs ought to notice it. */
export interface Mutation {
  readonly name: string;
  /** The id of the experiment that it is made in. */
  readonly experiment: string;
  /** The configuration of the run's beginning that is trained: as short as the mistake can be noticed in. */
  shorten(config: TrainingConfig): TrainingConfig;
  readonly change: Change;
  /** Why no check on runs can notice it; null where one must. */
  readonly unnoticeable: string | null;
}

/**
 * How figures measured on a data set can be read beside the document's: `direct` on the data that it had, not at all on
 * what was drawn to stand in for them. `other data` are real and of the same kind, but not the document's own: a level
 * measured there that meets the document's supports it, and one that does not may differ for that reason alone.
 */
export type Comparability = 'direct' | 'other data' | 'none';

export function comparability({
  name,
  subject,
  kind,
  otherThanDocument,
}: Pick<DataSetRecord, 'name' | 'subject' | 'kind' | 'otherThanDocument'>): Comparability {
  if (kind === 'embedded' && name !== subject) return 'none';
  return otherThanDocument === undefined ? 'direct' : 'other data';
}
