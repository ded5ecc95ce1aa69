import * as formats from '../numbers/formats.ts';
import { CONFIDENCE, type MeanOverSeeds } from '../sweeps/summary.ts';

/** How the figures and tables of sweeps speak of means over seeds. */

/** "87 % ± 1.20 points, diverged". */
export function accuracyWords({
  accuracy: { mean, high },
  diverged,
}: {
  readonly accuracy: MeanOverSeeds;
  readonly diverged: boolean;
}): string {
  const spread = high === null ? '' : ` ± ${formats.points(high - mean)}`;
  return `${formats.percent(mean, 0)}${spread}${diverged ? ', diverged' : ''}`;
}

/** The sentence that explains intervals, or nothing for a single seed. */
export function intervalNote(seeds: number): string {
  return seeds > 1
    ? ` Below it, in points, how far the ${formats.percent(CONFIDENCE, 0)} confidence interval of the mean over ${formats.count(seeds, 'seed')} reaches to either side (Student’s t).`
    : '';
}
