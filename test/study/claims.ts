import { shift } from '../../pipeline/claims/controls.ts';
import { conclude, moreThan } from '../../pipeline/claims/finding.ts';
import { final, perSeed } from '../../pipeline/claims/values.ts';
import { type Claim, SEEDS_NEEDED } from '../../pipeline/model/claim.ts';

const needsHiddenLayer: Claim = {
  id: 'needs-hidden-layer',
  question: '2',
  sentence: 'A hidden layer tells at least 20 points more of the stripes apart.',
  experiments: ['linear', 'hidden'],
  seedsNeeded: SEEDS_NEEDED,
  expected: 'reproduced',
  assess: (measurements) =>
    conclude([
      moreThan({
        what: 'Test accuracy that the hidden layer adds',
        values: perSeed(
          measurements,
          ['linear', 'hidden'],
          (linear, hidden) => final(hidden, 'test.accuracy') - final(linear, 'test.accuracy'),
        ),
        threshold: 0.2,
        unit: 'points',
      }),
    ]),
  control: (measurements) => shift(measurements, 'hidden', 'accuracy', -0.5),
};

export const claims: readonly Claim[] = [needsHiddenLayer];
