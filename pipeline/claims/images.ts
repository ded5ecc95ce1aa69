import { binomialAtLeast } from '../base/distributions.ts';

/** Which test images a model classifies correctly, and models compared on the same images. */

/** Whether image `index` is among those that a run's `testCorrect` says are classified correctly. */
function bitsOf(testCorrect: string): (index: number) => boolean {
  const bytes = atob(testCorrect);
  return (index) => ((bytes.charCodeAt(index >> 3) >> (index & 7)) & 1) === 1;
}

/** The form of `testCorrect` in a run's record. */
export function encodeCorrect(correct: readonly boolean[]): string {
  const bytes = new Uint8Array(Math.ceil(correct.length / 8));
  for (const [index, isCorrect] of correct.entries()) if (isCorrect) bytes[index >> 3]! |= 1 << (index & 7);
  return btoa(String.fromCharCode(...bytes));
}

/** One run's `testCorrect` and another's, on the same images in the same order. */
export interface SameImages {
  readonly before: string;
  readonly after: string;
  readonly images: number;
}

const SIGNIFICANCE = 0.05;

/**
 * Whether the second model is significantly better than the first, at 5 %: the exact test of McNemar 1947 on the images
 * that one of them alone classifies correctly, two-sided.
 */
export function isSignificantlyBetter({ before, after, images }: SameImages): boolean {
  const [first, second] = [bitsOf(before), bitsOf(after)];
  let [gained, lost] = [0, 0];
  for (let index = 0; index < images; index++) {
    if (second(index) && !first(index)) gained++;
    if (first(index) && !second(index)) lost++;
  }
  return gained > lost && 2 * binomialAtLeast(gained, gained + lost, 1 / 2) < SIGNIFICANCE;
}
