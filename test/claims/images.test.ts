import { expect, it } from 'vitest';
import { packBits } from '../../pipeline/base/packing.ts';
import { isSignificantlyBetter } from '../../pipeline/claims/values.ts';

/** So many images of each kind: both right, only the first, only the second, neither. */
function models(both: number, first: number, second: number, neither: number) {
  const of = (isRight: readonly boolean[]) =>
    packBits(
      [both, first, second, neither].flatMap((count, kind) =>
        new Array<number>(count).fill(isRight[kind] ? 1 : 0),
      ),
      1,
    );
  return {
    before: of([true, true, false, false]),
    after: of([true, false, true, false]),
    images: both + first + second + neither,
  };
}

it('finds a model better when one-sided gains would be rare among the images that tell the two apart', () => {
  // Two-sided p of 6 of 6: 2 / 64 = 3.1 %; of 5 of 5: 2 / 32 = 6.3 %; of 8 of 9: 2 (9 + 1) / 512 = 3.9 %.
  expect(isSignificantlyBetter(models(50, 0, 6, 10))).toBe(true);
  expect(isSignificantlyBetter(models(50, 0, 5, 10))).toBe(false);
  expect(isSignificantlyBetter(models(50, 1, 8, 10))).toBe(true);
  expect(isSignificantlyBetter(models(50, 2, 8, 10))).toBe(false);
});

it('finds no model better that loses, and needs no image that tells them apart', () => {
  expect(isSignificantlyBetter(models(50, 6, 0, 10))).toBe(false);
  expect(isSignificantlyBetter(models(50, 0, 0, 10))).toBe(false);
});
