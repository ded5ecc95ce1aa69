import { expect, it } from 'vitest';
import { phaseRates } from '../../../experiments/part-a/claims/phases.ts';

const phases = { fastUntil: 2, slowUntil: 4 };

it('measures improvement per iteration in each phase', () => {
  const { fast, slow, stable, remainder } = phaseRates(
    [0.1, 0.3, 0.5, 0.55, 0.6, 0.61, 0.62],
    'accuracy',
    phases,
  );
  expect(fast).toBeCloseTo((0.5 - 0.1) / 2, 12);
  expect(slow).toBeCloseTo((0.6 - 0.5) / 2, 12);
  expect(stable).toBeCloseTo((0.62 - 0.6) / 2, 12);
  expect(remainder).toBeCloseTo(0.62 - 0.6, 12);
});

it('counts a falling loss as improvement', () => {
  expect(phaseRates([3, 2, 1, 0.9, 0.8, 0.8], 'loss', phases).fast).toBe((3 - 1) / 2);
});

it('has no rate for a phase that the curve does not reach', () => {
  expect(phaseRates([3, 2, 1], 'loss', phases)).toEqual({
    fast: (3 - 1) / 2,
    slow: Number.NaN,
    stable: Number.NaN,
    remainder: Number.NaN,
  });
});
