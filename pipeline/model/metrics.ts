import type { MetricName } from './results.ts';
import type { FinalMetrics, History } from './run-record.ts';

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
