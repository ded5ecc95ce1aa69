import { UserError } from '../base/errors.ts';
import { format } from '../base/format.ts';
import { mean, predictionInterval } from '../base/statistics.ts';
import { isAccuracy, metricValue } from '../model/metrics.ts';
import { type ExperimentRecord, METRIC_NAMES, type Measurements, type MetricName } from '../model/results.ts';
import type { Trainers } from '../model/trainer.ts';
import type { Band, BandBook, Bands } from './file.ts';

const CONFIDENCE = 0.99;
/** Below three seeds a t interval is too wide to say anything. */
export const LEAST_SEEDS = 3;
/** What the project asks of a band on real data. */
export const USUAL_SEEDS = 5;

/**
 * The least half width of a band. Engines of different numeric classes, run with one seed, agree within 0.3 points
 * of final accuracy and 1e-3 of a loss; the floor is twice that. Then the run of a seed that the band was derived
 * from stays inside on another engine, for 3 to 6 seeds and whatever their scatter s: with half width
 * h = max(5 s, 2 T), a seed lies at most 1.8 s from the mean of five, and 1.8 s + T < h in either case.
 * It still catches what bands are for: a forgotten penalty or another delta moves a loss by 3 to 40 %.
 */
const ACCURACY_FLOOR = 0.006;
const RELATIVE_LOSS_FLOOR = 0.002;
/** Nats. A penalty that is negative can bring a loss near 0, where a relative floor says nothing. */
const LOSS_FLOOR = 0.001;

/** Bands are kept to 1e-6; edges are rounded outwards. */
const SCALE = 1e6;

export interface DeriveOptions {
  /** Day of the derivation, YYYY-MM-DD. */
  readonly date: string;
  /** Kept where there are no new data: other data sets, and experiments with fewer than 3 seeds. */
  readonly previous?: BandBook;
  /** They know how low a loss can be. */
  readonly trainers: Trainers;
}

/**
 * Derives a band for each final metric of each experiment with at least 3 seeds: the 99 % t prediction interval
 * for one more run, no narrower than the floor, clipped to what the metric can be. Throws a UserError at quick scale.
 */
export function deriveBands(
  measurements: Measurements,
  { date, previous = {}, trainers }: DeriveOptions,
): BandBook {
  if (measurements.scale !== 'full') {
    throw new UserError(`invalid scale for bands: ${measurements.scale}; run at full scale, without --quick`);
  }
  const book: Record<string, Bands> = { ...previous };
  for (const [id, record] of Object.entries(measurements.experiments)) {
    if (record.replicates.length < LEAST_SEEDS) continue;
    book[record.dataset] = { ...book[record.dataset], [id]: bandsOf(record, { date, trainers }) };
  }
  return book;
}

function bandsOf(
  { config, replicates }: ExperimentRecord,
  { date, trainers }: Pick<DeriveOptions, 'date' | 'trainers'>,
): Bands[string] {
  const leastLoss = trainers[config.family]!.leastLoss(config);
  const entries = METRIC_NAMES.flatMap((metric): [MetricName, Band][] => {
    const values = replicates.flatMap(({ final }) => metricValue(final, metric) ?? []);
    if (values.length !== replicates.length) return [];
    const seeds = replicates.map(({ seed }) => seed);
    return [[metric, { ...deriveBand(values, metric, leastLoss), seeds, date }]];
  });
  return Object.fromEntries(entries);
}

function deriveBand(values: readonly number[], metric: MetricName, leastLoss: number) {
  const value = mean(values);
  const floor = halfWidthFloor(value, metric);
  const interval = predictionInterval(values, CONFIDENCE);
  const half = Math.max(interval.high - value, floor);
  const [least, most] = isAccuracy(metric) ? [0, 1] : [leastLoss, Infinity];
  const [low, high] = [Math.max(value - half, least), Math.min(value + half, most)];
  const notes = [
    `99 % t prediction interval for one more run, from ${values.length} seeds`,
    ...(values.length < USUAL_SEEDS ? [`fewer than the usual ${USUAL_SEEDS}`] : []),
    ...(interval.high - value < floor
      ? [`half width raised to the floor of ${format(floor, isAccuracy(metric) ? 'points' : 'nats')}`]
      : []),
    ...(low > value - half || high < value + half ? [`clipped to what ${metric} can be`] : []),
  ];
  return {
    value: Math.round(value * SCALE) / SCALE,
    low: Math.floor(low * SCALE) / SCALE,
    high: Math.ceil(high * SCALE) / SCALE,
    derived: notes.join('; '),
  };
}

/** What engines of different numeric classes may differ by, with room to spare. */
export function halfWidthFloor(value: number, metric: MetricName): number {
  return isAccuracy(metric) ? ACCURACY_FLOOR : Math.max(RELATIVE_LOSS_FLOOR * Math.abs(value), LOSS_FLOOR);
}
