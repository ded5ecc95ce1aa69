import { closeGap, shift } from '../../../pipeline/claims/controls.ts';
import { conclude, type Finding, lessThan, moreThan, notAgainst } from '../../../pipeline/claims/finding.ts';
import { final, gap, perSeed } from '../../../pipeline/claims/values.ts';
import { type Claim, SEEDS_FOR_SMALL_EFFECTS } from '../../../pipeline/model/claim.ts';
import type { Measurements, MetricName, Replicate } from '../../../pipeline/model/results.ts';

/**
 * What the second layer brings is as small as its scatter between seeds: with three, the reference results give an
 * interval wider than the effect (see the evidence of A8). An experiment too small to see an effect says nothing
 * about it, so fewer seeds leave these claims open, as expected.
 */
const common = { question: '1_2_2', seedsNeeded: SEEDS_FOR_SMALL_EFFECTS, expected: 'reproduced' } as const;

/** A step from one model to the next deeper one. */
interface Step {
  readonly from: string;
  readonly to: string;
  readonly words: string;
}
const FIRST_LAYER: Step = { from: 'a-softmax', to: 'a-network-a', words: 'the first ReLU layer' };
const SECOND_LAYER: Step = { from: 'a-network-a', to: 'a-network-b', words: 'the second ReLU layer' };

/**
 * 'A little' and 'not drastically' is below 1 point, twice the half point that 10,000 images can show at all, and
 * below 0.05 nats; 'drastically' is above 3 points and 0.1 nats. Nothing measured lies near any of the four.
 */
const LITTLE = { 'test.accuracy': 0.01, 'test.loss': 0.05 } as const;
const DRASTIC = { 'test.accuracy': 0.03, 'test.loss': 0.1 } as const;
const UNITS = { 'test.accuracy': 'points', 'test.loss': 'nats' } as const;
type TestMetric = keyof typeof UNITS;
const TEST_METRICS: readonly TestMetric[] = ['test.accuracy', 'test.loss'];

/** By how much a step betters a test metric: what and one value a seed. */
function improvement(m: Measurements, { from, to, words }: Step, metric: TestMetric) {
  const better = (replicate: Replicate) =>
    (metric === 'test.loss' ? -1 : 1) * final(replicate, metric as MetricName);
  return {
    what: `Improvement of ${metric.replace('.', ' ')} by ${words}`,
    values: perSeed(m, [from, to], (before, after) => better(after) - better(before)),
    unit: UNITS[metric],
  };
}

/**
 * 'Better' is read off the test loss, which scatters by a few thousandths of a nat; the accuracy differs by a tenth
 * of a point, which no 10,000 images can show, so it must only not be lower, and tells whether the step is a little one.
 */
const a8: Claim = {
  ...common,
  id: 'A8',
  sentence: 'Network B, with a second hidden layer, is only a little better than network A.',
  experiments: ['a-network-a', 'a-network-b'],
  assess: (m) => {
    const accuracy = improvement(m, SECOND_LAYER, 'test.accuracy');
    const loss = improvement(m, SECOND_LAYER, 'test.loss');
    return conclude([
      moreThan({ ...loss, threshold: 0, ordering: true }),
      lessThan({ ...accuracy, threshold: LITTLE['test.accuracy'], ordering: true }),
    ]);
  },
  control: (m) => shift(m, 'a-network-b', 'accuracy', 0.03),
};

const a9: Claim = {
  ...common,
  id: 'A9',
  sentence: 'The first ReLU layer improves accuracy and loss drastically; the second one does not.',
  experiments: ['a-softmax', 'a-network-a', 'a-network-b'],
  assess: (m) =>
    conclude([
      ...TEST_METRICS.map((metric) =>
        moreThan({ ...improvement(m, FIRST_LAYER, metric), threshold: DRASTIC[metric], ordering: true }),
      ),
      ...TEST_METRICS.map((metric) =>
        lessThan({ ...improvement(m, SECOND_LAYER, metric), threshold: LITTLE[metric] }),
      ),
    ]),
  control: (m) => shift(m, 'a-network-a', 'accuracy', -0.06),
};

function gapGrowth(m: Measurements, { from, to, words }: Step, metric: 'accuracy' | 'loss'): Finding {
  return moreThan({
    what: `Growth of the gap between train and test ${metric} by ${words}`,
    values: perSeed(m, [from, to], (before, after) => gap(after, metric) - gap(before, metric)),
    threshold: 0,
    unit: metric === 'accuracy' ? 'points' : 'nats',
    ordering: true,
  });
}

/**
 * The loss decides: the accuracy gap grows by a point and then by 0.15 points, less than it scatters between seeds.
 * It must only not shrink.
 */
const a10: Claim = {
  ...common,
  id: 'A10',
  sentence: 'The gap between train and test grows with every layer.',
  experiments: ['a-softmax', 'a-network-a', 'a-network-b'],
  assess: (m) =>
    conclude(
      [FIRST_LAYER, SECOND_LAYER].flatMap((step) => [
        gapGrowth(m, step, 'loss'),
        notAgainst(gapGrowth(m, step, 'accuracy')),
      ]),
    ),
  control: (m) => closeGap(m, 'a-network-b', 0.9),
};

export const question122: readonly Claim[] = [a8, a9, a10];
