import { binomialAtLeast } from '../base/distributions.ts';
import { unpackBits } from '../base/packing.ts';

/** What two models classify correctly, of the same images in the same order: `testCorrect` of their snapshots. */
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
export function isSignificantlyBetter({ before, after, images: count }: SameImages): boolean {
  const [first, second] = [before, after].map((packed) => unpackBits(packed, { bits: 1, count }));
  const gained = second!.filter((isCorrect, image) => isCorrect > first![image]!).length;
  const lost = second!.filter((isCorrect, image) => isCorrect < first![image]!).length;
  return gained > lost && 2 * binomialAtLeast(gained, gained + lost, 1 / 2) < SIGNIFICANCE;
}
