import { meanInterval } from '../base/statistics.ts';
import { metricValue } from '../model/metrics.ts';
import { METRIC_NAMES, type MetricName } from '../model/results.ts';
import type { RunRecord } from '../model/run-record.ts';
import { type Fate, fateOf } from './fate.ts';

/** Of the intervals of means over seeds. */
export const CONFIDENCE = 0.95;

/** A mean over the seeds and its 95 % confidence interval (Student's t); no bounds where there is one seed only. */
export interface MeanOverSeeds {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** The seeds of one cell taken together. */
export interface CellSummary {
  readonly metrics: { readonly [Name in MetricName]?: MeanOverSeeds };
  /** How many of the seeds diverged: their numbers overflowed, or their loss ended above that of guessing. */
  readonly diverged: number;
}

/** What one run ended at. */
export type EndOfRun = Pick<RunRecord, 'final' | 'divergedAt'>;

export const meanOverSeeds = (values: readonly number[]): MeanOverSeeds => {
  const { mean, low, high } = meanInterval(values, CONFIDENCE);
  return values.length > 1 ? { mean, low, high } : { mean, low: null, high: null };
};

/** Sums up runs that differ in their seed only, of a task with so many classes. */
export function summariseRuns(runs: readonly EndOfRun[], classes: number): CellSummary {
  const metrics = METRIC_NAMES.flatMap((name): [MetricName, MeanOverSeeds][] => {
    const values = runs.flatMap(({ final }) => metricValue(final, name) ?? []);
    return values.length === runs.length ? [[name, meanOverSeeds(values)]] : [];
  });
  const fates = runs.map((run): Fate => fateOf(run, classes));
  return {
    metrics: Object.fromEntries(metrics),
    diverged: fates.filter((fate) => fate !== 'trained').length,
  };
}
