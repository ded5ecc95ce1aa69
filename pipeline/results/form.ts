import { UserError } from '../base/errors.ts';
import { bitsFor, unpackBits } from '../base/packing.ts';
import { digestOf } from '../cache/key.ts';
import { EVERY_SEED } from '../data/pictures.ts';
import { knownRecords, withoutImages } from '../data/records.ts';
import type { DataSetRecord } from '../model/data-set.ts';
import type { ExperimentRecord, Measurements, ShownDataSet } from '../model/results.ts';
import { expectedForm, formMistakes } from '../run/form.ts';
import type { Study } from '../study.ts';

/** What is asked of a study to check the form of its results. */
export type FormStudy = Pick<Study, 'trainers' | 'dataSources'>;

/** The state of the project that made the results: data and configurations of another may be unknown to this one. */
export type Origin = 'this state' | 'any state';

interface FormContext {
  readonly study: FormStudy;
  readonly origin: Origin;
}

/**
 * What measurements cannot be, whoever made them: unknown data, samples, seeds or runs that do not fit their
 * configurations. Says nothing of whether the numbers are right.
 */
export function formOfResults(measurements: Measurements, context: FormContext): string[] {
  const { study, origin } = context;
  return [
    ...(origin === 'this state' ? measurements.datasets.flatMap((record) => unknownData(record, study)) : []),
    ...dataMistakes(measurements),
    ...measurements.datasets.flatMap(pictureMistakes),
    ...experimentMistakes(measurements, context),
  ];
}

/** Throws a UserError that names the first mistake in the form of the results at this place. */
export function requireForm(measurements: Measurements, place: string, context: FormContext): void {
  const [mistake] = formOfResults(measurements, context);
  if (mistake === undefined) return;
  throw new UserError(`invalid results: ${place}: ${mistake}; make it anew with npm run report`);
}

/** What is wrong with a data set that the study does not know, or not by that name. */
export function unknownData(shown: ShownDataSet, { dataSources }: Pick<FormStudy, 'dataSources'>): string[] {
  const record = withoutImages(shown);
  const known = knownRecords(dataSources).find(({ name }) => name === record.name);
  if (!known) return [`${record.name} is none of this project's data sets`];
  if (digestOf(known) === digestOf(record)) return [];
  return [`${record.name} is not the data set that this project knows by that name`];
}

/** Data that no run saw or that are there twice. */
function dataMistakes({ datasets, experiments }: Measurements): string[] {
  const used = new Set(Object.values(experiments).map(({ dataset }) => dataset));
  const met = new Set<string>();
  return datasets.flatMap(({ name }) => {
    if (met.has(name)) return [`the data set ${name} is there twice`];
    met.add(name);
    return used.has(name) ? [] : [`no run saw the data set ${name}`];
  });
}

/** Labels and images that cannot be those of the test split. */
function pictureMistakes({ name, testLabels = {}, testImages = {}, ...data }: ShownDataSet): string[] {
  const { sizes, rows, columns, classNames } = data;
  const bits = bitsFor(classNames.length);
  const labels = Object.entries(testLabels).flatMap(([seed, packed]) => {
    const isSeed = seed === EVERY_SEED || /^[1-9]\d{0,8}$/.test(seed);
    const isWhole = Buffer.from(packed, 'base64').length === Math.ceil((bits * sizes.test) / 8);
    const isRight =
      isSeed &&
      isWhole &&
      unpackBits(packed, { bits, count: sizes.test }).every((label) => label < classNames.length);
    return isRight ? [] : [`${name}: its test labels are not those of ${sizes.test} images`];
  });
  const images = Object.entries(testImages).flatMap(([place, pixels]) => {
    const isPlace = /^\d{1,9}$/.test(place) && Number(place) < sizes.test;
    const isWhole = Buffer.from(pixels, 'base64').length === rows * columns;
    return isPlace && isWhole ? [] : [`${name}: it shows a test image that is none`];
  });
  return [...labels, ...images].slice(0, 1);
}

function experimentMistakes({ datasets, experiments }: Measurements, context: FormContext): string[] {
  const byName = new Map(datasets.map((record) => [record.name, record]));
  return Object.entries(experiments).flatMap(([id, record]) => {
    const data = byName.get(record.dataset);
    const mistakes = data ? mistakesOf(record, data, context) : [`unknown data set: ${record.dataset}`];
    return mistakes.map((mistake) => `${id}: ${mistake}`);
  });
}

function mistakesOf(
  record: ExperimentRecord,
  data: DataSetRecord,
  { study: { trainers }, origin }: FormContext,
): string[] {
  const { config, samples, replicates } = record;
  const trainer = trainers[config.family];
  const parsed = trainer?.schema.safeParse(config);
  if (!trainer || !parsed?.success) {
    if (origin === 'any state') return [];
    return [
      trainer
        ? `invalid configuration: ${parsed!.error!.issues[0]!.message}`
        : `unknown family: ${config.family}`,
    ];
  }
  const form = expectedForm(trainer, parsed.data, data);
  if (digestOf(samples) !== digestOf(form.samples)) {
    return ['its numbers of samples are not those of its data'];
  }
  const mistakes = replicates.flatMap(({ seed, ...run }) =>
    formMistakes(run, form).map((mistake) => `seed ${seed}: ${mistake}`),
  );
  return [...seedMistakes(record), ...mistakes];
}

function seedMistakes({ seeds, replicates, final, history }: ExperimentRecord): string[] {
  const recorded = replicates.map(({ seed }) => seed);
  if (digestOf(seeds) !== digestOf(recorded)) return ['its seeds are not those of its replicates'];
  if (seeds.some((seed, index) => index > 0 && seed <= seeds[index - 1]!)) {
    return ['its seeds do not ascend'];
  }
  const first = replicates[0]!;
  const same = digestOf({ final, history }) === digestOf({ final: first.final, history: first.history });
  return same ? [] : ['its metrics are not those of its first seed'];
}
