import { median, sampleStandardDeviation } from '../base/statistics.ts';
import { metricCurve, metricValue } from '../model/metrics.ts';
import type { BandStatistic, MetricName } from '../model/results.ts';
import type { RunRecord } from '../model/run-record.ts';

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
