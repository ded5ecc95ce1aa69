import type { Results } from '../../model/results.ts';
import { type FormStudy, formOfResults } from '../../results/form.ts';
import { brokenDigests } from '../../results/seal.ts';
import type { Problem } from '../grade.ts';

/**
 * Signs that somebody changed the file after the build wrote it: digests that do not match. Who makes the digests anew
 * is found by the form of the results, by what they are compared with, or by training again.
 */
export function findEdits(results: Results): Problem[] {
  return brokenDigests(results).map((sign) => ({
    kind: 'edited',
    message: `${sign}; submit what npm run report wrote`,
  }));
}

/** More take a grader's time and earn nothing. */
const MOST_SEEDS = 200;

/** What no build writes, whatever its numbers are. */
export function findMisshapen(results: Results, study: FormStudy): Problem[] {
  const mistakes = [
    ...Object.entries(results.experiments).flatMap(([id, { seeds }]) =>
      seedMistakes(seeds).map((what) => `${id}: ${what}`),
    ),
    ...formOfResults(results, { study, origin: 'this state' }),
  ];
  return mistakes.map((what) => ({
    kind: 'malformed',
    message: `${what}; submit what npm run report wrote`,
  }));
}

/** Seeds with gaps could have been chosen for what they give. */
function seedMistakes(seeds: readonly number[]): string[] {
  if (seeds.length > MOST_SEEDS) return [`${seeds.length} seeds, over ${MOST_SEEDS}`];
  const consecutive = seeds.every((seed, index) => seed === seeds[0]! + index);
  return consecutive ? [] : ['its seeds leave some out'];
}
