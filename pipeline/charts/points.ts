import type { ExperimentRecord } from '../model/results.ts';
import type { Metric } from './scales.ts';
import { SERIES_NAMES, type Series } from './theme.ts';

/** A final metric of one experiment: the first seed's value and the spread over all seeds. */
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
  const value = record.final[series]?.[metric];
  if (value === undefined) throw new Error(`no ${series} ${metric} in a result of "${record.title}"`);
  const all = record.replicates.map(({ final }) => final[series]?.[metric] ?? value);
  return { series, x, value, low: Math.min(...all), high: Math.max(...all) };
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
