import { mean } from '../../../pipeline/base/statistics.ts';
import { changeCurve, shift } from '../../../pipeline/claims/controls.ts';
import { anIncrease } from '../../../pipeline/claims/criteria.ts';
import { gap, gapCurve, type Metric, paired, type Quantity } from '../../../pipeline/claims/values.ts';
import type { Hypothesis } from '../../../pipeline/model/claim.ts';
import type { Holds } from '../../../pipeline/model/finding.ts';
import type { Measurements, Replicate } from '../../../pipeline/model/results.ts';
import { MODELS, type Model, SAME, UNITS } from './margins.ts';

/** The gap between the curves of train and validation, as the write-up plots them. */
export const plottedGap = (replicate: Replicate, metric: Metric) => gap(replicate, metric, 'validation');

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

/** The least that the gap in loss grows from one quarter of the training to the next; null if it is too short. */
export const leastGrowth: Quantity = (replicate) => {
  const gaps = quarters(gapCurve(replicate, 'loss', 'validation'));
  return gaps.length === 0 ? null : Math.min(...gaps.slice(1).map((value, index) => value - gaps[index]!));
};

/** Does the gap between train and validation loss widen all through training? */
export const gapWidens = (id: Model): Hypothesis => ({
  id: 'widens',
  quantity: `smallest growth of ${MODELS[id]}’s loss gap from one quarter of the training to the next`,
  unit: 'nats',
  criterion: anIncrease(SAME.loss.margin / QUARTERS, {
    reason: `a quarter of the margin of a loss: ${SAME.loss.reason}`,
    words: 'growth',
  }),
  sample: (m) => paired(m, [id], leastGrowth),
  expected: 'yes',
  // Validation begins far behind and catches up, to end where it did.
  control: (m) =>
    changeCurve(m, { id, split: 'validation', metric: 'loss' }, (values) =>
      values.map((value, epoch) => value + 2 * (1 - epoch / (values.length - 1))),
    ),
});

/** Mean gaps that some models are given. */
type Gaps = Readonly<Partial<Record<Model, number>>>;

/** The mean over the seeds of a model's gap between train and validation at the end. */
export const meanGap = (m: Measurements, id: Model, metric: Metric) =>
  mean(m.experiments[id]!.replicates.map((replicate) => plottedGap(replicate, metric)));

/** The measurements in which these models have these gaps, by other validation curves. */
export function withGaps(m: Measurements, metric: Metric, gaps: Gaps): Measurements {
  return Object.entries(gaps).reduce((changed, [id, wanted]) => {
    const wider = wanted - meanGap(m, id as Model, metric);
    return shift(changed, id, metric, metric === 'accuracy' ? -wider : wider, 'validation');
  }, m);
}

/** A model and one that is said to overfit more. */
interface Step {
  readonly from: Model;
  readonly to: Model;
  readonly metric: Metric;
  readonly expected: Holds;
}

/** Is the gap between train and validation at the end wider in one model than in another? */
export function widerGap({ from, to, metric, expected }: Step): Hypothesis {
  const { margin } = SAME[metric];
  // The first model's gap stands in one step only; of the others the later step grows with what this one loses.
  const [moved, beside, sign] = from === 'b-model1' ? [from, to, 1] : [to, from, -1];
  return {
    id: `${to}-${metric}`,
    quantity: `growth of the train–validation gap in ${metric} from ${MODELS[from]} to ${MODELS[to]}`,
    unit: UNITS[metric],
    criterion: anIncrease(margin, { ...SAME[metric], words: 'growth' }),
    sample: (m) => paired(m, [from, to], (less, more) => plottedGap(more, metric) - plottedGap(less, metric)),
    expected,
    control: (m) => withGaps(m, metric, { [moved]: meanGap(m, beside, metric) + 0.4 * sign * margin }),
  };
}
