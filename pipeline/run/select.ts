import picomatch from 'picomatch';
import { UserError } from '../base/errors.ts';
import type { Experiment } from '../model/experiment.ts';

/** The experiments whose id matches one of the patterns (names or globs); all of them when there is none. */
export function selectExperiments(
  catalogue: readonly Experiment[],
  patterns: readonly string[],
): Experiment[] {
  for (const pattern of patterns) {
    if (!catalogue.some(({ id }) => picomatch.isMatch(id, pattern))) {
      throw new UserError(
        `unknown experiment: ${pattern}; known are ${catalogue.map(({ id }) => id).join(', ')}`,
      );
    }
  }
  return catalogue.filter(({ id }) => patterns.length === 0 || picomatch.isMatch(id, [...patterns]));
}
