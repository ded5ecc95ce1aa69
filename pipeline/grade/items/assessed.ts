import type { BandBook } from '../../bands/file.ts';
import type { Measurements } from '../../model/results.ts';
import { withReplicates } from '../../results/assemble.ts';
import type { Study } from '../../study.ts';

/** What an item earns, and why. */
export interface Assessed {
  readonly earned: number;
  /** Where the rubric has none. */
  readonly title: string;
  readonly reason: string;
}

/** What items are judged by: all of it this project's own. */
export interface Grounds {
  readonly results: Measurements;
  readonly study: Study;
  readonly book: BandBook;
  /** Null where the project has none. */
  readonly reference: Measurements | null;
  /** The labels of the test images that a run of the experiment with this seed saw. */
  readonly labelsOf: (experiment: string, seed: number) => Uint8Array;
}

/** The experiment's first seeds alone, or why there are too few of them. */
export function firstSeeds(
  { experiments }: Measurements,
  experiment: string,
  count: number,
): Measurements['experiments'][string] | string {
  const record = experiments[experiment];
  if (!record) return 'not run';
  if (record.seeds.length < count) return `${record.seeds.length} of the ${count} seeds that are asked for`;
  return withReplicates(record, record.replicates.slice(0, count));
}

/** The measurements cut down to the first so many seeds of each of these experiments. */
export function cutToSeeds(
  results: Measurements,
  experiments: readonly string[],
  count: number,
): Measurements | string {
  const cut: Record<string, Measurements['experiments'][string]> = {};
  for (const id of experiments) {
    const record = firstSeeds(results, id, count);
    if (typeof record === 'string') return `${id}: ${record}`;
    cut[id] = record;
  }
  return { ...results, experiments: cut };
}
