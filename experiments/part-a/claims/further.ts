import { changeSnapshot } from '../../../pipeline/claims/controls.ts';
import { aDecrease, anIncrease, inEveryRun, lessThan } from '../../../pipeline/claims/criteria.ts';
import { finalSnapshot, paired } from '../../../pipeline/claims/values.ts';
import { type Claim, type Hypothesis, SEEDS_NEEDED } from '../../../pipeline/model/claim.ts';
import type { Holds } from '../../../pipeline/model/finding.ts';
import { changeWeights, weightChange } from './margins.ts';

/** Sentences that the write-up says in passing, and that can be tested. */

const MODELS = {
  'a-softmax': 'the softmax layer',
  'a-network-a': 'network A',
  'a-network-b': 'network B',
} as const;

/** Ten float32 numbers add up to 1 within some units in the last place, 6e-8 each. */
const ROUNDING = 1e-5;

const a15: Claim = {
  id: 'A15',
  question: '1_1',
  sentence: 'The ten values that a model predicts for an image add up to one.',
  experiments: Object.keys(MODELS),
  seedsNeeded: 1,
  ofAnyData: true,
  hypotheses: Object.entries(MODELS).map(([id, model]) => ({
    id,
    quantity: `largest distance of a sum of predictions from one, ${model}`,
    unit: 'ratio',
    criterion: inEveryRun(ROUNDING, {
      words: 'none',
      reason: 'sums of float32 numbers are rounded: 0.00001 is far more than that and far less than an error',
    }),
    sample: (m) => paired(m, [id], (replicate) => finalSnapshot(replicate)?.predictionSumError ?? null),
    expected: 'yes',
    control: (m) => changeSnapshot(m, id, (snapshot) => ({ ...snapshot, predictionSumError: 0.01 })),
  })),
};

const PLAIN = 'a-network-b';
const L2 = 'a-l2-0.0001';

/** Of all weights: a pixel's are 0.1 %, and chance puts 1.6 % of the initial ones so near to zero. */
const SOME = {
  margin: 0.01,
  reason: 'one weight in a hundred: fewer would not be called an elimination',
} as const;

function eliminates(id: string, penalty: string, expected: Holds): Hypothesis {
  return {
    id,
    quantity: `share of weights below 0.001 that ${penalty} adds to network B’s`,
    unit: 'points',
    criterion: anIncrease(SOME.margin, SOME),
    sample: (m) => weightChange(m, PLAIN, id, 'nearZero'),
    expected,
    control: (m) => changeWeights(m, id, { nearZero: expected === 'yes' ? 0 : 0.5 }),
  };
}

const a16: Claim = {
  id: 'A16',
  question: '1_3',
  sentence:
    'L1 shrinks coefficients to zero and so eliminates some; L2 shrinks them too, but eliminates none.',
  experiments: [PLAIN, 'a-l1-as-printed', 'a-l1', L2],
  seedsNeeded: SEEDS_NEEDED,
  hypotheses: [
    eliminates('a-l1-as-printed', 'L1 as printed, a sum with signs,', 'no'),
    eliminates('a-l1', 'L1 with absolute values', 'yes'),
    {
      id: 'l2-shrinks',
      quantity: 'change of the mean magnitude of network B’s weights by L2',
      unit: 'ratio',
      criterion: aDecrease(0.001, { reason: '0.001 is one step of Adam at its rate' }),
      sample: (m) => weightChange(m, PLAIN, L2, 'meanMagnitude'),
      expected: 'yes',
      control: (m) => changeWeights(m, L2, { meanMagnitude: 1 }),
    },
    {
      id: 'l2-keeps',
      quantity: 'share of weights below 0.001 that L2 adds to network B’s',
      unit: 'points',
      criterion: lessThan(SOME.margin, { words: 'none', reason: SOME.reason }),
      sample: (m) => weightChange(m, PLAIN, L2, 'nearZero'),
      expected: 'no',
      control: (m) => changeWeights(m, L2, { nearZero: 0 }),
    },
  ],
};

export const furtherSentences: readonly Claim[] = [
  // Of Question 1_1.
  a15,
  // Of Question 1_3.
  a16,
];
