import picomatch from 'picomatch';
import { UserError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Experiment } from '../model/experiment.ts';

/** The experiments whose id matches one of the patterns (names or globs); all of them when there is none. */
export function selectExperiments(
  catalogue: readonly Experiment[],
  patterns: readonly string[],
): Experiment[] {
  const ids = catalogue.map(({ id }) => id);
  for (const pattern of patterns) {
    if (ids.some((id) => picomatch.isMatch(id, pattern))) continue;
    const meant = nearest(pattern, ids);
    const hint = meant === null ? `known are ${ids.join(', ')}` : `did you mean ${meant}?`;
    throw new UserError(`unknown experiment: ${pattern}; ${hint}`);
  }
  return catalogue.filter(({ id }) => patterns.length === 0 || picomatch.isMatch(id, [...patterns]));
}
