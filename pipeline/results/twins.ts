import { digestOf } from '../cache/key.ts';
import type { ExperimentRecord, Measurements } from '../model/results.ts';

/** Experiments of equal configuration and data give equal numbers: only the first of them is to be counted. */
export function withoutTwins(experiments: Measurements['experiments']): [string, ExperimentRecord][] {
  const seen = new Set<string>();
  return Object.entries(experiments).filter(([, { config, dataset }]) => {
    const key = digestOf({ config, dataset });
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}
