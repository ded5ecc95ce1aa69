import { format } from '../../../pipeline/base/format.ts';
import { mean, meanInterval } from '../../../pipeline/base/statistics.ts';
import { above, type Finding, moreThan, worst } from '../../../pipeline/claims/finding.ts';
import { gap, gapCurve, perSeed } from '../../../pipeline/claims/values.ts';
import type { Measurements } from '../../../pipeline/model/results.ts';

type Metric = 'accuracy' | 'loss';
const UNITS = { accuracy: 'points', loss: 'nats' } as const;

/** Of which the mean gap is compared: single epochs jitter, more so than the gap grows from one to the next. */
const QUARTERS = 4;

/** Means over four consecutive stretches of a curve; none if it is shorter than that. */
export function quarters(curve: readonly number[]): number[] {
  if (curve.length < QUARTERS) return [];
  const edge = (quarter: number) => Math.round((quarter * curve.length) / QUARTERS);
  return Array.from({ length: QUARTERS }, (_, quarter) =>
    mean(curve.slice(edge(quarter), edge(quarter + 1))),
  );
}

/** Does the gap between train and validation loss widen all through training, from each quarter to the next? */
export function gapWidens(m: Measurements, id: string): Finding {
  const what = `Gap between train and validation loss of ${id}`;
  const gaps = gapsByQuarter(m, id);
  if (gaps.length === 0) return { holds: 'unclear', sentence: `${what}: too few epochs to tell.` };
  const growths = [1, 2, 3].map((next) => meanInterval(gaps.map((gap) => gap[next]! - gap[next - 1]!)));
  const holds = worst(...growths.map((growth) => (growth.high < 0 ? 'opposite' : above(growth, 0))));
  const means = [0, 1, 2, 3].map((quarter) => format(mean(gaps.map((gap) => gap[quarter]!)), 'nats'));
  const sentence = `${what} in the four quarters of training: ${means.join(', ')}; claimed is that it widens, ${ANSWERS[holds]}.`;
  return { holds, sentence };
}

/** One list a seed. */
function gapsByQuarter(m: Measurements, id: string): number[][] {
  return m.experiments[id]!.replicates.map((replicate) =>
    quarters(gapCurve(replicate, 'loss', 'validation')),
  ).filter((gaps) => gaps.length > 0);
}

const ANSWERS = {
  yes: 'which it does from each to the next',
  unclear: 'which the runs leave open',
  no: 'which it does not',
  opposite: 'and it narrows',
} as const;

/** Is the gap between train and validation at the end wider in one experiment than in another? */
export function widerGap(
  m: Measurements,
  { narrow, wide, metric, times = 1 }: { narrow: string; wide: string; metric: Metric; times?: number },
): Finding {
  const factor = times === 1 ? '' : `${times} times `;
  return moreThan({
    what: `Gap between train and validation ${metric} of ${wide}, less ${factor}that of ${narrow}`,
    values: perSeed(
      m,
      [narrow, wide],
      (less, more) => gap(more, metric, 'validation') - times * gap(less, metric, 'validation'),
    ),
    threshold: 0,
    unit: UNITS[metric],
    // To be less than so many times as wide is not yet to be narrower.
    ordering: times === 1,
  });
}
