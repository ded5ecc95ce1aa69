import { compareWithBand } from '../bands/check.ts';
import type { Band, BandBook } from '../bands/file.ts';
import { format } from '../base/format.ts';
import { isAsExpected } from '../claims/expectations.ts';
import { isAccuracy, metricValue, metricWords } from '../model/metrics.ts';
import type { MetricName, Results } from '../model/results.ts';
import type { GradedItem } from './grade.ts';
import type { BandItem, ClaimItem, Item, Rubric, Within } from './rubric.ts';

/** The points of each item: those of the best of its levels that holds. */
export function scoreItems(results: Results, { items }: Rubric, book: BandBook): GradedItem[] {
  return items.map((item) => {
    const { earned, title, reason } =
      item.kind === 'band' ? assessBand(item, results, book) : assessClaim(item, results);
    const maxScore = mostPoints(item);
    const marks = `${earned} of ${maxScore} points`;
    const secret = item.visibility !== 'visible';
    return {
      id: item.id,
      title: item.title ?? (secret ? item.id : title),
      result: earned === maxScore ? 'passed' : earned > 0 ? 'partial' : 'failed',
      score: earned,
      maxScore,
      visibility: item.visibility,
      // A reason tells the bounds or how far they are: whoever sees one output might not see another.
      message: secret ? `${marks}; not shown why` : `${marks}: ${reason}`,
    };
  });
}

export function mostPoints({ levels }: Item): number {
  return Math.max(...levels.map(({ points }) => points));
}

interface Assessed {
  readonly earned: number;
  /** Where the rubric has none. */
  readonly title: string;
  readonly reason: string;
}

function assessBand({ experiment, metric, levels }: BandItem, results: Results, book: BandBook): Assessed {
  const title = `${experiment}, ${metricWords(metric)}`;
  const record = results.experiments[experiment];
  const value = record && metricValue(record.final, metric);
  if (!record || value === undefined) return { earned: 0, title, reason: 'not run' };
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

function assessClaim({ claim, levels }: ClaimItem, { claims }: Results): Assessed {
  const record = claims.find(({ id }) => id === claim)!;
  const { sentence, verdict } = record;
  const earned = levels
    .filter(({ verdicts }) =>
      verdicts.some((wanted) => (wanted === 'expected' ? isAsExpected(record) : wanted === verdict)),
    )
    .map(({ points }) => points);
  return { earned: Math.max(0, ...earned), title: `claim ${claim}`, reason: `${verdict}: ${sentence}` };
}
