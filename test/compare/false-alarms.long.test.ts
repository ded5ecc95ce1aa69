import { describe, expect, test } from 'vitest';
import { falseAlarms, nightsToNotice, redNights } from './false-alarms.ts';

const SIMULATED_MS = 300_000;

describe('nights of new seeds', () => {
  // 1 in 1,000 by the values together, and 8 charts that each rise once in 26,000 nights and then stay up for some. Of
  // 3,000 nights at most 4 are expected to begin so, and a Poisson number of mean 4 is at most 11 with 99.9 %.
  test('are seldom red with nothing wrong', { timeout: SIMULATED_MS }, () => {
    const { rows, nights } = falseAlarms(100);
    expect(nights).toBe(3000);
    expect(rows).toBeLessThanOrEqual(11);
  });

  test('are red at once for a shift that no seed explains', () => {
    expect(redNights('far', 3, { by: 40, from: 2 })).toEqual([2]);
  });

  test('are red within three weeks of a shift by two standard deviations', { timeout: SIMULATED_MS }, () => {
    expect(nightsToNotice(11, 2)).toBeLessThanOrEqual(21);
  });
});
