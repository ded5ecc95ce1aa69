import { mean, slopeWeights } from '../../../pipeline/base/statistics.ts';
import { shift } from '../../../pipeline/claims/controls.ts';
import { about, aDecrease, anIncrease, moreThan, within } from '../../../pipeline/claims/criteria.ts';
import {
  final,
  finalMetric,
  gap,
  independent,
  independentChange,
  type Metric,
  paired,
  type Quantity,
  testSamples,
} from '../../../pipeline/claims/values.ts';
import { type Claim, type Hypothesis, type Sample, SEEDS_NEEDED } from '../../../pipeline/model/claim.ts';
import type { Measurements, Replicate } from '../../../pipeline/model/results.ts';
import { WIDTHS } from '../catalogue.ts';
import { SAME, UNITS } from './margins.ts';
import { phasesOf } from './phases.ts';

const common = { question: '1_2_1', seedsNeeded: SEEDS_NEEDED } as const;
const METRICS = ['accuracy', 'loss'] as const;

const a4: Claim = {
  ...common,
  id: 'A4',
  sentence: 'A hidden layer of 300 ReLU neurons lifts test accuracy to about 87 %.',
  experiments: ['a-softmax', 'a-network-a'],
  hypotheses: [
    {
      id: 'level',
      quantity: 'test accuracy of network A',
      unit: 'percent',
      criterion: (m) => about(0.87, testSamples(m, 'a-network-a')),
      sample: (m) => paired(m, ['a-network-a'], finalMetric('test.accuracy')),
      expected: 'yes',
      control: (m) => shift(m, 'a-network-a', 'accuracy', -0.03),
    },
    {
      id: 'lift',
      quantity: 'test accuracy that the hidden layer adds to the softmax layer',
      unit: 'points',
      criterion: anIncrease(SAME.accuracy.margin, SAME.accuracy),
      sample: (m) => independentChange(m, 'a-softmax', 'a-network-a', finalMetric('test.accuracy')),
      expected: 'yes',
      control: (m) => shift(m, 'a-softmax', 'accuracy', 0.1),
    },
  ],
};

const a5: Claim = {
  ...common,
  id: 'A5',
  sentence:
    'Network A learns fast until about iteration 10, more slowly until about 50 and is stable afterwards.',
  experiments: ['a-network-a'],
  hypotheses: phasesOf({
    id: 'a-network-a',
    model: 'network A',
    claimed: { first: 10, second: 50 },
    // The accuracies have done most of their way by iteration 4.
    expected: { 'train-accuracy-fast': 'no', 'test-accuracy-fast': 'no' },
  }),
};

/** The write-up's turning point, in neurons; it belongs to both sides. */
const TURN = 500;
const NARROW = WIDTHS.filter((width) => width <= TURN);
const WIDE = WIDTHS.filter((width) => width >= TURN);
const idOf = (width: number) => `a-width-${width}`;

/** The factor of each width, by its number of neurons. */
type Factors = ReadonlyMap<number, number>;

/** Factors with which the widths add up to their least-squares slope per 100 neurons, times `factor`. */
function slopeOver(widths: readonly number[], factor = 1): Factors {
  const weights = slopeWeights(widths.map((width) => width / 100));
  return new Map(widths.map((width, index) => [width, factor * weights[index]!]));
}

function sum(a: Factors, b: Factors): Factors {
  const widths = [...new Set([...a.keys(), ...b.keys()])];
  return new Map(widths.map((width) => [width, (a.get(width) ?? 0) + (b.get(width) ?? 0)]));
}

/** Each width draws from a stream of its own. */
function overWidths(m: Measurements, factors: Factors, quantity: Quantity): Sample | null {
  return independent(
    m,
    [...factors].map(([width, weight]) => ({ experiments: [idOf(width)], quantity, weight })),
  );
}

/** Slopes per 100 neurons on either side of the turn. */
interface Slopes {
  readonly below: number;
  readonly above: number;
}

/** The widths with a quantity whose means over the seeds lie on two straight lines; `move` changes it by an amount. */
function straighten(
  m: Measurements,
  quantity: (replicate: Replicate) => number,
  { below, above }: Slopes,
  move: (m: Measurements, id: string, amount: number) => Measurements,
): Measurements {
  const meanAt = (width: number) => mean(m.experiments[idOf(width)]!.replicates.map(quantity));
  return WIDTHS.reduce((changed, width) => {
    const hundreds = (width - TURN) / 100;
    const wanted = meanAt(TURN) + hundreds * (hundreds > 0 ? above : below);
    return move(changed, idOf(width), wanted - meanAt(width));
  }, m);
}

const sign = (metric: Metric) => (metric === 'accuracy' ? 1 : -1);

/** How good the test metric is: accuracy, or loss with its sign turned. */
const better = (metric: Metric) => (replicate: Replicate) =>
  sign(metric) * final(replicate, `test.${metric}`);

/** Moves test and train alike, so that the gap stays. */
const withImprovement = (m: Measurements, metric: Metric, slopes: Slopes) =>
  straighten(m, better(metric), slopes, (changed, id, amount) =>
    (['test', 'train'] as const).reduce(
      (moved, split) => shift(moved, id, metric, sign(metric) * amount, split),
      changed,
    ),
  );

/** Moves train only, so that the test metrics stay. */
const withGap = (m: Measurements, metric: Metric, slopes: Slopes) =>
  straighten(
    m,
    (replicate) => gap(replicate, metric),
    slopes,
    (changed, id, amount) => shift(changed, id, metric, sign(metric) * amount, 'train'),
  );

const FIRST = WIDTHS[0];
const LAST = WIDE.at(-1)!;
/** From a slope per 100 neurons to the way that its line goes on one side of the turn. */
const BELOW = (TURN - FIRST) / 100;
const ABOVE = (LAST - TURN) / 100;

/** 'Levels off' means that the slope falls to less than this share of what it was. */
const BEND_SHARE = 1 / 2;

/** Test metrics decide: the train curves of wider networks go on improving, which is claim A7. */
function levellingOff(metric: Metric): Hypothesis[] {
  const { margin, reason } = SAME[metric];
  const unit = UNITS[metric];
  const improving = (id: string, quantity: string, factors: Factors) => ({
    id: `${metric}-${id}`,
    quantity,
    unit,
    sample: (m: Measurements) => overWidths(m, factors, better(metric)),
  });
  const slopes = (below: number, above: number) => (m: Measurements) =>
    withImprovement(m, metric, { below: below * margin, above: above * margin });
  return [
    {
      ...improving(
        'rise',
        `improvement of test ${metric} from ${FIRST} to ${TURN} neurons`,
        slopeOver(NARROW, BELOW),
      ),
      criterion: anIncrease(margin, { reason, words: 'an improvement' }),
      expected: 'yes',
      control: slopes(-0.08, -0.16),
    },
    {
      ...improving(
        'bend',
        `half the gain in test ${metric} per 100 neurons below ${TURN}, minus the gain per 100 neurons above it`,
        sum(slopeOver(NARROW, BEND_SHARE), slopeOver(WIDE, -1)),
      ),
      criterion: moreThan(0, {
        words: 'more than 0: the curve flattens',
        reason: 'a slope that falls to less than half makes a bend that can be seen on a plot',
      }),
      expected: 'yes',
      control: slopes(0.1, 0.12),
    },
    {
      ...improving(
        'level',
        `improvement of test ${metric} from ${TURN} to ${LAST} neurons`,
        slopeOver(WIDE, ABOVE),
      ),
      criterion: within(-margin, margin, { words: 'none', reason }),
      expected: 'no',
      control: slopes(2, 0.4),
    },
  ];
}

const a6: Claim = {
  ...common,
  id: 'A6',
  sentence:
    'More hidden neurons raise the accuracy and lower the loss at first; from about 500 neurons on both level off.',
  experiments: WIDTHS.map(idOf),
  hypotheses: METRICS.flatMap(levellingOff),
};

/** Does the gap grow from the turn on, and does it only begin to there? */
function overfitting(metric: Metric): Hypothesis[] {
  const { margin, reason } = SAME[metric];
  const unit = UNITS[metric];
  const quantity = (replicate: Replicate) => gap(replicate, metric);
  return [
    {
      id: `${metric}-growth`,
      quantity: `growth of the train–test gap in ${metric} from ${TURN} to ${LAST} neurons`,
      unit,
      criterion: anIncrease(margin, { reason, words: 'growth' }),
      sample: (m) => overWidths(m, slopeOver(WIDE, ABOVE), quantity),
      expected: 'yes',
      control: (m) => withGap(m, metric, { below: -0.4 * margin, above: -0.1 * margin }),
    },
    {
      id: `${metric}-onset`,
      quantity: `growth of the ${metric} gap per 100 neurons above ${TURN}, minus its growth per 100 neurons below`,
      unit,
      criterion: anIncrease(margin / ABOVE, {
        reason: `over ${ABOVE} times 100 neurons: ${reason}`,
        words: 'faster growth',
      }),
      sample: (m) => overWidths(m, sum(slopeOver(WIDE), slopeOver(NARROW, -1)), quantity),
      expected: 'opposite',
      control: (m) => withGap(m, metric, { below: 0.6 * margin, above: 0.2 * margin }),
    },
  ];
}

/** The sentence goes on: the network is no longer able to do well on unknown data. */
const harm: Hypothesis = {
  id: 'harm',
  quantity: `change of test accuracy from ${TURN} to ${LAST} neurons`,
  unit: 'points',
  criterion: aDecrease(SAME.accuracy.margin, SAME.accuracy),
  sample: (m) => overWidths(m, slopeOver(WIDE, ABOVE), finalMetric('test.accuracy')),
  expected: 'opposite',
  control: (m) => withImprovement(m, 'accuracy', { below: 0, above: SAME.accuracy.margin }),
};

const a7: Claim = {
  ...common,
  id: 'A7',
  sentence:
    'From about 500 neurons on the gap between train and test widens with the width: overfitting, which no longer serves unknown data.',
  experiments: WIDTHS.map(idOf),
  hypotheses: [...METRICS.flatMap(overfitting), harm],
};

export const question121: readonly Claim[] = [a4, a5, a6, a7];
