import { mean } from '../base/statistics.ts';
import { metricValue } from '../model/metrics.ts';
import type { ExperimentRecord, MetricName } from '../model/results.ts';

/** What the seeds of an experiment come to together: what the report shows wherever it shows one number. */

/** The mean of a final metric over the seeds, a fraction or nats; undefined where it is not measured. */
export function meanFinal({ replicates }: ExperimentRecord, metric: MetricName): number | undefined {
  const values = replicates.flatMap(({ final }) => metricValue(final, metric) ?? []);
  return values.length === replicates.length ? mean(values) : undefined;
}

/** One place of a curve: the mean over the seeds, and the smallest and largest value. */
export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export const spreadOver = (values: readonly number[]): Spread => ({
  mean: mean(values),
  low: Math.min(...values),
  high: Math.max(...values),
});

/** A curve place by place; empty where the split has none. */
export function curveOverSeeds(
  { replicates }: ExperimentRecord,
  split: 'train' | 'test' | 'validation',
  metric: 'accuracy' | 'loss',
): Spread[] {
  const curves = replicates.flatMap(({ history }) => (history[split] ? [history[split][metric]] : []));
  return (curves[0] ?? []).map((_, index) => spreadOver(curves.flatMap((curve) => curve[index] ?? [])));
}
