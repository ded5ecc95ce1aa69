import { tQuantile } from '../base/distributions.ts';
import { UserError } from '../base/errors.ts';
import { mean, sampleStandardDeviation } from '../base/statistics.ts';
import { format } from '../base/text.ts';
import { isAccuracy, metricWords } from '../model/experiment.ts';
import {
  type BandStatistic,
  type ExperimentRecord,
  METRIC_NAMES,
  type Measurements,
  type MetricName,
} from '../model/results.ts';
import type { Trainers } from '../model/trainer.ts';
import type { Band, BandTable } from './file.ts';
import { chooseStatistic, type PooledSpread, poolAlike, type Spread, statisticOf } from './scatter.ts';

/** Of a band: how often one more run falls inside. */
export const CONFIDENCE = 0.99;
/** Below three seeds a t interval is too wide to say anything. */
export const LEAST_SEEDS = 3;
/** What the project asks of a band on real data. */
export const USUAL_SEEDS = 5;

/** A band that is wider says too little: a fraction of accuracy, a share of the loss. */
const WIDEST_ACCURACY = 0.05;
const WIDEST_LOSS = 0.2;

/** Bands are kept to 1e-6; edges are rounded outwards. */
const SCALE = 1e6;

export interface DeriveOptions {
  /** Day of the derivation, YYYY-MM-DD. */
  readonly date: string;
  /** Kept where there are no new data: other data sets, and experiments with fewer than 3 seeds. */
  readonly previous?: BandTable;
  /** They know how low a loss can be. */
  readonly trainers: Trainers;
  /** Whether to keep bands that say too little. */
  readonly keepWide?: boolean;
}

/** Bands, and in one line each what has none, and why. */
export interface DerivedBands {
  readonly bandTable: BandTable;
  readonly dropped: readonly string[];
}

/**
 * Derives a band for each final metric of each experiment with at least 3 seeds: the 99 % t prediction interval for
 * one more run, with the scatter of all experiments of the question if they scatter alike, clipped to what the metric
 * can be. None where it would say too little. Throws a UserError at quick scale.
 */
export function deriveBands(measurements: Measurements, options: DeriveOptions): DerivedBands {
  if (measurements.scale !== 'full') {
    throw new UserError(`invalid scale for bands: ${measurements.scale}; run at full scale, without --quick`);
  }
  const bandTable: Record<string, Record<string, Record<string, Band>>> = structuredClone(
    options.previous ?? {},
  );
  const dropped: string[] = [];
  const samples = samplesOf(measurements);
  for (const { id, record } of samples) delete bandTable[record.dataset]?.[id];
  for (const { sample, spread } of pooled(samples)) {
    const { id, record, metric } = sample;
    const band = bandOf(sample, spread, options);
    if (typeof band === 'string') dropped.push(`${id}, ${metricWords(metric)}: ${band}`);
    else {
      bandTable[record.dataset] ??= {};
      bandTable[record.dataset]![id] ??= {};
      bandTable[record.dataset]![id]![metric] = band;
    }
  }
  return { bandTable, dropped };
}

/** One metric of one experiment, over its seeds. */
interface SeedSample {
  readonly id: string;
  readonly record: ExperimentRecord;
  readonly metric: MetricName;
  readonly statistic: BandStatistic;
  readonly values: readonly number[];
}

function samplesOf({ experiments }: Measurements): SeedSample[] {
  return Object.entries(experiments).flatMap(([id, record]) => {
    const { replicates } = record;
    if (replicates.length < LEAST_SEEDS) return [];
    return METRIC_NAMES.flatMap((metric) => {
      const statistic = chooseStatistic(replicates, metric);
      const values = replicates.flatMap((run) => statisticOf(run, metric, statistic) ?? []);
      return values.length === replicates.length ? [{ id, record, metric, statistic, values }] : [];
    });
  });
}

/** Losses scatter in proportion to their level. */
const unitOf = ({ metric, values }: SeedSample) => (isAccuracy(metric) ? 1 : Math.abs(mean(values)));

function spreadOf(sample: SeedSample): Spread {
  const { values } = sample;
  return {
    variance: (sampleStandardDeviation(values) / unitOf(sample)) ** 2,
    degreesOfFreedom: values.length - 1,
  };
}

/**
 * Each sample with the spread that it shares; null where its seeds gave one value. Samples of the very same values are
 * one and the same: an experiment's twin adds no knowledge.
 */
function pooled(samples: readonly SeedSample[]): { sample: SeedSample; spread: PooledSpread | null }[] {
  return groupsOf(samples).flatMap((group) => {
    const distinct = new Map(group.map((sample) => [String(sample.values), spreadOf(sample)]));
    const scattering = [...distinct].filter(([, { variance }]) => variance > 0);
    const spreads = poolAlike(scattering.map(([, spread]) => spread));
    const shared = new Map(scattering.map(([values], index) => [values, spreads[index]!]));
    return group.map((sample) => ({ sample, spread: shared.get(String(sample.values)) ?? null }));
  });
}

/** Samples that may scatter alike: of one metric, in one part of the document, on one data set. */
function groupsOf(samples: readonly SeedSample[]): SeedSample[][] {
  const groups = new Map<string, SeedSample[]>();
  for (const sample of samples) {
    const { record, metric } = sample;
    const key = [record.dataset, record.question, record.config.family, metric].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  return [...groups.values()];
}

/** The band, or why there is none. */
function bandOf(
  sample: SeedSample,
  spread: PooledSpread | null,
  { date, trainers, keepWide }: DeriveOptions,
): Band | string {
  const { record, metric, statistic, values } = sample;
  if (!spread) return 'all seeds gave the same value';
  const value = mean(values);
  const { degreesOfFreedom } = spread;
  const deviation = Math.sqrt(spread.variance * (1 + 1 / values.length)) * unitOf(sample);
  const half = tQuantile(1 - (1 - CONFIDENCE) / 2, degreesOfFreedom) * deviation;
  const tooWide = widthComplaint(2 * half, value, metric);
  if (tooWide && !keepWide) return tooWide;
  const [least, most] = isAccuracy(metric)
    ? [0, 1]
    : [trainers[record.config.family]!.leastLoss(record.config), Infinity];
  const [low, high] = [Math.max(value - half, least), Math.min(value + half, most)];
  const clipped = low > value - half || high < value + half;
  return {
    value: rounded(value, Math.round),
    low: rounded(low, Math.floor),
    high: rounded(high, Math.ceil),
    deviation: Number(deviation.toPrecision(6)),
    degreesOfFreedom,
    statistic,
    derived: derivation(sample, spread, clipped),
    seeds: record.replicates.map(({ seed }) => seed),
    date,
  };
}

const rounded = (value: number, round: (scaled: number) => number) => round(value * SCALE) / SCALE;

function widthComplaint(width: number, value: number, metric: MetricName): string | null {
  if (isAccuracy(metric)) {
    return width > WIDEST_ACCURACY ? `a band of ${format(width, 'points')} says too little` : null;
  }
  const share = width / Math.abs(value);
  return share > WIDEST_LOSS ? `a band of ${format(share, 'percent')} of the loss says too little` : null;
}

function derivation(
  { statistic, metric, values }: SeedSample,
  spread: PooledSpread,
  clipped: boolean,
): string {
  const { quantities, degreesOfFreedom } = spread;
  return [
    `99 % t prediction interval for one more run, from ${values.length} seeds`,
    ...(values.length < USUAL_SEEDS ? [`fewer than the usual ${USUAL_SEEDS}`] : []),
    ...(quantities > 1
      ? [
          `scatter pooled over ${quantities} experiments that scatter alike, ${degreesOfFreedom} degrees of freedom`,
        ]
      : []),
    ...(statistic === 'final' ? [] : [`of the ${statistic} iterations, where one spike would decide`]),
    ...(clipped ? [`clipped to what ${metric} can be`] : []),
  ].join('; ');
}
