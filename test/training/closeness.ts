import { expect } from 'vitest';

/** Expects numbers to agree within `relative` of the larger one's size, or of 1 where both are smaller. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, relative = 1e-5): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const size = Math.max(1, Math.abs(expected[i]!), Math.abs(actual[i]!));
    const isSame =
      Object.is(actual[i], expected[i]) || Math.abs(actual[i]! - expected[i]!) <= relative * size;
    if (!isSame) expect.fail(`element ${i}: ${actual[i]} is not close to ${expected[i]}`);
  }
}
