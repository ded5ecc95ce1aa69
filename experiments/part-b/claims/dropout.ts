import { closeGap, shift } from '../../../pipeline/claims/controls.ts';
import { figureFinding } from '../../../pipeline/claims/figures.ts';
import { conclude, type Finding, moreThan, notAgainst } from '../../../pipeline/claims/finding.ts';
import { final, gap, perSeed } from '../../../pipeline/claims/values.ts';
import { type Claim, SEEDS_FOR_SMALL_EFFECTS } from '../../../pipeline/model/claim.ts';
import type { Measurements } from '../../../pipeline/model/results.ts';

/** A model and the same with dropout; both start from the same weights and see the same batches. */
interface Pair {
  readonly plain: string;
  readonly dropped: string;
}
const MODEL4: Pair = { plain: 'b-model4', dropped: 'b-model4r' };
const MODEL5: Pair = { plain: 'b-model5', dropped: 'b-model5r' };

/** The curves are 'brought together' when at least half of what lay between them is gone. */
const TOGETHER = 0.5;
/** 'Halves': at least 40 %, since the write-up's own figures give 49 % (model 4) and 47 % (model 5). */
const HALVED = 0.4;

const lossGap = (replicate: Parameters<typeof gap>[0]) => gap(replicate, 'loss', 'validation');

function curvesTogether(m: Measurements, { plain, dropped }: Pair): Finding {
  return moreThan({
    what: `Share of the gap between train and validation loss of ${plain} that dropout removes`,
    values: perSeed(m, [plain, dropped], (before, after) => 1 - lossGap(after) / lossGap(before)),
    threshold: TOGETHER,
    unit: 'percent',
    ordering: true,
  });
}

function costsNothing(m: Measurements, { plain, dropped }: Pair): Finding {
  return notAgainst(
    moreThan({
      what: `Test accuracy that dropout adds to ${plain}`,
      values: perSeed(
        m,
        [plain, dropped],
        (before, after) => final(after, 'test.accuracy') - final(before, 'test.accuracy'),
      ),
      threshold: 0,
      unit: 'points',
      ordering: true,
    }),
  );
}

function lowersLoss(m: Measurements, { plain, dropped }: Pair): Finding[] {
  const share = {
    what: `Share of the test loss of ${plain} that dropout removes`,
    values: perSeed(
      m,
      [plain, dropped],
      (before, after) => 1 - final(after, 'test.loss') / final(before, 'test.loss'),
    ),
    unit: 'percent',
    ordering: true,
  } as const;
  return [
    figureFinding(m, plain, moreThan({ ...share, threshold: HALVED })),
    moreThan({ ...share, threshold: 0 }),
  ];
}

const regularises = (m: Measurements, pair: Pair) => [
  curvesTogether(m, pair),
  costsNothing(m, pair),
  ...lowersLoss(m, pair),
];

/** Verdicts are expected on notmnist-10k; what the write-up's figures mean there is said in figures.ts. */
const common = { question: 'B', seedsNeeded: SEEDS_FOR_SMALL_EFFECTS } as const;

/** Measured: dropout removes 43 % of the gap and 25 % of the test loss, and costs no accuracy. */
const b5: Claim = {
  ...common,
  id: 'B5',
  sentence: 'Dropout brings the curves of model 4 together at no cost in accuracy, and halves its test loss.',
  experiments: [MODEL4.plain, MODEL4.dropped],
  expected: 'inconclusive',
  assess: (m) => conclude(regularises(m, MODEL4)),
  control: (m) => shift(m, MODEL4.dropped, 'loss', 0.5),
};

/**
 * 'Even more so' is read off the curves: dropout takes away more of the gap in loss. The write-up's test losses fall
 * by 0.23 nats for model 4 and by 0.21 for model 5, so by those it would be less so. Measured:
 * dropout removes 36 % of the gap, clearly less than half, and 24 % of the test loss.
 */
const b6: Claim = {
  ...common,
  id: 'B6',
  sentence: 'Dropout does the same for model 5, even more so.',
  experiments: [MODEL4.plain, MODEL4.dropped, MODEL5.plain, MODEL5.dropped],
  expected: 'not supported',
  assess: (m) =>
    conclude([
      ...regularises(m, MODEL5),
      moreThan({
        what: 'By how much more dropout narrows the gap between train and validation loss of model 5 than of model 4',
        values: perSeed(
          m,
          [MODEL4.plain, MODEL4.dropped, MODEL5.plain, MODEL5.dropped],
          (plain4, dropped4, plain5, dropped5) =>
            lossGap(plain5) - lossGap(dropped5) - (lossGap(plain4) - lossGap(dropped4)),
        ),
        threshold: 0,
        unit: 'nats',
        ordering: true,
      }),
    ]),
  control: (m) => closeGap(m, MODEL5.dropped, -3, 'validation'),
};

export const partBDropout: readonly Claim[] = [b5, b6];
