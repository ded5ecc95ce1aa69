import type { ExperimentRecord } from '../model/results.ts';
import { spreadOver } from '../results/over-seeds.ts';
import type { Metric } from './scales.ts';
import { SERIES_NAMES, type Series } from './theme.ts';

/** A final metric of one experiment: the mean over the seeds and their spread. */
export interface Point {
  readonly series: Series;
  readonly x: number | string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export function finalPoint(
  record: ExperimentRecord,
  { series, metric, x }: { series: Series; metric: Metric; x: number | string },
): Point {
  const values = record.replicates.flatMap(({ final }) => final[series]?.[metric] ?? []);
  if (values.length === 0) throw new Error(`no ${series} ${metric} in a result of "${record.title}"`);
  const { mean, low, high } = spreadOver(values);
  return { series, x, value: mean, low, high };
}

/** Train and test of each record, in the order given. */
export function finalPoints(
  rows: readonly { record: ExperimentRecord; x: number | string }[],
  metric: Metric,
): Point[] {
  return SERIES_NAMES.flatMap((series) =>
    rows.map(({ record, x }) => finalPoint(record, { series, metric, x })),
  );
}

export const hasSpread = (points: readonly Point[]) => points.some(({ low, high }) => low < high);
