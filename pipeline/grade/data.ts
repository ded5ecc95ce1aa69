import { EXIT, UserError } from '../base/errors.ts';
import { digestOf } from '../cache/key.ts';
import { loadDataSet } from '../data/load.ts';
import { type FindOptions, locateDataSet } from '../data/locate.ts';
import { withoutImages } from '../data/records.ts';
import type { DataSetLocation } from '../model/data-set.ts';
import type { Results } from '../model/results.ts';
import type { Study } from '../study.ts';

/** Finds on this machine the data that an experiment of the results saw. */
export type DataFinder = (experiment: string) => Promise<DataSetLocation>;

/** Throws a UserError where they are not to be had here. */
export function findData(
  { experiments, datasets }: Pick<Results, 'experiments' | 'datasets'>,
  study: Study,
  place: FindOptions,
): DataFinder {
  const locations = new Map<string, Promise<DataSetLocation>>();
  return async (experiment) => {
    const record = datasets.find(({ name }) => name === experiments[experiment]!.dataset)!;
    const { name, subject, kind } = record;
    const location =
      locations.get(name) ?? locateDataSet(study.dataSources[subject]!, { ...place, preference: kind });
    locations.set(name, location);
    const found = await location;
    if (digestOf(found.record) === digestOf(withoutImages(record))) return found;
    throw new UserError(`missing data set: ${name}: only ${found.record.name} is here`, EXIT.missing);
  };
}

/** An experiment and one of its seeds. */
export interface LabelsWanted {
  readonly experiment: string;
  readonly seed: number;
}

/** The labels of the test images that each of these runs saw, by experiment and seed. */
export async function readLabels(
  wanted: readonly LabelsWanted[],
  find: DataFinder,
): Promise<(experiment: string, seed: number) => Uint8Array> {
  const labels = new Map<string, Uint8Array>();
  const key = (experiment: string, seed: number) => `${experiment} ${seed}`;
  for (const experiment of new Set(wanted.map((run) => run.experiment))) {
    const data = await loadDataSet(await find(experiment));
    for (const { seed } of wanted.filter((run) => run.experiment === experiment)) {
      labels.set(key(experiment, seed), data.forSeed(seed).test.labels);
    }
  }
  return (experiment, seed) => labels.get(key(experiment, seed))!;
}
