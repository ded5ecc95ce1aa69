import { compareWithBand } from '../../bands/check.ts';
import type { Band } from '../../bands/file.ts';
import { format } from '../../base/format.ts';
import { isAccuracy, metricValue, metricWords } from '../../model/metrics.ts';
import type { MetricName } from '../../model/results.ts';
import type { BandItem, Within } from '../rubric.ts';
import { type Assessed, firstSeeds, type Grounds } from './assessed.ts';

export function assessBand(
  { experiment, metric, minSeeds, levels }: BandItem,
  { results, book }: Grounds,
): Assessed {
  const title = `${experiment}, ${metricWords(metric)}`;
  const record = firstSeeds(results, experiment, minSeeds);
  if (typeof record === 'string') return { earned: 0, title, reason: record };
  const value = metricValue(record.final, metric);
  if (value === undefined) return { earned: 0, title, reason: 'not measured' };
  const best = [...levels]
    .sort((a, b) => b.points - a.points)
    .map(({ points, within }) => ({
      points,
      bounds: boundsOf(within, book[record.dataset]?.[experiment]?.[metric]),
    }));
  const held = best.find(({ bounds }) => bounds && value >= bounds.low && value <= bounds.high);
  // What was missed for more points, then what was met.
  const told = held?.points === best[0]!.points ? [held] : [best[0], ...(held ? [held] : [])];
  const reason = told.map((level) => describe(value, metric, level?.bounds)).join('; ');
  return { earned: held?.points ?? 0, title, reason };
}

type Bounds = Pick<Band, 'low' | 'high'>;

/** Undefined where the level refers to a band that there is not for these data. */
function boundsOf(within: Within, band: Band | undefined): Bounds | undefined {
  if (!('book' in within)) return { low: within.low ?? -Infinity, high: within.high ?? Infinity };
  if (!band) return undefined;
  const [middle, half] = [(band.low + band.high) / 2, (band.high - band.low) / 2];
  return within.book === 1 ? band : { low: middle - within.book * half, high: middle + within.book * half };
}

function describe(value: number, metric: MetricName, bounds: Bounds | undefined): string {
  if (!bounds) return 'no band for these data';
  if (Number.isFinite(bounds.low) && Number.isFinite(bounds.high)) {
    return compareWithBand(value, metric, bounds);
  }
  const unit = isAccuracy(metric) ? 'percent' : 'nats';
  const [side, bound, holds] = Number.isFinite(bounds.low)
    ? (['at least', bounds.low, value >= bounds.low] as const)
    : (['at most', bounds.high, value <= bounds.high] as const);
  return `${format(value, unit)} is ${holds ? '' : 'not '}${side} ${format(bound, unit)}`;
}
