import * as z from 'zod';
import { dataSetRecord } from './data-set.ts';
import { trainingConfig } from './experiment.ts';
import { claimRecord } from './finding.ts';
import { runRecord } from './run-record.ts';

export const SCHEMA_VERSION = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const replicate = z.strictObject({ seed: z.int(), ...runRecord.shape });
export type Replicate = z.infer<typeof replicate>;

export const experimentRecord = z.strictObject({
  question: z.string(),
  title: z.string(),
  /** Name of the data set in `datasets`. */
  dataset: z.string(),
  /** How many samples of each split every run saw. */
  samples: z.strictObject({ train: z.int().min(1), validation: z.int().min(0), test: z.int().min(0) }),
  config: trainingConfig,
  /** SHA-256 of the project's own code that trained it. */
  source: sha256,
  seeds: z.array(z.int()).min(1),
  /** The first seed's, as the report's curves show it. */
  final: runRecord.shape.final,
  history: runRecord.shape.history,
  /** Every seed's, the first included. */
  replicates: z.array(replicate).min(1),
});
export type ExperimentRecord = z.infer<typeof experimentRecord>;

export const METRIC_NAMES = [
  'train.accuracy',
  'train.loss',
  'test.accuracy',
  'test.loss',
  'validation.accuracy',
  'validation.loss',
] as const;
export const metricName = z.enum(METRIC_NAMES);
export type MetricName = z.infer<typeof metricName>;

/** A band and how the value compares. `margin` is the distance to the nearer edge, negative outside. */
export const bandRecord = z.strictObject({
  experiment: z.string(),
  dataset: z.string(),
  metric: metricName,
  /** The value that the run gave; null when the experiment was not run. */
  value: z.number().nullable(),
  low: z.number(),
  high: z.number(),
  margin: z.number().nullable(),
  holds: z.enum(['inside', 'outside', 'not run']),
  derived: z.string(),
  seeds: z.array(z.int()),
  date: z.string(),
  message: z.string(),
});
export type BandRecord = z.infer<typeof bandRecord>;

const scale = z.enum(['full', 'quick']);
export type Scale = z.infer<typeof scale>;

/** report/results.json. Accuracies are fractions, losses nats per sample; nothing differs between two equal runs. */
export const results = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  scale,
  engine: z.strictObject({ name: z.string(), version: z.string(), numericClass: z.string() }),
  datasets: z.array(dataSetRecord),
  experiments: z.record(z.string(), experimentRecord),
  bands: z.array(bandRecord),
  claims: z.array(claimRecord),
  /**
   * SHA-256 over canonical JSON, so that an edit shows and names its place: of each experiment with the engine, the
   * scale and the data that it saw, and of the judgement, which is `bands` and `claims`. Not a signature.
   */
  digests: z.strictObject({ experiments: z.record(z.string(), sha256), judgement: sha256 }),
});
export type Results = z.infer<typeof results>;
/** What the checks read: results before bands and claims are known. */
export const measurements = results.omit({ bands: true, claims: true, digests: true });
export type Measurements = z.infer<typeof measurements>;
