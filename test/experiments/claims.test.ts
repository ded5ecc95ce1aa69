import { describe, expect, it } from 'vitest';
import { claims } from '../../experiments/claims.ts';
import study from '../../experiments/index.ts';
import { changeCurve, closeGap, delay, shift, straighten } from '../../pipeline/claims/controls.ts';
import type { Claim } from '../../pipeline/model/claim.ts';
import type { Verdict } from '../../pipeline/model/finding.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

/** Many seeds, so that nothing hangs on the fixture's noise. */
const plausible = plausibleMeasurements({ seeds: 10 });
const claimOf = (id: string) => claims.find((claim) => claim.id === id)!;
const verdictOf = (id: string, measurements: Measurements) => claimOf(id).assess(measurements).verdict;

/** What the predicates find in the made-up measurements; not the same thing as what each expects of real ones. */
const ON_PLAUSIBLE: Readonly<Record<string, Verdict>> = {
  A1: 'reproduced',
  A2: 'reproduced',
  A3: 'reproduced',
  A4: 'reproduced',
  A5: 'reproduced',
  A6: 'reproduced',
  A7: 'reproduced',
  A8: 'reproduced',
  A9: 'reproduced',
  A10: 'reproduced',
  A11: 'reproduced with correction',
  A12: 'not supported',
  A13: 'reproduced',
  A14: 'contradicted',
  B1: 'reproduced',
  B2: 'reproduced',
  B3: 'reproduced',
  B4: 'reproduced',
  B5: 'reproduced',
  B6: 'reproduced',
  C1: 'not supported',
  C2: 'reproduced',
  C3: 'reproduced',
  C4: 'reproduced',
  C5: 'reproduced',
  C6: 'reproduced',
};

const supports = (verdict: Verdict) => verdict.startsWith('reproduced');
const refutes = (verdict: Verdict) => verdict === 'not supported' || verdict === 'contradicted';

/** Does the negative control turn the verdict round? */
function controlTurns(claim: Claim): boolean {
  const before = claim.assess(plausible).verdict;
  const after = claim.assess(claim.control(plausible)).verdict;
  return (supports(before) && refutes(after)) || (refutes(before) && supports(after));
}

describe('every claim', () => {
  it('is there, in order', () => {
    expect(claims.map(({ id }) => id)).toEqual(Object.keys(ON_PLAUSIBLE));
  });

  it.each(claims.map(({ id }) => id))(
    '%s gets the verdict that the made-up measurements were made for',
    (id) => {
      expect(verdictOf(id, plausible)).toBe(ON_PLAUSIBLE[id]);
    },
  );

  it.each(claims.map(({ id }) => id))('%s is turned round by its negative control', (id) => {
    expect(controlTurns(claimOf(id))).toBe(true);
  });

  it.each(claims.map(({ id }) => id))(
    '%s could not pass its control with a predicate that ignores the numbers',
    (id) => {
      const { verdict, evidence } = claimOf(id).assess(plausible);
      expect(controlTurns({ ...claimOf(id), assess: () => ({ verdict, evidence }) })).toBe(false);
      expect(controlTurns({ ...claimOf(id), control: (measurements) => measurements })).toBe(false);
    },
  );

  it.each(claims.map(({ id }) => id))('%s reads only the experiments that it names', (id) => {
    const { experiments, assess } = claimOf(id);
    const named = Object.entries(plausible.experiments).filter(([name]) => experiments.includes(name));
    expect(assess({ ...plausible, experiments: Object.fromEntries(named) })).toEqual(assess(plausible));
    expect(study.experiments.map((experiment) => experiment.id)).toEqual(
      expect.arrayContaining([...experiments]),
    );
  });

  it('leaves the measurements alone when it makes its control', () => {
    const before = structuredClone(plausible);
    for (const claim of claims) claim.control(plausible);
    expect(plausible).toEqual(before);
  });
});

/** Parts of claims that their own control does not touch: what is changed, and the verdict then. */
const PARTS: readonly [
  id: string,
  change: string,
  verdict: Verdict,
  tamper: (m: Measurements) => Measurements,
][] = [
  ['A1', '4 points above 80 %', 'not supported', (m) => shift(m, 'a-softmax', 'accuracy', 0.04)],
  ['A2', 'a straight train loss', 'not supported', (m) => changeCurve(m, trainLoss('a-softmax'), straighten)],
  [
    'A2',
    'a start 60 iterations late',
    'not supported',
    (m) => changeCurve(m, trainLoss('a-softmax'), delay(60)),
  ],
  ['A3', '0.1 nats less after 2000', 'not supported', (m) => shift(m, 'a-softmax-2000', 'loss', -0.1)],
  ['A3', '3 points more after 500', 'not supported', (m) => shift(m, 'a-softmax-500', 'accuracy', 0.03)],
  ['A4', 'a softmax layer at 90 %', 'contradicted', (m) => shift(m, 'a-softmax', 'accuracy', 0.105)],
  [
    'A5',
    'a start 30 iterations late',
    'not supported',
    (m) => changeCurve(m, trainLoss('a-network-a'), delay(30)),
  ],
  ['A6', 'a loss that falls on', 'not supported', (m) => widen(m, 500, 'loss', -0.01)],
  ['A6', 'accuracy that falls from 100 on', 'contradicted', (m) => widen(m, 100, 'accuracy', -0.01)],
  ['A7', 'a shrinking accuracy gap', 'contradicted', (m) => widen(m, 500, 'accuracy', 0.002)],
  ['A8', 'a test loss above that of A', 'contradicted', (m) => shift(m, 'a-network-b', 'loss', 0.02)],
  [
    'A8',
    'a test accuracy below that of A',
    'contradicted',
    (m) => shift(m, 'a-network-b', 'accuracy', -0.01),
  ],
  ['A9', 'a second layer that saves 0.1 nats', 'not supported', (m) => shift(m, 'a-network-b', 'loss', -0.1)],
  ['A9', 'a first layer that saves 0.05 nats', 'not supported', (m) => shift(m, 'a-softmax', 'loss', -0.197)],
  ['A10', 'a smaller accuracy gap with A', 'contradicted', (m) => shift(m, 'a-network-a', 'accuracy', 0.015)],
  ['A11', 'L1 at 84 %', 'not supported', (m) => shift(m, 'a-l1-as-printed', 'accuracy', -0.03)],
  ['A11', 'the printed delta giving the printed loss', 'not supported', (m) => printedDeltaFits(m, -0.03)],
  ['A11', 'the printed delta giving loss and accuracy', 'reproduced', (m) => printedDeltaFits(m, 0.01)],
  [
    'A11',
    'no delta giving the printed loss',
    'not supported',
    (m) => shift(m, 'a-l2-0.0001', 'loss', 0.1, 'train'),
  ],
  ['A12', 'only the L1 gap closed', 'not supported', (m) => closeGap(m, 'a-l1-as-printed', 0.8)],
  ['A13', 'less loss with delta 0.01', 'contradicted', (m) => shift(m, 'a-l2-0.01', 'loss', -0.3)],
  ['A13', 'delta 0.01 at 87 %', 'not supported', (m) => shift(m, 'a-l2-0.01', 'accuracy', 0.045)],
  ['A14', 'small deltas 45 iterations late', 'not supported', (m) => changeCurve(m, weakest, delay(45))],
  ['A14', 'small deltas as slow as large ones', 'inconclusive', (m) => changeCurve(m, weakest, delay(28))],
  ['B1', 'a softmax layer at 90 %', 'inconclusive', (m) => shift(m, 'b-model1', 'accuracy', 0.045)],
  [
    'B1',
    'a softmax layer at 90 % of notMNIST itself',
    'not supported',
    (m) => asPublished(shift(m, 'b-model1', 'accuracy', 0.045)),
  ],
  ['B1', 'validation ahead of train', 'contradicted', (m) => closeGap(m, 'b-model1', 2, 'validation')],
  ['B2', 'a gain of 3 points', 'inconclusive', (m) => shift(m, 'b-model2', 'accuracy', -0.023)],
  ['B2', 'a gap that narrows', 'contradicted', (m) => changeCurve(m, validationLoss('b-model2'), sinking)],
  ['B3', '3 points more with model 4', 'not supported', (m) => shift(m, 'b-model4', 'accuracy', 0.025)],
  ['B3', 'less loss with model 3', 'contradicted', (m) => shift(m, 'b-model3', 'loss', -0.1)],
  [
    'B4',
    'a smaller loss gap with model 3',
    'contradicted',
    (m) => closeGap(m, 'b-model3', 0.5, 'validation'),
  ],
  [
    'B4',
    'a smaller accuracy gap with model 5',
    'contradicted',
    (m) => shift(m, 'b-model5', 'accuracy', 0.03, 'validation'),
  ],
  [
    'B4',
    'gaps that hardly differ',
    'not supported',
    (m) => RELU_MODELS.reduce((changed, id) => shift(changed, id, 'loss', 0.6, 'validation'), m),
  ],
  ['B5', 'curves still apart', 'not supported', (m) => shift(m, 'b-model4r', 'loss', 0.15, 'validation')],
  ['B5', 'a cost of 3 points', 'contradicted', (m) => shift(m, 'b-model4r', 'accuracy', -0.03)],
  ['B5', 'a quarter less test loss', 'inconclusive', (m) => shift(m, 'b-model4r', 'loss', 0.1)],
  [
    'B6',
    'more to bring together in model 4',
    'contradicted',
    (m) => shift(m, 'b-model4', 'loss', 0.3, 'validation'),
  ],
];

const RELU_MODELS = ['b-model2', 'b-model3', 'b-model4', 'b-model5'];
const validationLoss = (id: string) => ({ id, split: 'validation', metric: 'loss' }) as const;
/** Adds 2 nats at first, and less and less later. */
const sinking = (values: readonly number[]) =>
  values.map((value, epoch) => value + 2 * (1 - epoch / (values.length - 1)));

/** The measurements as if notmnist-10k were notMNIST as it is published. */
function asPublished(m: Measurements): Measurements {
  const renamed = <Named extends { name: string }>(set: Named) =>
    set.name === 'notmnist-10k' ? { ...set, name: 'notmnist' } : set;
  const experiments = Object.entries(m.experiments).map(([id, record]) => {
    const { name } = renamed({ name: record.dataset });
    return [id, { ...record, dataset: name }] as const;
  });
  return { ...m, datasets: m.datasets.map(renamed), experiments: Object.fromEntries(experiments) };
}

const trainLoss = (id: string) => ({ id, split: 'train', metric: 'loss' }) as const;
const weakest = { id: 'a-l2-0.00001', split: 'test', metric: 'accuracy' } as const;

/** Adds `amount` for each hundred neurons above `from` to a test metric. */
function widen(m: Measurements, from: number, metric: 'accuracy' | 'loss', amount: number): Measurements {
  const widths = Array.from({ length: (1000 - from) / 100 }, (_, index) => index + 1);
  return widths.reduce(
    (changed, step) => shift(changed, `a-width-${from + 100 * step}`, metric, amount * step),
    m,
  );
}

/** A world in which the write-up's L2 delta of 0.001 gives its train loss. */
function printedDeltaFits(m: Measurements, accuracy: number): Measurements {
  return shift(
    shift(m, 'a-l2-as-printed', 'loss', -0.1633, 'train'),
    'a-l2-as-printed',
    'accuracy',
    accuracy,
  );
}

describe('every part of a claim counts', () => {
  it.each(PARTS)('%s, given %s, is %s', (id, _, verdict, tamper) => {
    expect(verdictOf(id, tamper(plausible))).toBe(verdict);
  });
});
