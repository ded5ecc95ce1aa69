import { expect, test } from 'vitest';
import { bitsFor, packBits } from '../../pipeline/base/packing.ts';
import { EVERY_SEED } from '../../pipeline/data/pictures.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { answersOf, confusions, missedImages, shownPlaces } from '../../pipeline/results/answers.ts';
import { formOfResults } from '../../pipeline/results/form.ts';
import { joinRuns } from '../../pipeline/results/join.ts';
import { madeUpMeasurements } from '../fixtures/stripes.ts';
import study from '../study/index.ts';

const CLASSES = 3;
const IMAGES = 150;
const IDS = study.experiments.map(({ id }) => id);
/** 0, 1, 2, 0, 1, 2, ... */
const labels = Array.from({ length: IMAGES }, (_, place) => place % CLASSES);
const pack = (values: readonly number[]) => packBits(values, bitsFor(CLASSES));
const pixels = (place: number, size: number) =>
  Buffer.from(new Uint8Array(size).fill(place)).toString('base64');

/** Runs that take the images at these places for the next class, and all others for what they are. */
function measured(seeds: number, wrong: (seed: number) => readonly number[]): Measurements {
  const made = madeUpMeasurements({ seeds });
  const experiments = Object.entries(made.experiments).map(([id, record]) => {
    const replicates = record.replicates.map((run) => {
      const predicted = labels.map((label, place) =>
        wrong(run.seed).includes(place) ? (label + 1) % CLASSES : label,
      );
      return { ...run, snapshots: [{ step: 1, testPredictions: pack(predicted) }] };
    });
    return [id, { ...record, replicates }] as const;
  });
  const datasets = made.datasets.map((data) => ({ ...data, testLabels: { [EVERY_SEED]: pack(labels) } }));
  return { ...made, datasets, experiments: Object.fromEntries(experiments) };
}

const NAME = madeUpMeasurements({ seeds: 1 }).datasets[0]!.name;

test('answers are those of every run, beside what is right', () => {
  const answers = answersOf(
    measured(2, (seed) => [seed]),
    IDS[0]!,
  );
  expect(answers.map(({ seed, predictions }) => [seed, ...predictions.subarray(0, 4)])).toEqual([
    [1, 0, 2, 2, 0],
    [2, 0, 1, 0, 0],
  ]);
  expect([...answers[0]!.labels]).toEqual(labels);
});

test('confusions count every image of every run by its class and by what it was taken for', () => {
  const answers = answersOf(
    measured(2, (seed) => [seed]),
    IDS[0]!,
  );
  const each = IMAGES / CLASSES;
  expect(confusions(answers, CLASSES)).toEqual([
    [2 * each, 0, 0],
    [0, 2 * each - 1, 1],
    [1, 0, 2 * each - 1],
  ]);
});

test('missed are the images that every run gets wrong, with what most take them for', () => {
  const both = measured(2, (seed) => [5, 7, 10 * seed]);
  expect(missedImages(both, NAME)).toEqual([
    { place: 5, label: 2, predicted: 0 },
    { place: 7, label: 1, predicted: 2 },
  ]);
  const unlabelled = both.datasets.map(({ testLabels: _, ...data }) => data);
  expect(missedImages({ ...both, datasets: unlabelled }, NAME)).toEqual([]);
});

test('shown are the first four of each class, and those that every run misses unless they are too many', () => {
  const first = Array.from({ length: 4 * CLASSES }, (_, place) => place);
  expect(
    shownPlaces(
      measured(2, () => [5, 77]),
      NAME,
    ),
  ).toEqual([...first, 77]);
});

test('two builds joined show what one build of all their seeds shows', () => {
  const wrong = (seed: number) => [70, 71 + seed];
  const whole = measured(2, wrong);
  const size = whole.datasets[0]!.rows * whole.datasets[0]!.columns;
  const withImages = (part: Measurements): Measurements => ({
    ...part,
    datasets: part.datasets.map((data) => ({
      ...data,
      testImages: Object.fromEntries(shownPlaces(part, NAME)!.map((place) => [place, pixels(place, size)])),
    })),
  });
  const parts = [1, 2].map((seed) => ({
    place: `seed ${seed}`,
    measurements: withImages({
      ...whole,
      experiments: Object.fromEntries(
        Object.entries(whole.experiments).map(([id, record]) => {
          const replicates = record.replicates.filter((run) => run.seed === seed);
          const { final, history } = replicates[0]!;
          return [
            id,
            { ...record, seeds: [seed], keys: { [seed]: record.keys![seed]! }, replicates, final, history },
          ];
        }),
      ),
    }),
  }));
  expect(Object.keys(parts[0]!.measurements.datasets[0]!.testImages!)).toContain('72');
  expect(JSON.stringify(joinRuns(parts, study.experiments))).toBe(JSON.stringify(withImages(whole)));
});

test.each([
  ['labels of other images', { testLabels: { [EVERY_SEED]: pack(labels.slice(4)) } }],
  ['a label that is no class', { testLabels: { [EVERY_SEED]: pack(labels.map(() => 3)) } }],
  ['labels of no seed', { testLabels: { x: pack(labels) } }],
  ['an image that is none', { testImages: { 150: pixels(0, 4) } }],
  ['an image of another size', { testImages: { 3: pixels(0, 4) } }],
])('%s are a mistake in the form', (_, change) => {
  const made = madeUpMeasurements({ seeds: 1 });
  const mistakes = (datasets: Measurements['datasets']) =>
    formOfResults({ ...made, datasets }, { study, origin: 'this state' }).filter((mistake) =>
      /test labels|test image/.test(mistake),
    );
  expect(mistakes(made.datasets)).toEqual([]);
  expect(mistakes(made.datasets.map((data) => ({ ...data, ...change })))).toHaveLength(1);
});
