import { shift } from '../../pipeline/claims/controls.ts';
import { moreThan } from '../../pipeline/claims/criteria.ts';
import { finalMetric, pairedChange } from '../../pipeline/claims/values.ts';
import { type Claim, SEEDS_NEEDED } from '../../pipeline/model/claim.ts';

const needsHiddenLayer: Claim = {
  id: 'needs-hidden-layer',
  question: '2',
  sentence: 'A hidden layer tells at least 20 points more of the stripes apart.',
  experiments: ['linear', 'hidden'],
  seedsNeeded: SEEDS_NEEDED,
  hypotheses: [
    {
      id: 'gain',
      quantity: 'test accuracy that the hidden layer adds',
      unit: 'points',
      criterion: moreThan(0.2, { words: 'more than 20 points', reason: null }),
      sample: (measurements) => pairedChange(measurements, 'linear', 'hidden', finalMetric('test.accuracy')),
      expected: 'yes',
      control: (measurements) => shift(measurements, 'hidden', 'accuracy', -0.5),
    },
  ],
};

export const claims: readonly Claim[] = [needsHiddenLayer];
