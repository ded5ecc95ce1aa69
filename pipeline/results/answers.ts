import { bitsFor, unpackBits } from '../base/packing.ts';
import { EVERY_SEED } from '../data/pictures.ts';
import type { Measurements, Replicate, ShownDataSet } from '../model/results.ts';

/** A final model's answers to the test images that its run saw, and what is right: class numbers, [samples]. */
export interface Answers {
  readonly seed: number;
  readonly predictions: Uint8Array;
  readonly labels: Uint8Array;
}

type Measured = Pick<Measurements, 'datasets' | 'experiments'>;

/** The answers of every run of the experiment that recorded them; none where the labels are not on record. */
export function answersOf({ datasets, experiments }: Measured, id: string): Answers[] {
  const record = experiments[id];
  const data = datasets.find(({ name }) => name === record?.dataset);
  if (!record || !data) return [];
  return record.replicates.flatMap((run) => answersOfRun(run, data, record.samples.test) ?? []);
}

function answersOfRun(run: Replicate, data: ShownDataSet, samples: number): Answers | null {
  const { seed, snapshots, divergedAt } = run;
  const predictions = divergedAt === undefined ? snapshots?.at(-1)?.testPredictions : undefined;
  const labels = data.testLabels?.[EVERY_SEED] ?? data.testLabels?.[seed];
  if (predictions === undefined || labels === undefined) return null;
  const bits = bitsFor(data.classNames.length);
  return {
    seed,
    predictions: unpackBits(predictions, { bits, count: samples }),
    labels: unpackBits(labels, { bits, count: data.sizes.test }).subarray(0, samples),
  };
}

/** How often an image of class `row` was taken for one of class `column`, over all answers: [classes][classes]. */
export function confusions(answers: readonly Answers[], classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const { predictions, labels } of answers) {
    labels.forEach((label, image) => {
      counts[label]![predictions[image]!]! += 1;
    });
  }
  return counts;
}

/** A test image that no run classifies correctly. */
export interface MissedImage {
  /** Its place among the test images, from 0. */
  readonly place: number;
  readonly label: number;
  /** What most runs take it for; of equals the first class. */
  readonly predicted: number;
}

/**
 * The images that every recorded run on the data set gets wrong, in their order; none where seeds test on images of
 * their own, or nothing was recorded.
 */
export function missedImages(measured: Measured, dataset: string): MissedImage[] {
  const data = measured.datasets.find(({ name }) => name === dataset);
  const answers = Object.entries(measured.experiments).flatMap(([id, record]) =>
    record.dataset === dataset ? answersOf(measured, id) : [],
  );
  const [first] = answers;
  if (!data?.testLabels?.[EVERY_SEED] || !first) return [];
  const seen = Math.min(...answers.map(({ predictions }) => predictions.length));
  return [...first.labels.subarray(0, seen)].flatMap((label, place) => {
    const votes = new Array<number>(data.classNames.length).fill(0);
    for (const { predictions } of answers) votes[predictions[place]!]! += 1;
    return votes[label] === 0 ? [{ place, label, predicted: votes.indexOf(Math.max(...votes)) }] : [];
  });
}

const PER_CLASS = 4;
const MOST_MISSED = 1000;

/**
 * The places of the test images that results show, in ascending order; null for data of which they show none. What is
 * missed by the runs of two builds together is missed by those of each, so that pixels can be joined with the runs.
 */
export function shownPlaces(measured: Measured, dataset: string): number[] | null {
  const data = measured.datasets.find(({ name }) => name === dataset);
  const packed = data?.testLabels?.[EVERY_SEED];
  if (!data || packed === undefined) return null;
  const labels = unpackBits(packed, { bits: bitsFor(data.classNames.length), count: data.sizes.test });
  const seen = data.classNames.map(() => 0);
  const first = [...labels.keys()].filter((place) => ++seen[labels[place]!]! <= PER_CLASS);
  const missed = missedImages(measured, dataset);
  const shown = missed.length > MOST_MISSED ? [] : missed.map(({ place }) => place);
  return [...new Set([...first, ...shown])].sort((a, b) => a - b);
}
