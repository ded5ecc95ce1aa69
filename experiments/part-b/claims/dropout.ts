import { mean } from '../../../pipeline/base/statistics.ts';
import { changeReplicates, shift } from '../../../pipeline/claims/controls.ts';
import { aDecrease, anIncrease, moreThan, noWorseThan } from '../../../pipeline/claims/criteria.ts';
import { evaluatedGap, finalMetric, paired, pairedChange } from '../../../pipeline/claims/values.ts';
import { type Claim, type Hypothesis, SEEDS_FOR_SMALL_EFFECTS } from '../../../pipeline/model/claim.ts';
import type { Measurements, Replicate } from '../../../pipeline/model/results.ts';
import { SAME } from './margins.ts';
import { plottedGap } from './overfitting.ts';

/** A model and the same with dropout; both start from the same weights and see the same batches. */
interface Pair {
  readonly model: string;
  readonly plain: string;
  readonly dropped: string;
}
const MODEL4: Pair = { model: 'model 4', plain: 'b-model4', dropped: 'b-model4r' };
const MODEL5: Pair = { model: 'model 5', plain: 'b-model5', dropped: 'b-model5r' };
const BOTH = [MODEL4.dropped, MODEL5.dropped];

const lossGap = (replicate: Replicate) => plottedGap(replicate, 'loss');
const evaluatedLossGap = (replicate: Replicate) => evaluatedGap(replicate, 'loss', 'validation');

/** Widens the plotted gap of both models with dropout alike, so that what tells them apart stays. */
const widen = (m: Measurements, amount: number) =>
  BOTH.reduce((changed, id) => shift(changed, id, 'loss', -amount, 'train'), m);

/** The mean over the seeds. */
const meanOf = (m: Measurements, id: string, quantity: (replicate: Replicate) => number) =>
  mean(m.experiments[id]!.replicates.map(quantity));

/** Adds to the train losses that were evaluated after each epoch. */
function shiftEvaluated(m: Measurements, id: string, amount: number): Measurements {
  return changeReplicates(m, id, (replicate) => {
    const { trainEvaluated } = replicate.history;
    if (!trainEvaluated) return replicate;
    const loss = trainEvaluated.loss.map((value) => value + amount);
    return { ...replicate, history: { ...replicate.history, trainEvaluated: { ...trainEvaluated, loss } } };
  });
}

/**
 * The curves as they are plotted, whose train loss is a mean over an epoch with dropout at work, and the overfitting
 * that the write-up reads off them, for which train must be evaluated as validation is: without dropout.
 */
function curvesTogether({ model, plain, dropped }: Pair): Hypothesis[] {
  return [
    {
      id: 'plotted',
      quantity: `change by dropout of ${model}’s loss gap as it is plotted`,
      unit: 'nats',
      criterion: aDecrease(SAME.loss.margin, SAME.loss),
      sample: (m) => pairedChange(m, plain, dropped, lossGap),
      expected: 'yes',
      control: (m) => widen(m, 1),
    },
    {
      id: 'together',
      quantity: `share of that gap that dropout removes`,
      unit: 'percent',
      criterion: moreThan(0.5, {
        words: 'brought together, more than a half',
        reason: 'curves that have closed less than half of their gap are not together',
      }),
      sample: (m) => paired(m, [plain, dropped], (before, after) => 1 - lossGap(after) / lossGap(before)),
      implies: 'plotted',
      expected: 'unclear',
      control: (m) => widen(m, 0.75 * meanOf(m, plain, lossGap) - meanOf(m, dropped, lossGap)),
    },
    {
      id: 'evaluated',
      quantity: `change by dropout of ${model}’s loss gap when the train loss, too, is evaluated without dropout`,
      unit: 'nats',
      criterion: aDecrease(SAME.loss.margin, SAME.loss),
      sample: (m) => pairedChange(m, plain, dropped, evaluatedLossGap),
      expected: 'yes',
      control: (m) => shiftEvaluated(m, dropped, -1),
    },
  ];
}

const NO_COST = {
  margin: 0.005,
  words: 'no cost, at most half a point',
  reason: 'less than half a point would not be called a cost',
} as const;

const costsNothing = ({ model, plain, dropped }: Pair): Hypothesis => ({
  id: 'no-cost',
  quantity: `test accuracy that dropout adds to ${model}`,
  unit: 'points',
  criterion: noWorseThan(NO_COST.margin, NO_COST),
  sample: (m) => pairedChange(m, plain, dropped, finalMetric('test.accuracy')),
  expected: 'yes',
  control: (m) => shift(m, dropped, 'accuracy', -0.03),
});

const testLoss = finalMetric('test.loss');

function lowersLoss({ model, plain, dropped }: Pair): Hypothesis[] {
  return [
    {
      id: 'lower',
      quantity: `change of ${model}’s test loss by dropout`,
      unit: 'nats',
      criterion: aDecrease(SAME.loss.margin, SAME.loss),
      sample: (m) => pairedChange(m, plain, dropped, testLoss),
      expected: 'yes',
      control: (m) => shift(m, dropped, 'loss', 1),
    },
    {
      id: 'halved',
      quantity: `share of ${model}’s test loss that dropout removes`,
      unit: 'percent',
      criterion: moreThan(0.4, {
        words: 'halved, more than 40 %',
        reason: 'the write-up’s own losses fall by 49 % (model 4) and 47 % (model 5)',
      }),
      sample: (m) => paired(m, [plain, dropped], (before, after) => 1 - testLoss(after) / testLoss(before)),
      figure: true,
      implies: 'lower',
      expected: 'not comparable',
      control: (m) =>
        shift(m, dropped, 'loss', 0.8 * meanOf(m, plain, testLoss) - meanOf(m, dropped, testLoss)),
    },
  ];
}

const regularises = (pair: Pair) => [...curvesTogether(pair), costsNothing(pair), ...lowersLoss(pair)];

const common = { question: 'B', seedsNeeded: SEEDS_FOR_SMALL_EFFECTS } as const;

const b5: Claim = {
  ...common,
  id: 'B5',
  sentence: 'Dropout brings the curves of model 4 together at no cost in accuracy, and halves its test loss.',
  experiments: [MODEL4.plain, MODEL4.dropped],
  hypotheses: regularises(MODEL4),
};

/**
 * 'Even more so' is read off the curves: dropout takes away more of the gap in loss. By the write-up's test losses,
 * which fall by 0.23 nats for model 4 and by 0.21 for model 5, it would be less so.
 */
const evenMore: Hypothesis = {
  id: 'even-more',
  quantity:
    'by how much more dropout narrows model 5’s plotted gap between train and validation loss than model 4’s',
  unit: 'nats',
  criterion: anIncrease(SAME.loss.margin, { ...SAME.loss, words: 'more' }),
  sample: (m) =>
    paired(
      m,
      [MODEL4.plain, MODEL4.dropped, MODEL5.plain, MODEL5.dropped],
      (plain4, dropped4, plain5, dropped5) =>
        lossGap(plain5) - lossGap(dropped5) - (lossGap(plain4) - lossGap(dropped4)),
    ),
  expected: 'unclear',
  control: (m) => shift(m, MODEL4.dropped, 'loss', 1, 'train'),
};

const b6: Claim = {
  ...common,
  id: 'B6',
  sentence: 'Dropout does the same for model 5, even more so.',
  experiments: [MODEL4.plain, MODEL4.dropped, MODEL5.plain, MODEL5.dropped],
  hypotheses: [...regularises(MODEL5), evenMore],
};

export const partBDropout: readonly Claim[] = [b5, b6];
