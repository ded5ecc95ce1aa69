import { slope } from '../../../pipeline/base/statistics.ts';
import { changeCurve, shift, straighten } from '../../../pipeline/claims/controls.ts';
import { about, conclude, moreThan, notAgainst, remark } from '../../../pipeline/claims/finding.ts';
import { final, gap, perSeed, testSamples } from '../../../pipeline/claims/values.ts';
import { type Claim, SEEDS_NEEDED } from '../../../pipeline/model/claim.ts';
import type { Measurements, Replicate } from '../../../pipeline/model/results.ts';
import { WIDTHS } from '../catalogue.ts';
import { threePhases } from './phases.ts';

const common = { question: '1_2_1', seedsNeeded: SEEDS_NEEDED, expected: 'reproduced' } as const;

const a4: Claim = {
  ...common,
  id: 'A4',
  sentence: 'A hidden layer of 300 ReLU neurons lifts test accuracy to about 87 %.',
  experiments: ['a-softmax', 'a-network-a'],
  assess: (m) =>
    conclude([
      about(
        'Test accuracy of network A',
        perSeed(m, ['a-network-a'], (network) => final(network, 'test.accuracy')),
        0.87,
        testSamples(m, 'a-network-a'),
      ),
      moreThan({
        what: 'Test accuracy that network A adds to the softmax layer',
        values: perSeed(
          m,
          ['a-softmax', 'a-network-a'],
          (softmax, network) => final(network, 'test.accuracy') - final(softmax, 'test.accuracy'),
        ),
        threshold: 0,
        unit: 'points',
        ordering: true,
      }),
    ]),
  control: (m) => shift(m, 'a-network-a', 'accuracy', -0.03),
};

const a5: Claim = {
  ...common,
  id: 'A5',
  sentence:
    'Network A learns fast until about iteration 10, more slowly until about 50 and is stable afterwards.',
  experiments: ['a-network-a'],
  assess: (m) => conclude(threePhases(m, 'a-network-a', { fastUntil: 10, slowUntil: 50 })),
  control: (m) => changeCurve(m, { id: 'a-network-a', split: 'test', metric: 'loss' }, straighten),
};

/** The write-up's turning point, in neurons; it belongs to both sides. */
const TURN = 500;
const narrow = WIDTHS.filter((width) => width <= TURN);
const wide = WIDTHS.filter((width) => width >= TURN);
const idOf = (width: number) => `a-width-${width}`;
const allWidths = WIDTHS.map(idOf);

/** Least-squares slope of a quantity over the widths, per 100 neurons, one value a seed. */
function slopePerSeed(
  m: Measurements,
  widths: readonly number[],
  quantity: (replicate: Replicate) => number,
): number[] {
  const hundreds = widths.map((width) => width / 100);
  return perSeed(m, widths.map(idOf), (...replicates) => slope(hundreds, replicates.map(quantity)));
}

/** 'Levels off' means that the slope falls to less than this share of what it was. */
const LEVEL_SHARE = 1 / 2;

/** Test metrics decide: the train curves of wider networks go on improving, which is claim A7. */
function improvementLevelsOff(m: Measurements, metric: 'accuracy' | 'loss') {
  const unit = metric === 'accuracy' ? 'points' : 'nats';
  const better = (replicate: Replicate) =>
    (metric === 'accuracy' ? 1 : -1) * final(replicate, `test.${metric}`);
  const first = slopePerSeed(m, narrow, better);
  const later = slopePerSeed(m, wide, better);
  return [
    moreThan({
      what: `Improvement of test ${metric} per 100 neurons up to ${TURN}`,
      values: first,
      threshold: 0,
      unit,
      ordering: true,
    }),
    moreThan({
      what: `Half of that, minus the improvement of test ${metric} per 100 neurons from ${TURN} on`,
      values: first.map((value, index) => LEVEL_SHARE * value - later[index]!),
      threshold: 0,
      unit,
    }),
  ];
}

const a6: Claim = {
  ...common,
  id: 'A6',
  sentence:
    'More hidden neurons raise the accuracy and lower the loss at first; from about 500 neurons on both level off.',
  experiments: allWidths,
  assess: (m) => conclude([...improvementLevelsOff(m, 'accuracy'), ...improvementLevelsOff(m, 'loss')]),
  // As much again from 500 to 1000 neurons as a narrow network gains: 0.4 points per 100 neurons.
  control: (m) =>
    wide.reduce(
      (changed, width) => shift(changed, idOf(width), 'accuracy', (0.004 * (width - TURN)) / 100),
      m,
    ),
};

function gapGrowth(m: Measurements, widths: readonly number[], metric: 'accuracy' | 'loss') {
  return {
    what: `Growth of the gap between train and test ${metric} per 100 neurons from ${widths[0]} to ${widths.at(-1)} neurons`,
    values: slopePerSeed(m, widths, (replicate) => gap(replicate, metric)),
    unit: metric === 'accuracy' ? 'points' : 'nats',
  } as const;
}
const gapGrows = (m: Measurements, metric: 'accuracy' | 'loss') =>
  moreThan({ ...gapGrowth(m, wide, metric), threshold: 0, ordering: true });

/**
 * The gap in loss decides; the gap in accuracy, which 10,000 images show less sharply, must only not shrink. Whether
 * the gap grows below 500 neurons too is told, but not judged: the sentence speaks of what happens from there on.
 */
const a7: Claim = {
  ...common,
  id: 'A7',
  sentence: 'From about 500 neurons on the gap between train and test widens with the width: overfitting.',
  experiments: allWidths,
  assess: (m) =>
    conclude([
      gapGrows(m, 'loss'),
      notAgainst(gapGrows(m, 'accuracy')),
      remark(gapGrowth(m, narrow, 'loss')),
    ]),
  control: (m) =>
    wide.reduce((changed, width) => shift(changed, idOf(width), 'loss', (-0.004 * (width - TURN)) / 100), m),
};

export const question121: readonly Claim[] = [a4, a5, a6, a7];
