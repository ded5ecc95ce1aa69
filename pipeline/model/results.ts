import * as z from 'zod';
import { checkRecord } from './check.ts';
import { dataSetRecord } from './data-set.ts';
import { trainingConfig } from './experiment.ts';
import { claimRecord } from './finding.ts';
import { packed, runRecord } from './run-record.ts';

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
  /**
   * By seed, SHA-256 of all that can change a run's numbers: configuration, data, code, packages, engine with its numeric
   * class. A run of the same key needs no training. Absent from results that were made before it was recorded.
   */
  keys: z.record(z.string().regex(/^\d+$/), sha256).optional(),
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

/** What of a run a band is about: its final value, or the median of the curve's last 20. */
export const bandStatistic = z.enum(['final', 'median of the last 20']);
export type BandStatistic = z.infer<typeof bandStatistic>;

/**
 * A band, and the runs that it is asked about: those that neither made it nor have a counterpart in the reference. All
 * in fractions or nats.
 */
export const bandRecord = z.strictObject({
  experiment: z.string(),
  dataset: z.string(),
  metric: metricName,
  /** Experiments of one stream share random numbers, so that with one seed they may go astray together. */
  stream: z.string(),
  statistic: bandStatistic,
  low: z.number(),
  high: z.number(),
  runs: z.array(
    z.strictObject({
      seed: z.int(),
      value: z.number(),
      /** Distance to the nearer edge; negative outside. */
      margin: z.number(),
      /** How far from the middle, in standard deviations of a normal distribution. */
      residual: z.number(),
    }),
  ),
  /** `outside` if a run lies there; `not run` at quick scale, too. */
  holds: z.enum(['inside', 'outside', 'not asked', 'not run']),
  /** Why the band was asked about no run; null where it was. */
  why: z.string().nullable(),
  derived: z.string(),
  seeds: z.array(z.int()),
  date: z.string(),
  message: z.string(),
});
export type BandRecord = z.infer<typeof bandRecord>;

/** The data that experiments saw, and some of the images. */
const shownDataSet = dataSetRecord.extend({
  /**
   * The first ten images of each class that seed 1's runs train on, as a grey PNG in base64: a row a class, one pixel
   * between two images. Absent from results that were made before it was recorded.
   */
  contactSheet: z
    .string()
    .regex(/^[A-Za-z0-9+/]+={0,2}$/)
    .max(1_000_000)
    .optional(),
  /**
   * The classes of the test images, packed like a run's predictions: by seed where each has a split of its own, else
   * once, under `every`. Absent from results that were made before it was recorded.
   */
  testLabels: z.record(z.string(), packed).optional(),
  /**
   * Pixels of some test images, one byte each, by place among them: the first four of each class, and all that every run
   * got wrong, unless those are more than a thousand. Absent where each seed has a split of its own.
   */
  testImages: z.record(z.string(), packed).optional(),
});
export type ShownDataSet = z.infer<typeof shownDataSet>;

const scale = z.enum(['full', 'quick']);
export type Scale = z.infer<typeof scale>;

/** report/results.json. Accuracies are fractions, losses nats per sample; nothing differs between two equal runs. */
export const results = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  scale,
  engine: z.strictObject({ name: z.string(), version: z.string(), numericClass: z.string() }),
  datasets: z.array(shownDataSet),
  experiments: z.record(z.string(), experimentRecord),
  /** Every run against the reference's of the same seed. */
  checks: z.array(checkRecord),
  bands: z.array(bandRecord),
  claims: z.array(claimRecord),
  /**
   * SHA-256 over canonical JSON, so that an edit shows and names its place: of each experiment with the engine, the
   * scale and the data that it saw, and of the judgement: `checks`, `bands` and `claims`. Not a signature.
   */
  digests: z.strictObject({ experiments: z.record(z.string(), sha256), judgement: sha256 }),
});
export type Results = z.infer<typeof results>;
/** What is judged: results before checks, bands and claims are known. */
export const measurements = results.omit({ checks: true, bands: true, claims: true, digests: true });
export type Measurements = z.infer<typeof measurements>;
