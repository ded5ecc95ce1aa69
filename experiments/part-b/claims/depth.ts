import { packBits } from '../../../pipeline/base/packing.ts';
import { changeSnapshot, shift } from '../../../pipeline/claims/controls.ts';
import {
  about,
  anIncrease,
  inMostSeeds,
  lessThan,
  moreThan,
  within,
} from '../../../pipeline/claims/criteria.ts';
import {
  finalMetric,
  finalSnapshot,
  isSignificantlyBetter,
  type Metric,
  paired,
  pairedChange,
  testSamples,
} from '../../../pipeline/claims/values.ts';
import { type Claim, type Hypothesis, SEEDS_FOR_SMALL_EFFECTS } from '../../../pipeline/model/claim.ts';
import type { Holds } from '../../../pipeline/model/finding.ts';
import type { Measurements, Replicate } from '../../../pipeline/model/results.ts';
import { DEEPER, MODELS, type Model, SAME, UNITS } from './margins.ts';
import { gapWidens, meanGap, plottedGap, widerGap, withGaps } from './overfitting.ts';

/** The losses of the deeper models scatter by some hundredths of a nat, which five seeds are needed to settle. */
const common = { question: 'B', seedsNeeded: SEEDS_FOR_SMALL_EFFECTS } as const;

const METRICS = ['accuracy', 'loss'] as const;

function fallsBehind(metric: Metric): Hypothesis {
  return {
    id: `behind-${metric}`,
    quantity: `by how much model 1’s final validation ${metric} is worse than its train ${metric}`,
    unit: UNITS[metric],
    criterion: anIncrease(SAME[metric].margin, { ...SAME[metric], words: 'worse' }),
    sample: (m) => paired(m, ['b-model1'], (replicate) => plottedGap(replicate, metric)),
    expected: 'yes',
    control: (m) => withGaps(m, metric, { 'b-model1': -SAME[metric].margin }),
  };
}

/** The write-up's data are not to be had: levels on others are not comparable; patterns are. */
const b1: Claim = {
  ...common,
  id: 'B1',
  sentence:
    'A softmax layer alone classifies about 85 % of the test images correctly, and validation falls behind train towards epoch 20.',
  experiments: ['b-model1'],
  hypotheses: [
    {
      id: 'level',
      quantity: 'test accuracy of model 1',
      unit: 'percent',
      criterion: (m) => about(0.85, testSamples(m, 'b-model1')),
      sample: (m) => paired(m, ['b-model1'], finalMetric('test.accuracy')),
      figure: true,
      expected: 'not comparable',
      control: (m) => shift(m, 'b-model1', 'accuracy', 0.1),
    },
    ...METRICS.map(fallsBehind),
    gapWidens('b-model1'),
  ],
};

const b2: Claim = {
  ...common,
  id: 'B2',
  sentence:
    'One ReLU layer adds about 5 points of test accuracy, at the price of clear overfitting: the gap to validation widens with every epoch.',
  experiments: ['b-model1', 'b-model2'],
  hypotheses: [
    {
      id: 'figure',
      quantity: 'size of the gain in test accuracy by the ReLU layer',
      unit: 'points',
      criterion: within(0.04, 0.06, {
        words: 'about 5 points',
        reason: 'the write-up’s own accuracies differ by 5.75 points',
      }),
      sample: (m) => pairedChange(m, 'b-model1', 'b-model2', finalMetric('test.accuracy')),
      figure: true,
      implies: 'gain',
      expected: 'not comparable',
      control: (m) => shift(m, 'b-model2', 'accuracy', -0.03),
    },
    {
      id: 'gain',
      quantity: 'test accuracy that the ReLU layer adds',
      unit: 'points',
      criterion: anIncrease(SAME.accuracy.margin, SAME.accuracy),
      sample: (m) => pairedChange(m, 'b-model1', 'b-model2', finalMetric('test.accuracy')),
      expected: 'yes',
      control: (m) => shift(m, 'b-model2', 'accuracy', -0.1),
    },
    gapWidens('b-model2'),
  ],
};

/** 'Not significantly' is below 2 points: the write-up says so of its own differences of 0.76 to 1.35. */
const LITTLE = {
  bound: 0.02,
  words: 'little, less than 2 points',
  reason: 'the write-up calls differences of 0.76 to 1.35 points not significant',
} as const;

/** What the sentence means is size; whether a statistician would call it significant is asked beside it. */
function addsLittle(deeper: Model): Hypothesis[] {
  return [
    {
      id: `${deeper}-loss`,
      quantity: `test loss of ${MODELS[deeper]} minus that of model 2`,
      unit: 'nats',
      criterion: anIncrease(SAME.loss.margin, SAME.loss),
      sample: (m) => pairedChange(m, 'b-model2', deeper, finalMetric('test.loss')),
      expected: 'yes',
      control: (m) => shift(m, deeper, 'loss', -0.4),
    },
    {
      id: `${deeper}-accuracy`,
      quantity: `test accuracy that ${MODELS[deeper]} adds to model 2`,
      unit: 'points',
      criterion: lessThan(LITTLE.bound, LITTLE),
      sample: (m) => pairedChange(m, 'b-model2', deeper, finalMetric('test.accuracy')),
      expected: 'yes',
      control: (m) => shift(m, deeper, 'accuracy', 0.03),
    },
    {
      id: `${deeper}-significance`,
      quantity: `seeds in which ${MODELS[deeper]} is not significantly better than model 2 on the same test images (McNemar’s test)`,
      unit: 'seeds',
      criterion: inMostSeeds('not significant in most seeds'),
      sample: (m) => insignificant(m, deeper),
      expected: 'yes',
      control: (m) =>
        changeSnapshot(m, deeper, (snapshot) => ({ ...snapshot, testCorrect: allCorrect(m, deeper) })),
    },
  ];
}

function insignificant(m: Measurements, deeper: Model) {
  const images = testSamples(m, deeper);
  return paired(m, ['b-model2', deeper], (...pair) => {
    const [before, after] = pair.map((replicate) => finalSnapshot(replicate)?.testCorrect);
    if (before === undefined || after === undefined) return null;
    return isSignificantlyBetter({ before, after, images }) ? 0 : 1;
  });
}

const allCorrect = (m: Measurements, id: Model) => packBits(new Uint8Array(testSamples(m, id)).fill(1), 1);

const b3: Claim = {
  ...common,
  id: 'B3',
  sentence:
    'Two, three or four ReLU layers give little more test accuracy than one, nothing significant, and their test loss is higher than model 2’s.',
  experiments: ['b-model2', ...DEEPER],
  hypotheses: DEEPER.flatMap(addsLittle),
};

/** 'Far wider' is at least half as wide again. */
const FAR_WIDER = 1.5;

const gapRatio = (metric: Metric) => (less: Replicate, more: Replicate) =>
  plottedGap(more, metric) / plottedGap(less, metric);

const farWider: Hypothesis = {
  id: 'far-wider',
  quantity: 'gap between train and validation loss of model 5, as a multiple of model 2’s',
  unit: 'ratio',
  criterion: moreThan(FAR_WIDER, {
    words: 'far wider, more than 1.5 times',
    reason: '“far wider” is taken to mean at least half as wide again',
    oppositeBelow: 1,
  }),
  sample: (m) => paired(m, ['b-model2', 'b-model5'], gapRatio('loss')),
  expected: 'yes',
  // The accuracies are drawn together too, so that the loss still shows it best.
  control: (m) => {
    const gapOf = (id: Model, metric: Metric) => meanGap(m, id, metric);
    const narrowed = DEEPER.map(
      (id, index) => [id, gapOf('b-model2', 'accuracy') * (1.05 + 0.05 * index)] as const,
    );
    const wide = withGaps(m, 'loss', { 'b-model2': gapOf('b-model3', 'loss') - 0.02 });
    return withGaps(wide, 'accuracy', Object.fromEntries(narrowed));
  },
};

const mostInLoss: Hypothesis = {
  id: 'most-in-loss',
  quantity: 'growth factor of the loss gap from model 2 to model 5, minus that of the accuracy gap',
  unit: 'ratio',
  criterion: anIncrease(0.1, { reason: 'a tenth of a gap’s width would not be seen', words: 'more' }),
  sample: (m) =>
    paired(
      m,
      ['b-model2', 'b-model5'],
      (less, more) => gapRatio('loss')(less, more) - gapRatio('accuracy')(less, more),
    ),
  expected: 'yes',
  control: (m) => withGaps(m, 'accuracy', { 'b-model5': 3 * meanGap(m, 'b-model2', 'accuracy') }),
};

/** On a tenth of the data the last step left the loss gap as it was, and so the last two did the accuracy gap. */
const WIDENING: Readonly<Record<Metric, readonly Holds[]>> = {
  loss: ['yes', 'yes', 'yes', 'unclear'],
  accuracy: ['yes', 'yes', 'unclear', 'unclear'],
};
const ALL = Object.keys(MODELS) as Model[];

const b4: Claim = {
  ...common,
  id: 'B4',
  sentence:
    'The gap between train and validation grows with every layer, and model 5’s is far wider than model 2’s, above all in the loss.',
  experiments: ALL,
  hypotheses: [
    ...METRICS.flatMap((metric) =>
      ALL.slice(1).map((to, index) =>
        widerGap({ from: ALL[index]!, to, metric, expected: WIDENING[metric][index]! }),
      ),
    ),
    farWider,
    mostInLoss,
  ],
};

export const partBDepth: readonly Claim[] = [b1, b2, b3, b4];
