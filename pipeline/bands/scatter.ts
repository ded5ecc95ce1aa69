import { chiSquareAbove } from '../base/distributions.ts';
import { median, sampleStandardDeviation } from '../base/statistics.ts';
import { metricCurve, metricValue } from '../model/experiment.ts';
import { type BandStatistic, METRIC_NAMES, type Measurements, type MetricName } from '../model/results.ts';
import type { RunRecord } from '../model/run-record.ts';
import type { Trainers } from '../model/trainer.ts';
import { withoutTwins } from '../results/lookup.ts';
import { marginOf } from './check.ts';
import { deriveBands } from './derive.ts';
import type { Band, BandTable } from './file.ts';

/** How far values of one quantity scatter, estimated with so many degrees of freedom. */
export interface Spread {
  readonly variance: number;
  readonly degreesOfFreedom: number;
}

/** A spread that several quantities share. */
export interface PooledSpread extends Spread {
  /** How many of them. */
  readonly quantities: number;
}

/** Less likely than this, spreads are not taken for one. */
const ALIKE = 0.05;

/**
 * How likely the estimated variances differ so much when the true ones are equal, for normal values: small where they
 * are not alike. All must be above 0. Bartlett 1937.
 */
export function likenessOf(spreads: readonly Spread[]): number {
  if (spreads.length < 2) return 1;
  const { variance, degreesOfFreedom: total } = pool(spreads);
  const sum = (of: (spread: Spread) => number) => spreads.reduce((all, spread) => all + of(spread), 0);
  const logs = sum((spread) => spread.degreesOfFreedom * Math.log(spread.variance));
  const inverses = sum((spread) => 1 / spread.degreesOfFreedom);
  const correction = 1 + (inverses - 1 / total) / (3 * (spreads.length - 1));
  return chiSquareAbove((total * Math.log(variance) - logs) / correction, spreads.length - 1);
}

/** The mean variance, weighed by degrees of freedom, which add up. */
function pool(spreads: readonly Spread[]): PooledSpread {
  const total = spreads.reduce((sum, { degreesOfFreedom }) => sum + degreesOfFreedom, 0);
  const squares = spreads.reduce((sum, spread) => sum + spread.degreesOfFreedom * spread.variance, 0);
  return { variance: squares / total, degreesOfFreedom: total, quantities: spreads.length };
}

/** Each with the spread that all of them share, if they are alike, else with its own. All must be above 0. */
export function poolAlike(spreads: readonly Spread[]): PooledSpread[] {
  const alike = likenessOf(spreads) >= ALIKE;
  return spreads.map((spread) => pool(alike ? spreads : [spread]));
}

/** A run that is shorter has no end that a spike could be told from. */
const LONG_RUN = 100;
const LAST = 20;
/** Spikes decide where final values scatter so many times as far as medians do. */
const SPIKY = 2;

type Curves = Pick<RunRecord, 'final' | 'history'>;

/** What a band is about, of one run: a fraction or nats; undefined where the run does not measure it. */
export function statisticOf(run: Curves, metric: MetricName, statistic: BandStatistic): number | undefined {
  const curve = statistic === 'final' ? undefined : metricCurve(run.history, metric);
  return curve ? median(curve.slice(-LAST)) : metricValue(run.final, metric);
}

/** The final value, or the median of the last 20 where a spike at the very end would decide. */
export function chooseStatistic(runs: readonly Curves[], metric: MetricName): BandStatistic {
  const robust = 'median of the last 20';
  const isLong = runs.every(({ history }) => (metricCurve(history, metric)?.length ?? 0) >= LONG_RUN);
  if (!isLong) return 'final';
  const deviation = (statistic: BandStatistic) =>
    sampleStandardDeviation(runs.map((run) => statisticOf(run, metric, statistic)!));
  return deviation('final') > SPIKY * deviation(robust) ? robust : 'final';
}

/** How often bands hold that a run had no part in. */
interface LeaveOneOut {
  readonly inside: number;
  readonly of: number;
}

/**
 * Holds every run against the bands that the other seeds would give: about 99 % must lie inside. A band's own runs
 * cannot check it, since they made it wide enough for themselves. Only of metrics that have a band; twins count once.
 */
export function leaveOneOut(measurements: Measurements, trainers: Trainers): LeaveOneOut {
  const experiments = Object.fromEntries(withoutTwins(measurements.experiments));
  const counted = { ...measurements, experiments };
  const { bandTable } = deriveBands(counted, { date: 'none', trainers });
  const seeds = [...new Set(Object.values(experiments).flatMap((record) => record.seeds))];
  const margins = seeds.flatMap((seed) => {
    const others = deriveBands(without(seed, counted), { date: 'none', trainers, keepWide: true }).bandTable;
    return marginsOf(seed, counted, { bandTable, others });
  });
  return { inside: margins.filter((margin) => margin >= 0).length, of: margins.length };
}

function without(seed: number, measurements: Measurements): Measurements {
  const experiments = Object.entries(measurements.experiments).map(([id, record]) => {
    return [id, { ...record, replicates: record.replicates.filter((run) => run.seed !== seed) }] as const;
  });
  return { ...measurements, experiments: Object.fromEntries(experiments) };
}

/** How far the seed's runs lie inside the bands of the others, wherever there is a band of all. */
function marginsOf(
  seed: number,
  { experiments }: Measurements,
  { bandTable, others }: { readonly bandTable: BandTable; readonly others: BandTable },
): number[] {
  return Object.entries(experiments).flatMap(([id, { dataset, replicates }]) => {
    const run = replicates.find((each) => each.seed === seed);
    if (!run) return [];
    const bandIn = (from: BandTable, metric: (typeof METRIC_NAMES)[number]) => from[dataset]?.[id]?.[metric];
    return METRIC_NAMES.flatMap((metric): number[] => {
      const band: Band | undefined = bandIn(bandTable, metric) && bandIn(others, metric);
      return band ? [marginOf(statisticOf(run, metric, band.statistic)!, band)] : [];
    });
  });
}
