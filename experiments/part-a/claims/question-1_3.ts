import { mean } from '../../../pipeline/base/statistics.ts';
import { changeCurve, shift, stretchTime } from '../../../pipeline/claims/controls.ts';
import { about, aDecrease, anIncrease, lessThan, moreThan } from '../../../pipeline/claims/criteria.ts';
import {
  curveOf,
  finalMetric,
  gap,
  independent,
  type Metric,
  paired,
  pairedChange,
  testSamples,
} from '../../../pipeline/claims/values.ts';
import { type Claim, type Hypothesis, SEEDS_NEEDED } from '../../../pipeline/model/claim.ts';
import type { Holds } from '../../../pipeline/model/finding.ts';
import type { Measurements, Replicate } from '../../../pipeline/model/results.ts';
import { changeWeights, SAME, UNITS, weightChange } from './margins.ts';

const common = { question: '1_3', seedsNeeded: SEEDS_NEEDED } as const;

const SOFTMAX = 'a-softmax';
const PLAIN = 'a-network-b';
const L1 = 'a-l1-as-printed';
const L2_PRINTED = 'a-l2-as-printed';
const L2_CORRECTED = 'a-l2-0.0001';
/** Delta a tenth of the write-up's. */
const L1_SMALLER = 'a-l1-as-printed-0.000001';
const L2_SMALLER = 'a-l2-0.00001';

/** The regularised models, in words. That L2's printed delta does not give its printed losses is one of the errata. */
const MODELS = {
  [L1]: 'L1',
  [L2_PRINTED]: 'L2 with the delta as printed, 0.001',
  [L2_CORRECTED]: 'L2 with the delta of the printed losses, 0.0001',
} as const;
type Model = keyof typeof MODELS;
const MODEL_IDS = Object.keys(MODELS) as Model[];
const METRICS = ['accuracy', 'loss'] as const;

const a11: Claim = {
  ...common,
  id: 'A11',
  sentence: 'With L1 or L2 regularisation network B keeps a test accuracy of about 87 %.',
  experiments: MODEL_IDS,
  hypotheses: MODEL_IDS.map((id) => ({
    id,
    quantity: `test accuracy of ${MODELS[id]}`,
    unit: 'percent',
    criterion: (m) => about(0.87, testSamples(m, id)),
    sample: (m) => paired(m, [id], finalMetric('test.accuracy')),
    expected: id === L2_PRINTED ? 'no' : 'yes',
    control: (m) => shift(m, id, 'accuracy', id === L2_PRINTED ? 0.01 : -0.03),
  })),
};

/** 'Considerably smaller' is at least a quarter: less would not be seen on the write-up's plots. */
const CONSIDERABLE = {
  bound: 0.25,
  words: 'considerably smaller, by more than 25 %',
  reason: 'a gap that shrinks by less than a quarter looks the same on a plot of the whole run',
} as const;

function gapReduction(id: Model, metric: Metric, expected: Holds): Hypothesis {
  return {
    id: `${id}-${metric}`,
    quantity: `share of network B’s train–test gap in ${metric} that ${MODELS[id]} removes`,
    unit: 'percent',
    criterion: moreThan(CONSIDERABLE.bound, { ...CONSIDERABLE, oppositeBelow: 0 }),
    sample: (m) =>
      paired(m, [PLAIN, id], (plain, penalised) => 1 - gap(penalised, metric) / gap(plain, metric)),
    expected,
    control: (m) => removeGap(m, id, metric, expected === 'yes' ? 0.1 : 0.5),
  };
}

/** A delta ten times as large does what is claimed of the right one. */
const REDUCTION: Readonly<Record<Model, Readonly<Record<Metric, Holds>>>> = {
  [L1]: { accuracy: 'no', loss: 'no' },
  [L2_PRINTED]: { accuracy: 'unclear', loss: 'yes' },
  [L2_CORRECTED]: { accuracy: 'no', loss: 'no' },
};

/** The measurements in which a penalty removes so large a share of the mean gap. */
function removeGap(m: Measurements, id: Model, metric: Metric, share: number): Measurements {
  const gapOf = (of: string) =>
    mean(m.experiments[of]!.replicates.map((replicate) => gap(replicate, metric)));
  const narrower = gapOf(id) - (1 - share) * gapOf(PLAIN);
  return shift(m, id, metric, metric === 'accuracy' ? narrower : -narrower);
}

/** The sentence names the models of Questions 1_1 and 1_2: so the gap must be smaller than the softmax layer's too. */
function belowSoftmax(metric: Metric): Hypothesis {
  const gapOf = (replicate: Replicate) => gap(replicate, metric);
  const { margin } = SAME[metric];
  return {
    id: `softmax-${metric}`,
    quantity: `train–test gap in ${metric}: mean of the three regularised models minus the softmax layer’s`,
    unit: UNITS[metric],
    criterion: aDecrease(margin, SAME[metric]),
    sample: (m) =>
      independent(m, [
        { experiments: MODEL_IDS, quantity: (...replicates) => mean(replicates.map(gapOf)) },
        { experiments: [SOFTMAX], quantity: gapOf, weight: -1 },
      ]),
    expected: 'opposite',
    control: (m) => shift(m, SOFTMAX, metric, metric === 'accuracy' ? -20 * margin : 20 * margin),
  };
}

/**
 * Weak by the write-up's own table: accuracy gaps of 2.10 points without a penalty, 2.03 with L1, 2.17 with L2; loss
 * gaps of 0.0600, 0.0556 and 0.0563 nats.
 */
const a12: Claim = {
  ...common,
  id: 'A12',
  sentence:
    'Regularisation makes the gap between the train and test curves considerably smaller than in the models before, the softmax layer included.',
  experiments: [PLAIN, ...MODEL_IDS, SOFTMAX],
  hypotheses: [
    ...MODEL_IDS.flatMap((id) => METRICS.map((metric) => gapReduction(id, metric, REDUCTION[id][metric]))),
    ...METRICS.map(belowSoftmax),
  ],
};

/** L2's deltas from the weakest to the strongest that still learns, and one that does not. */
const LADDER = [L2_SMALLER, L2_CORRECTED, L2_PRINTED, 'a-l2-0.01', 'a-l2-1.0'] as const;
const [WEAKEST, STRONGEST, RUINED] = [LADDER[0], LADDER[3], LADDER[4]];
const deltaOf = (id: string) => (id === L2_PRINTED ? '0.001' : id.replace('a-l2-', ''));

function lossGrows(larger: (typeof LADDER)[number], index: number): Hypothesis {
  const smaller = LADDER[index]!;
  return {
    id: `loss-${deltaOf(larger)}`,
    quantity: `test loss with delta ${deltaOf(larger)} minus that with delta ${deltaOf(smaller)}`,
    unit: 'nats',
    criterion: anIncrease(SAME.loss.margin, SAME.loss),
    sample: (m) => pairedChange(m, smaller, larger, finalMetric('test.loss')),
    expected: 'yes',
    // All that follow are moved with it, so that the other steps stay.
    control: (m) => LADDER.slice(index + 1).reduce((changed, id) => shift(changed, id, 'loss', -4), m),
  };
}

const a13: Claim = {
  ...common,
  id: 'A13',
  sentence:
    'A larger delta raises the loss, lets the coefficients grow and makes the model underperform; L2 with delta 1.0 ruins its accuracy.',
  experiments: [PLAIN, ...LADDER],
  hypotheses: [
    ...LADDER.slice(1).map(lossGrows),
    {
      id: 'coefficients',
      quantity: `mean magnitude of the weights with delta 0.01 minus that with delta 0.00001`,
      unit: 'ratio',
      criterion: anIncrease(0.001, { reason: '0.001 is one step of Adam at its rate' }),
      sample: (m) => weightChange(m, WEAKEST, STRONGEST, 'meanMagnitude'),
      expected: 'opposite',
      control: (m) => changeWeights(m, STRONGEST, { meanMagnitude: 1 }),
    },
    {
      id: 'underperforms',
      quantity: 'test accuracy that delta 0.01 costs network B',
      unit: 'points',
      criterion: moreThan(SAME.accuracy.margin, {
        words: 'more than half a point',
        reason: SAME.accuracy.reason,
        oppositeBelow: 0,
      }),
      sample: (m) => pairedChange(m, STRONGEST, PLAIN, finalMetric('test.accuracy')),
      expected: 'yes',
      control: (m) => shift(m, STRONGEST, 'accuracy', 0.1),
    },
    {
      id: 'ruined',
      quantity: 'test accuracy with delta 1.0',
      unit: 'percent',
      criterion: lessThan(0.2, {
        words: 'ruined, below 20 %',
        reason: 'guessing one of ten classes gives 10 %',
      }),
      sample: (m) => paired(m, [RUINED], finalMetric('test.accuracy')),
      expected: 'yes',
      control: (m) => shift(m, RUINED, 'accuracy', 0.6),
    },
  ],
};

/** 'Many more' is at least half as many again. */
const MANY_MORE = {
  bound: 1.5,
  words: 'many more, at least half as many again',
  reason: '“many more” is taken to mean at least half as many again',
} as const;

/**
 * Iterations, counted from 1, until a run's test accuracy first is what it is with the right delta after half of the
 * training; all there are for a run that never gets there, which is twice as many. A loss will not do: it includes the
 * penalty, so that each delta has a scale of its own.
 */
export function iterationsToMatch(replicate: Replicate, right: Replicate): number {
  const goals = curveOf(right, 'test', 'accuracy');
  const goal = goals[Math.floor(goals.length / 2) - 1]!;
  const curve = curveOf(replicate, 'test', 'accuracy');
  const reached = curve.findIndex((accuracy) => accuracy >= goal);
  return reached === -1 ? curve.length : reached + 1;
}

function smallerIsSlower(name: string, smaller: string, right: string): Hypothesis {
  return {
    id: name,
    quantity: `iterations that ${name} with a tenth of the delta needs to reach the accuracy that the write-up’s delta has half-way through training, as a multiple of what that delta needs`,
    unit: 'ratio',
    criterion: moreThan(MANY_MORE.bound, { ...MANY_MORE, oppositeBelow: 1 / MANY_MORE.bound }),
    sample: (m) =>
      paired(
        m,
        [smaller, right],
        (less, enough) => iterationsToMatch(less, enough) / iterationsToMatch(enough, enough),
      ),
    expected: 'no',
    control: (m) => changeCurve(m, { id: smaller, split: 'test', metric: 'accuracy' }, stretchTime(2.5)),
  };
}

const a14: Claim = {
  ...common,
  id: 'A14',
  sentence: 'With a smaller delta than the right one it takes many more iterations to get to the same place.',
  experiments: [L1_SMALLER, L1, L2_SMALLER, L2_CORRECTED],
  hypotheses: [smallerIsSlower('L1', L1_SMALLER, L1), smallerIsSlower('L2', L2_SMALLER, L2_CORRECTED)],
};

export const question13: readonly Claim[] = [a11, a12, a13, a14];
