import { format } from '../../../pipeline/base/format.ts';
import { mean } from '../../../pipeline/base/statistics.ts';
import { changeCurve, closeGap, delay, shift } from '../../../pipeline/claims/controls.ts';
import { about, conclude, type Finding, lessThan, moreThan } from '../../../pipeline/claims/finding.ts';
import { curveOf, final, gap, perSeed, testSamples } from '../../../pipeline/claims/values.ts';
import { type Claim, SEEDS_NEEDED } from '../../../pipeline/model/claim.ts';
import type { Measurements, Replicate } from '../../../pipeline/model/results.ts';
import { published } from '../../published.ts';

const common = { question: '1_3', seedsNeeded: SEEDS_NEEDED } as const;

const PLAIN = 'a-network-b';
const L1 = 'a-l1-as-printed';
const L2_PRINTED = 'a-l2-as-printed';
const L2_CORRECTED = 'a-l2-0.0001';

/** A setting gives the write-up's loss when it comes this near: other seeds move it by 1 %, another delta by 40 %. */
const SAME_LOSS = 0.05;

/** Which of the two settings gives the train loss that the write-up prints for L2? That one its sentence is about. */
function l2Setting(m: Measurements): { id: string | undefined; sentence: string } {
  const printed = Number(published[L2_PRINTED]?.train?.loss);
  const loss = (id: string) => mean(perSeed(m, [id], (replicate) => final(replicate, 'train.loss')));
  const id = [L2_PRINTED, L2_CORRECTED].find((setting) => Math.abs(loss(setting) / printed - 1) <= SAME_LOSS);
  const losses = [L2_PRINTED, L2_CORRECTED].map((setting) => `${format(loss(setting), 'nats')} (${setting})`);
  return {
    id,
    sentence: `The write-up's train loss with L2 is ${format(printed, 'nats')}; ours are ${losses.join(' and ')}, so ${id ?? 'neither'} has its setting.`,
  };
}

const accuracyIsKept = (m: Measurements, id: string) =>
  about(
    `Test accuracy of ${id}`,
    perSeed(m, [id], (replicate) => final(replicate, 'test.accuracy')),
    0.87,
    testSamples(m, id),
  );

const a11: Claim = {
  ...common,
  id: 'A11',
  sentence: 'With L1 or L2 regularisation network B keeps a test accuracy of about 87 %.',
  experiments: [L1, L2_PRINTED, L2_CORRECTED],
  expected: 'reproduced with correction',
  assess: (m) => {
    const { id, sentence } = l2Setting(m);
    const setting: Finding = { holds: id === undefined ? 'no' : 'yes', sentence };
    return conclude([setting, accuracyIsKept(m, L1), accuracyIsKept(m, id ?? L2_CORRECTED)], {
      corrected: id === L2_CORRECTED,
    });
  },
  control: (m) => shift(m, L2_CORRECTED, 'accuracy', -0.03),
};

/** 'Considerably smaller' is at least a quarter: less would not be seen on the write-up's plots. */
const CONSIDERABLE = 0.25;

function gapReduction(m: Measurements, id: string, metric: 'accuracy' | 'loss'): Finding {
  return moreThan({
    what: `Share of the gap between train and test ${metric} that ${id} removes`,
    values: perSeed(m, [PLAIN, id], (plain, penalised) => 1 - gap(penalised, metric) / gap(plain, metric)),
    threshold: CONSIDERABLE,
    unit: 'percent',
  });
}

/**
 * Weak by the write-up's own table: accuracy gaps of 2.10 points without a penalty, 2.03 with L1, 2.17 with L2; loss
 * gaps of 0.0600, 0.0556 and 0.0563 nats. "Where the write-up is inconsistent", 4.
 */
const a12: Claim = {
  ...common,
  id: 'A12',
  sentence: 'Regularisation makes the gap between the train and test curves considerably smaller.',
  experiments: [PLAIN, L1, L2_CORRECTED],
  expected: 'not supported',
  assess: (m) =>
    conclude(
      [L1, L2_CORRECTED].flatMap((id) => [gapReduction(m, id, 'loss'), gapReduction(m, id, 'accuracy')]),
    ),
  control: (m) => closeGap(closeGap(m, L1, 0.8), L2_CORRECTED, 0.8),
};

/** L2 penalties from the weakest to the strongest that still learns. */
const DELTAS = ['a-l2-0.00001', 'a-l2-0.0001', 'a-l2-as-printed', 'a-l2-0.01'] as const;
const [WEAKEST, STRONGEST] = [DELTAS[0], DELTAS[3]];
const RUINED = 'a-l2-1.0';

function lossGrows(m: Measurements): Finding[] {
  const ladder = [...DELTAS, RUINED];
  return ladder.slice(1).map((id, index) => {
    const smaller = ladder[index]!;
    return moreThan({
      what: `Test loss that ${id} adds to ${smaller}`,
      values: perSeed(m, [smaller, id], (less, more) => final(more, 'test.loss') - final(less, 'test.loss')),
      threshold: 0,
      unit: 'nats',
      ordering: true,
    });
  });
}

/** 'Underperforms' is more than the half point that 10,000 images can show; 'ruins' is below twice chance. */
const a13: Claim = {
  ...common,
  id: 'A13',
  sentence:
    'A larger delta raises the loss and makes the model underperform; L2 with delta 1.0 ruins its accuracy.',
  experiments: [PLAIN, ...DELTAS, RUINED],
  expected: 'reproduced',
  assess: (m) =>
    conclude([
      ...lossGrows(m),
      moreThan({
        what: `Test accuracy that ${STRONGEST} costs network B`,
        values: perSeed(
          m,
          [PLAIN, STRONGEST],
          (plain, strong) => final(plain, 'test.accuracy') - final(strong, 'test.accuracy'),
        ),
        threshold: 0.005,
        unit: 'points',
        ordering: true,
      }),
      lessThan({
        what: `Test accuracy of ${RUINED}`,
        values: perSeed(m, [RUINED], (replicate) => final(replicate, 'test.accuracy')),
        threshold: 0.2,
        unit: 'percent',
      }),
    ]),
  control: (m) => shift(m, RUINED, 'accuracy', 0.6),
};

/** 'Many more' is at least half as many again. */
const MANY_MORE = 1.5;

/**
 * The same place is a test accuracy that every run reaches: the lowest final one among the deltas and seeds, less a
 * point, so that no run meets it only by the jitter of its last iterations. A loss will not do: it includes the
 * penalty, so that each delta has a scale of its own.
 */
function commonPlace(m: Measurements): number {
  const finals = DELTAS.flatMap((id) => perSeed(m, [id], (replicate) => final(replicate, 'test.accuracy')));
  return Math.min(...finals) - 0.01;
}

/** Iterations until the test accuracy first reaches `place`. */
function iterationsTo(replicate: Replicate, place: number): number {
  const iteration = curveOf(replicate, 'test', 'accuracy').findIndex((accuracy) => accuracy >= place);
  return iteration < 0 ? Number.NaN : iteration;
}

/** 'Opposite' when the smallest delta needs fewer iterations than the largest; fewer than 'many more' is 'no'. */
function smallerIsSlower(m: Measurements, place: number): Finding {
  const needed = (weight: number) =>
    perSeed(
      m,
      [WEAKEST, STRONGEST],
      (weak, strong) => iterationsTo(weak, place) - weight * iterationsTo(strong, place),
    );
  const goal = `a test accuracy of ${format(place, 'percent')}, which all runs reach`;
  const what = `Iterations to ${goal}, that ${WEAKEST} needs more than ${STRONGEST}`;
  const more = moreThan({ what, values: needed(1), threshold: 0, unit: 'iterations', ordering: true });
  if (more.holds !== 'yes') return more;
  return moreThan({
    what: `Iterations to ${goal}, that ${WEAKEST} needs more than ${MANY_MORE} times those of ${STRONGEST}`,
    values: needed(MANY_MORE),
    threshold: 0,
    unit: 'iterations',
  });
}

/**
 * Expected from trial runs on a fifth of the data, where 80 % took 41, 41, 44 and 98 iterations with delta 0.00001 to
 * 0.01: the penalty only ever held the accuracy back. The reference results confirm it.
 */
const a14: Claim = {
  ...common,
  id: 'A14',
  sentence: 'A smaller delta needs many more iterations to get to the same place.',
  experiments: DELTAS,
  expected: 'contradicted',
  assess: (m) => {
    const place = commonPlace(m);
    const counts = DELTAS.map((id) => {
      const iterations = mean(perSeed(m, [id], (replicate) => iterationsTo(replicate, place)));
      return `${iterations.toFixed(0)} (${id})`;
    });
    const sentence = `Iterations to a test accuracy of ${format(place, 'percent')}: ${counts.join(', ')}.`;
    return conclude([smallerIsSlower(m, place), { holds: 'yes', sentence }]);
  },
  control: (m) =>
    DELTAS.slice(0, 3).reduce(
      (changed, id, index) =>
        changeCurve(changed, { id, split: 'test', metric: 'accuracy' }, delay(150 - 40 * index)),
      m,
    ),
};

export const question13: readonly Claim[] = [a11, a12, a13, a14];
