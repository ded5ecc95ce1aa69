import { describe, expect, it } from 'vitest';
import {
  epochsToReach,
  largestDepartures,
  medianMovement,
  movementOf,
  settingsThatTrain,
  withMovement,
} from '../../../experiments/part-c/ablations.ts';
import { c5 } from '../../../experiments/part-c/claims/inside.ts';
import { changeObservations } from '../../../pipeline/claims/controls.ts';
import { testClaim } from '../../../pipeline/claims/test-claim.ts';
import type { Observations } from '../../../pipeline/model/run-record.ts';
import { plausibleMeasurements } from '../../fixtures/measurements.ts';

const seen = (more: Partial<Observations>): Observations => ({
  steps: [0, 100, 200],
  test: { accuracy: [0.1, 0.8, 0.9], loss: [2.3, 0.6, 0.4] },
  unitInput: { p15: [-1, -1, -1], p50: [0, 0, 0], p85: [1, 1, 1] },
  ...more,
});

it('counts a setting as training above half of the best', () => {
  const test = (accuracy: number) => ({ accuracy, loss: 1 });
  const sweep = [
    { setting: 0.1, test: test(0.4) },
    { setting: 1, test: test(0.41) },
    { setting: 10, test: test(0.8) },
  ];
  expect(settingsThatTrain(sweep, 0.8)).toEqual([1, 10]);
  expect(settingsThatTrain(sweep.slice(0, 2), 0.9)).toEqual([]);
});

describe('epochs to an accuracy', () => {
  it('are those of the first look that saw it', () => {
    expect(epochsToReach(seen({}), { accuracy: 0.8, stepsPerEpoch: 50 })).toBe(2); // 100 steps / 50
    expect(epochsToReach(seen({}), { accuracy: 0.81, stepsPerEpoch: 50 })).toBe(4);
  });

  it('are null when no look did', () => {
    expect(epochsToReach(seen({}), { accuracy: 0.95, stepsPerEpoch: 50 })).toBeNull();
  });
});

describe('the movement of a unit’s inputs', () => {
  const percentiles = (p50: number[], spread: number[]) => ({
    p15: p50.map((median, look) => median - spread[look]! / 2),
    p50,
    p85: p50.map((median, look) => median + spread[look]! / 2),
  });

  it('is measured in the spread that it starts from', () => {
    // From the first look on (a tenth of 4 looks is none): spread 2, median up by 3, spread up to 8.
    const { drift, stretch } = movementOf(seen({ unitInput: percentiles([1, 4, 0, 1], [2, 4, 8, 2]) }));
    expect(drift).toBeCloseTo(3 / 2);
    expect(stretch).toBeCloseTo(8 / 2);
  });

  it('counts shrinking like growing', () => {
    expect(movementOf(seen({ unitInput: percentiles([0, 0], [4, 1]) })).stretch).toBeCloseTo(4);
  });

  it('leaves out the first tenth of the looks', () => {
    const p50 = [100, ...Array.from({ length: 9 }, () => 0)];
    const spread = [50, ...Array.from({ length: 9 }, () => 1)];
    expect(movementOf(seen({ unitInput: percentiles(p50, spread) }))).toEqual({ drift: 0, stretch: 1 });
  });
});

describe('the movement of all units’ inputs', () => {
  /** Units whose medians end so many spreads away, and whose spreads end so many times as wide. */
  const units = (drifts: number[], stretches: number[]) => {
    const looks = [0, 0.5, 1];
    const of = (edge: number) =>
      looks.map((progress) =>
        drifts.map((drift, unit) => 2 * drift * progress + edge * stretches[unit]! ** progress),
      );
    return { steps: [0, 100, 200], p15: of(-1), p50: of(0), p85: of(1) };
  };

  it('is that of the unit in the middle, each kind by itself', () => {
    const { drift, stretch } = medianMovement(units([0.1, 5, 0.3], [9, 1.2, 2]));
    expect(drift).toBeCloseTo(0.3, 12);
    expect(stretch).toBeCloseTo(2, 12);
  });

  it('can be made what is asked for, and leaves the other kind alone', () => {
    const inputs = units([0.1, 5, 0.3], [9, 1.2, 2]);
    const drifting = medianMovement(withMovement(inputs, { drift: 7 }));
    expect([drifting.drift, drifting.stretch].map((value) => value.toFixed(9))).toEqual([
      '7.000000000',
      '2.000000000',
    ]);
    const spreading = medianMovement(withMovement(inputs, { stretch: 3 }));
    expect([spreading.drift, spreading.stretch].map((value) => value.toFixed(9))).toEqual([
      '0.300000000',
      '3.000000000',
    ]);
  });
});

it('finds the unit farthest from its shift and scale, in gammas, whatever their sign', () => {
  const departures = largestDepartures({
    beta: [0, 1],
    gamma: [2, -1],
    mean: [0.1, 1.02],
    deviation: [1.9, 1.01],
  });
  expect(departures.mean).toBeCloseTo(0.1 / 2);
  expect(departures.deviation).toBeCloseTo(0.05); // 1.9 / 2 is 0.95
});

it('claim C5 has no ratio of movements where a run was looked at once: nothing has moved', () => {
  const once = <T>(looks: readonly T[]) => looks.slice(0, 1);
  const measurements = ['c-sigmoid', 'c-sigmoid-normalized'].reduce(
    (changed, id) =>
      changeObservations(changed, id, ({ unitInputs, ...rest }) => ({
        ...rest,
        ...(unitInputs && {
          unitInputs: {
            steps: once(unitInputs.steps),
            p15: once(unitInputs.p15),
            p50: once(unitInputs.p50),
            p85: once(unitInputs.p85),
          },
        }),
      })),
    plausibleMeasurements({ seeds: 3 }),
  );
  const answers = testClaim(c5, measurements).map(({ id, holds }) => [id, holds]);
  expect(Object.fromEntries(answers)).toMatchObject({ 'drift-steadier': 'not run' });
});
