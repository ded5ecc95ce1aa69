import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import type { Band } from '../../pipeline/bands/file.ts';
import { bitsFor, packBits } from '../../pipeline/base/packing.ts';
import { moreThan, within } from '../../pipeline/claims/criteria.ts';
import { paired } from '../../pipeline/claims/values.ts';
import { runsRead } from '../../pipeline/grade/grade.ts';
import { assessCheck, assessClaim, assessPredictions } from '../../pipeline/grade/items.ts';
import type { CheckItem, ClaimItem, PredictionsItem } from '../../pipeline/grade/rubric.ts';
import type { Claim, Criterion } from '../../pipeline/model/claim.ts';
import type { Holds } from '../../pipeline/model/finding.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';
import { inSoundForm } from '../fixtures/sound.ts';
import { groundsOf } from './fixture.ts';

const sound = (seeds: number) => inSoundForm(plausibleMeasurements({ seeds }), study);
const five = sound(5);
const common = { id: 'x', visibility: 'visible' } as const;

/** The experiment's runs with this change of one of them, by its seed. */
function changed(
  measurements: Measurements,
  seed: number,
  change: (run: Measurements['experiments'][string]['replicates'][number]) => void,
): Measurements {
  const copy = structuredClone(measurements);
  change(copy.experiments['a-softmax']!.replicates.find((run) => run.seed === seed)!);
  return copy;
}

/** The same runs, told to be of seeds that the reference does not have. */
const ofNewSeeds = (measurements: Measurements): Measurements => {
  const copy = structuredClone(measurements);
  for (const record of Object.values(copy.experiments)) {
    for (const run of record.replicates) run.seed += 100;
    record.seeds = record.replicates.map(({ seed }) => seed);
  }
  return copy;
};

describe('an item of runs that follow the reference', () => {
  const item: CheckItem = { ...common, kind: 'check', experiment: 'a-softmax', minSeeds: 3, points: 6 };
  const assess = (results: Measurements, more: Parameters<typeof groundsOf>[1] = {}) =>
    assessCheck(item, groundsOf(results, { reference: five, ...more }));

  test('earns its points where each of its seeds does', () => {
    expect(assess(five)).toMatchObject({ earned: 6, reason: '3 runs keep to the reference' });
  });

  test('earns nothing where one does not', () => {
    const { earned, reason } = assess(
      changed(five, 2, (run) => {
        run.history.train.loss[7]! *= 1.01;
      }),
    );
    expect(earned).toBe(0);
    expect(reason).toMatch(/^a-softmax seed 2: left the reference's course at iteration 8: /);
  });

  test('reads no further seeds', () => {
    expect(
      assess(
        changed(five, 4, (run) => {
          run.history.train.loss[7]! *= 1.01;
        }),
      ).earned,
    ).toBe(6);
  });

  test('earns nothing with too few seeds', () => {
    expect(assess(sound(2))).toMatchObject({
      earned: 0,
      reason: 'a-softmax: 2 of the 3 seeds that are asked for',
    });
  });

  const middle = five.experiments['a-softmax']!.final.test!.loss;
  const band: Band = {
    ...{ value: middle, low: middle - 0.03, high: middle + 0.03, deviation: 0.01, degreesOfFreedom: 12 },
    ...{ statistic: 'final', derived: 'by hand', seeds: [1, 2, 3], date: '2026-11-22' },
  };
  const bandTable = { 'fashion-mnist': { 'a-softmax': { 'test.loss': band } } };

  test('earns its points with new seeds, where bands say that runs lie', () => {
    expect(assess(ofNewSeeds(five), { bandTable })).toMatchObject({
      earned: 6,
      reason: '3 new runs lie where others do',
    });
  });

  test('earns nothing with a new seed that lies far from there', () => {
    const far = changed(ofNewSeeds(five), 102, (run) => {
      run.final.test!.loss += 0.2;
    });
    expect(assess(far, { bandTable })).toMatchObject({
      earned: 0,
      reason: expect.stringMatching(
        /^seed 102: its test loss is \S+ standard deviations above what other seeds give$/,
      ),
    });
  });

  test('earns nothing with new seeds that nothing can be asked about', () => {
    expect(assess(ofNewSeeds(five), { bandTable: {} })).toMatchObject({
      earned: 0,
      reason: 'the reference has no seed 101, and there are no bands',
    });
  });
});

describe('an item of predictions', () => {
  const item: PredictionsItem = {
    ...common,
    kind: 'predictions',
    experiment: 'a-softmax',
    minSeeds: 2,
    points: 3,
  };
  const { samples, replicates } = five.experiments['a-softmax']!;
  const labels = Uint8Array.from({ length: samples.test }, (_, index) => index % 10);

  /** Predictions of which the first so many are right. */
  const predictions = (right: number) =>
    packBits(
      labels.map((label, index) => (index < right ? label : (label + 1) % 10)),
      bitsFor(10),
    );
  const predicting = (rightOf: (accuracy: number) => number): Measurements => {
    const copy = structuredClone(five);
    for (const run of copy.experiments['a-softmax']!.replicates) {
      const right = rightOf(Math.round(run.final.test!.accuracy * samples.test));
      run.snapshots = [{ step: 200, testPredictions: predictions(right) }];
    }
    return copy;
  };
  const assess = (results: Measurements) =>
    assessPredictions(item, groundsOf(results, { labelsOf: () => labels }));

  test('earns its points where they are as accurate as is claimed', () => {
    expect(assess(predicting((right) => right))).toMatchObject({ earned: 3 });
  });

  test('earns nothing where one image less is right', () => {
    const right = Math.round(replicates[0]!.final.test!.accuracy * samples.test);
    expect(assess(predicting((count) => count - 1))).toMatchObject({
      earned: 0,
      reason: expect.stringMatching(
        new RegExp(`^seed 1: ${right - 1} of ${samples.test} predictions are right`),
      ),
    });
  });

  test('earns nothing where there are none', () => {
    expect(assess(five)).toMatchObject({ earned: 0, reason: 'seed 1 recorded no predictions' });
  });
});

describe('an item of a claim', () => {
  /** A claim about the seeds' numbers, which decides itself. */
  const claimOf = (
    expected: Holds,
    criterion: Criterion = moreThan(-1, { words: 'more than -1', reason: 'a number' }),
  ): Claim => ({
    id: 'X1',
    question: '1_1',
    sentence: 'Something holds.',
    experiments: ['a-softmax', 'a-network-a'],
    seedsNeeded: 3,
    hypotheses: [
      {
        id: 'number',
        quantity: 'number of the seed',
        unit: 'ratio',
        criterion,
        sample: (m) => paired(m, ['a-softmax', 'a-network-a'], ({ seed }) => seed),
        expected,
        control: (m) => m,
      },
    ],
  });
  const itemOf = (
    verdicts: ClaimItem['levels'][number]['verdicts'],
    more: Partial<ClaimItem> = {},
  ): ClaimItem => ({
    ...common,
    kind: 'claim',
    claim: 'X1',
    levels: [{ points: 2, verdicts }],
    ...more,
  });
  const assess = (item: ClaimItem, claim = claimOf('yes'), results = five) =>
    assessClaim(item, groundsOf(results, { study: { ...study, claims: [claim] } }));
  const open = within(1.9, 2.1, { words: 'about 2', reason: 'made up' });

  test('earns its points by the verdict that it names', () => {
    expect(assess(itemOf(['reproduced']))).toMatchObject({
      earned: 2,
      reason: 'reproduced: Something holds.',
    });
    expect(assess(itemOf(['contradicted'])).earned).toBe(0);
  });

  test('earns the most points of the levels that name it', () => {
    const levels = [1, 4, 2].map((points) => ({ points, verdicts: ['reproduced' as const] }));
    expect(assess(itemOf([], { levels })).earned).toBe(4);
  });

  test('knows what is expected from the study', () => {
    expect(assess(itemOf(['expected'])).earned).toBe(2);
    expect(assess(itemOf(['expected']), claimOf('no')).earned).toBe(0);
  });

  test('takes any answer where the study expects none', () => {
    expect(assess(itemOf(['expected']), claimOf('unclear')).earned).toBe(2);
    expect(assess(itemOf(['expected']), claimOf('unclear', open)).earned).toBe(0);
  });

  test('tells what is decided from what stays open', () => {
    expect(assess(itemOf(['decided'])).earned).toBe(2);
    expect(assess(itemOf(['decided']), claimOf('yes', open))).toMatchObject({
      earned: 0,
      reason: expect.stringMatching(/^open: /),
    });
  });

  test('earns nothing with fewer seeds than the claim needs, whatever is recorded', () => {
    expect(assess(itemOf(['decided', 'not applicable', 'open']), claimOf('yes'), sound(2))).toMatchObject({
      earned: 0,
      reason: 'a-softmax: 2 of the 3 seeds that are asked for',
    });
  });

  test('reads as many seeds as it asks for, of every experiment of the claim', () => {
    const reads = (item: ClaimItem) => runsRead(item, { ...study, claims: [claimOf('yes')] });
    expect(reads(itemOf(['decided']))).toEqual({ experiments: ['a-softmax', 'a-network-a'], seeds: 3 });
    expect(reads(itemOf(['decided'], { minSeeds: 5 })).seeds).toBe(5);
  });
});
