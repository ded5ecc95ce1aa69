import { UserError } from '../base/errors.ts';
import { digestOf } from '../cache/key.ts';
import { withoutImages } from '../data/records.ts';
import type { Experiment } from '../model/experiment.ts';
import type { ExperimentRecord, Measurements, ShownDataSet } from '../model/results.ts';
import { shownPlaces } from './answers.ts';
import { withReplicates } from './assemble.ts';

/** What a run or a part of one measured, and where it was found, for messages. */
export interface FoundRun {
  readonly place: string;
  readonly measurements: Measurements;
}

/** Joins the numeric classes of runs from different machines. */
const CLASS_SEPARATOR = ' | ';

/** Whether the bits of two runs can be compared: one class each, and the same. */
export const isMixedClass = (numericClass: string) => numericClass.includes(CLASS_SEPARATOR);

/** What all runs must share, by the word that an error names it with. */
const SHARED: Readonly<Record<string, (measurements: Measurements) => unknown>> = {
  scale: ({ scale }) => scale,
  engine: ({ engine: { name, version } }) => [name, version],
};

/** What two runs must share of an experiment that both trained. */
const SHARED_BY_SEEDS = ['config', 'dataset', 'source'] as const;

/**
 * Brings together runs of different experiments, or of different seeds of the same: the same measurements, to the
 * byte, as one run of them all. Numeric classes may differ; the result then names them all. Throws a UserError for
 * runs of different scales, engines, data, configurations or code, and for a seed that two of them trained.
 */
export function joinRuns(runs: readonly FoundRun[], catalogue: readonly Experiment[]): Measurements {
  const [first, ...others] = runs;
  for (const run of others) requireAlike(first!, run);
  const { measurements } = first!;
  const numericClass = joinClasses(runs.map((run) => run.measurements.engine.numericClass));
  const experiments = joinExperiments(runs, catalogue);
  return {
    ...measurements,
    engine: { ...measurements.engine, numericClass },
    datasets: joinDatasets(runs, experiments).map((data) => withShownImages(data, experiments)),
    experiments,
  };
}

function requireAlike(a: FoundRun, b: FoundRun): void {
  for (const [thing, read] of Object.entries(SHARED)) {
    if (differ(read(a.measurements), read(b.measurements))) throw differing(a, b, thing);
  }
}

const differ = (a: unknown, b: unknown) => digestOf(a) !== digestOf(b);

function differing(a: FoundRun, b: FoundRun, thing: string): UserError {
  return new UserError(
    `invalid runs: ${a.place} and ${b.place} differ in ${thing}; bring only runs of one project and one engine together`,
  );
}

/** One text for all classes, some of which may be several already. */
function joinClasses(classes: readonly string[]): string {
  const single = classes.flatMap((numericClass) => numericClass.split(CLASS_SEPARATOR));
  return [...new Set(single)].sort().join(CLASS_SEPARATOR);
}

/** Every experiment of any run, in the catalogue's order. */
function joinExperiments(
  runs: readonly FoundRun[],
  catalogue: readonly Experiment[],
): Measurements['experiments'] {
  const found = new Map<string, { record: ExperimentRecord; run: FoundRun }>();
  for (const run of runs) {
    for (const [id, record] of Object.entries(run.measurements.experiments)) {
      const known = found.get(id);
      found.set(id, { record: known ? joinSeeds(id, known, { record, run }) : record, run });
    }
  }
  const order = new Map(catalogue.map(({ id }, place) => [id, place]));
  const place = (id: string) => order.get(id) ?? catalogue.length;
  const sorted = [...found].sort(([a], [b]) => place(a) - place(b));
  return Object.fromEntries(sorted.map(([id, { record }]) => [id, record]));
}

type FoundRecord = { readonly record: ExperimentRecord; readonly run: FoundRun };

function joinSeeds(id: string, a: FoundRecord, b: FoundRecord): ExperimentRecord {
  const other = SHARED_BY_SEEDS.find((thing) => differ(a.record[thing], b.record[thing]));
  if (other) throw differing(a.run, b.run, `the ${other} of ${id}`);
  const twice = a.record.seeds.find((seed) => b.record.seeds.includes(seed));
  if (twice !== undefined) {
    throw new UserError(
      `overlapping runs: ${a.run.place} and ${b.run.place} both trained ${id} seed ${twice}; give each run once`,
    );
  }
  const keys = a.record.keys && b.record.keys && { ...a.record.keys, ...b.record.keys };
  return withReplicates({ ...a.record, keys }, [...a.record.replicates, ...b.record.replicates]);
}

/** The same data with what either of both shows of them. */
function joinPictures(a: ShownDataSet, b: ShownDataSet): ShownDataSet {
  const testLabels = { ...b.testLabels, ...a.testLabels };
  const testImages = { ...b.testImages, ...a.testImages };
  return {
    ...b,
    ...a,
    ...(Object.keys(testLabels).length > 0 && { testLabels }),
    ...(Object.keys(testImages).length > 0 && { testImages }),
  };
}

/** Of the images that any of the runs showed, those that a run of them all would show. */
function withShownImages(data: ShownDataSet, experiments: Measurements['experiments']): ShownDataSet {
  const { testImages, ...rest } = data;
  if (!testImages) return data;
  const places = shownPlaces({ datasets: [data], experiments }, data.name) ?? [];
  const shown = places.filter((place) => place in testImages).map((place) => [place, testImages[place]]);
  return { ...rest, testImages: Object.fromEntries(shown) };
}

/** Every data set that is used, in the order of the experiments. */
function joinDatasets(
  runs: readonly FoundRun[],
  experiments: Measurements['experiments'],
): Measurements['datasets'] {
  const found = new Map<string, { record: Measurements['datasets'][number]; run: FoundRun }>();
  for (const run of runs) {
    for (const record of run.measurements.datasets) {
      const known = found.get(record.name);
      if (known && differ(withoutImages(known.record), withoutImages(record))) {
        throw differing(known.run, run, `the data ${record.name}`);
      }
      found.set(
        record.name,
        known ? { ...known, record: joinPictures(known.record, record) } : { record, run },
      );
    }
  }
  const used = new Set(Object.values(experiments).map(({ dataset }) => dataset));
  return [...used].map((name) => found.get(name)!.record);
}
