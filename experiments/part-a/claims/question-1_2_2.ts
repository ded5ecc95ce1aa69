import { shift } from '../../../pipeline/claims/controls.ts';
import { anIncrease, lessThan, moreThan } from '../../../pipeline/claims/criteria.ts';
import { final, gap, independentChange, type Metric } from '../../../pipeline/claims/values.ts';
import { type Claim, type Hypothesis, SEEDS_FOR_SMALL_EFFECTS } from '../../../pipeline/model/claim.ts';
import type { Holds } from '../../../pipeline/model/finding.ts';
import type { Measurements, Replicate } from '../../../pipeline/model/results.ts';
import { DRASTIC, LITTLE, SAME, UNITS } from './margins.ts';

/** What the second layer brings is as small as its scatter between seeds, which five seeds are needed to tell. */
const common = { question: '1_2_2', seedsNeeded: SEEDS_FOR_SMALL_EFFECTS } as const;

/** A step from one model to the next deeper one. They share no random numbers: each draws from a stream of its own. */
interface Step {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly words: string;
}
const FIRST_LAYER: Step = {
  name: 'first',
  from: 'a-softmax',
  to: 'a-network-a',
  words: 'the first ReLU layer',
};
const SECOND_LAYER: Step = {
  name: 'second',
  from: 'a-network-a',
  to: 'a-network-b',
  words: 'the second ReLU layer',
};
const METRICS = ['accuracy', 'loss'] as const;

/** By how much a step betters a test metric. */
function improvement({ name, from, to, words }: Step, metric: Metric) {
  const sign = metric === 'accuracy' ? 1 : -1;
  return {
    id: `${name}-${metric}`,
    quantity: `improvement of test ${metric} by ${words}`,
    unit: UNITS[metric],
    sample: (m: Measurements) =>
      independentChange(m, from, to, (replicate) => sign * final(replicate, `test.${metric}`)),
  };
}

/** Lets a model do better on the test images by an amount. */
const improve = (m: Measurements, id: string, metric: Metric, amount: number) =>
  shift(m, id, metric, metric === 'accuracy' ? amount : -amount);

/** Network B is better than network A, and only a little. */
function onlyALittle(metric: Metric, expected: Holds): Hypothesis[] {
  const { bound, words, reason } = LITTLE[metric];
  const step = improvement(SECOND_LAYER, metric);
  return [
    {
      ...step,
      id: `${metric}-better`,
      criterion: anIncrease(SAME[metric].margin, { ...SAME[metric], words: 'an improvement' }),
      expected,
      control: (m) => improve(m, 'a-network-b', metric, -2 * SAME[metric].margin),
    },
    {
      ...step,
      id: `${metric}-little`,
      quantity: `size of the ${step.quantity}`,
      criterion: lessThan(bound, { words, reason }),
      expected: 'yes',
      control: (m) => improve(m, 'a-network-b', metric, 1.5 * bound),
    },
  ];
}

const a8: Claim = {
  ...common,
  id: 'A8',
  sentence: 'Network B, with a second hidden layer, is only a little better than network A.',
  experiments: ['a-network-a', 'a-network-b'],
  hypotheses: [...onlyALittle('accuracy', 'unclear'), ...onlyALittle('loss', 'yes')],
};

const a9: Claim = {
  ...common,
  id: 'A9',
  sentence: 'The first ReLU layer improves accuracy and loss drastically; the second one does not.',
  experiments: ['a-softmax', 'a-network-a', 'a-network-b'],
  hypotheses: METRICS.flatMap((metric): Hypothesis[] => [
    {
      ...improvement(FIRST_LAYER, metric),
      criterion: moreThan(DRASTIC[metric].bound, { ...DRASTIC[metric], oppositeBelow: 0 }),
      expected: 'yes',
      control: (m) => improve(m, 'a-softmax', metric, 2.5 * DRASTIC[metric].bound),
    },
    {
      ...improvement(SECOND_LAYER, metric),
      criterion: lessThan(LITTLE[metric].bound, LITTLE[metric]),
      expected: 'yes',
      control: (m) => improve(m, 'a-network-b', metric, 1.5 * LITTLE[metric].bound),
    },
  ]),
};

function gapGrowth({ name, from, to, words }: Step, metric: Metric, expected: Holds): Hypothesis {
  const { margin } = SAME[metric];
  return {
    id: `${name}-${metric}`,
    quantity: `growth of the train–test gap in ${metric} by ${words}`,
    unit: UNITS[metric],
    criterion: anIncrease(margin, { ...SAME[metric], words: 'growth' }),
    sample: (m) => independentChange(m, from, to, (replicate: Replicate) => gap(replicate, metric)),
    expected,
    // The first layer's model also stands at the start of the second step, so that the softmax layer is moved.
    control: (m) =>
      name === 'first' ? improve(m, from, metric, -10 * margin) : improve(m, to, metric, 3 * margin),
  };
}

const a10: Claim = {
  ...common,
  id: 'A10',
  sentence: 'The gap between train and test grows with every layer.',
  experiments: ['a-softmax', 'a-network-a', 'a-network-b'],
  // A growth below the margin may count either way: the second layer's is about as small.
  hypotheses: [
    gapGrowth(FIRST_LAYER, 'accuracy', 'yes'),
    gapGrowth(SECOND_LAYER, 'accuracy', 'unclear'),
    gapGrowth(FIRST_LAYER, 'loss', 'yes'),
    gapGrowth(SECOND_LAYER, 'loss', 'unclear'),
  ],
};

export const question122: readonly Claim[] = [a8, a9, a10];
