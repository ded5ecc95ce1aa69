import { shift } from '../../../pipeline/claims/controls.ts';
import { inMostSeeds } from '../../../pipeline/claims/criteria.ts';
import { final, paired } from '../../../pipeline/claims/values.ts';
import { type Claim, type Hypothesis, SEEDS_FOR_SMALL_EFFECTS } from '../../../pipeline/model/claim.ts';
import type { Replicate } from '../../../pipeline/model/results.ts';
import { MODELS } from './margins.ts';
import { plottedGap } from './overfitting.ts';

const ALL = Object.keys(MODELS);
/** Where model 2 stands among them. */
const MODEL2 = 1;

const accuracyOf = (replicate: Replicate) => final(replicate, 'test.accuracy');

/** Whether model 2 alone has the smallest value among the models that take part. */
function isLeast(values: readonly number[], takesPart: readonly boolean[] = values.map(() => true)): boolean {
  return (
    takesPart[MODEL2]! &&
    values.every((value, index) => index === MODEL2 || !takesPart[index] || value > values[MODEL2]!)
  );
}

/** Differences up to this are what the write-up calls no significant improvement: claim B3. */
const NO_IMPROVEMENT = 0.02;

/** The write-up's own criterion: among models that are as accurate, the one that overfits least. */
function overfitsLeast(replicates: readonly Replicate[]): boolean {
  const accuracies = replicates.map(accuracyOf);
  const best = Math.max(...accuracies);
  return isLeast(
    replicates.map((replicate) => plottedGap(replicate, 'loss')),
    accuracies.map((accuracy) => accuracy > best - NO_IMPROVEMENT),
  );
}

function isBest(
  id: string,
  quantity: string,
  isFirst: (replicates: readonly Replicate[]) => boolean,
  rest: Pick<Hypothesis, 'expected' | 'control'>,
): Hypothesis {
  return {
    id,
    quantity: `seeds in which model 2 ${quantity}`,
    unit: 'seeds',
    criterion: inMostSeeds('in most seeds'),
    sample: (m) => paired(m, ALL, (...replicates) => (isFirst(replicates) ? 1 : 0)),
    ...rest,
  };
}

const b7: Claim = {
  id: 'B7',
  question: 'B',
  sentence: 'Model 2 is the best of the five models.',
  experiments: ALL,
  seedsNeeded: SEEDS_FOR_SMALL_EFFECTS,
  hypotheses: [
    isBest(
      'criterion',
      'has the smallest loss gap of all models within 2 points of the best accuracy',
      overfitsLeast,
      {
        expected: 'yes',
        control: (m) => shift(m, 'b-model3', 'loss', -1, 'validation'),
      },
    ),
    isBest(
      'loss',
      'has the lowest test loss',
      (runs) => isLeast(runs.map((run) => final(run, 'test.loss'))),
      {
        expected: 'yes',
        control: (m) => shift(m, 'b-model3', 'loss', -1),
      },
    ),
    isBest(
      'accuracy',
      'has the highest test accuracy',
      (runs) => isLeast(runs.map((run) => -accuracyOf(run))),
      {
        expected: 'unclear',
        control: (m) => shift(m, 'b-model2', 'accuracy', 0.015),
      },
    ),
  ],
};

export const partBBest: readonly Claim[] = [b7];
