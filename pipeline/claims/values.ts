import { binomialAtLeast } from '../base/distributions.ts';
import { unpackBits } from '../base/packing.ts';
import type { Sample, SeedValues } from '../model/claim.ts';
import { metricValue } from '../model/experiment.ts';
import type { Measurements, MetricName, Replicate } from '../model/results.ts';
import type { Snapshot } from '../model/run-record.ts';

export type Metric = 'accuracy' | 'loss';
/** A split that a model is not trained on. */
type HeldOut = 'test' | 'validation';

/** Null where the run did not record it. */
export type Quantity = (...replicates: Replicate[]) => number | null;

/** Experiments that share their seeds, and what is read off their replicates of each. */
interface Term {
  readonly experiments: readonly string[];
  readonly quantity: Quantity;
  /** The factor with which its mean enters the sum; 1 if it is left out. */
  readonly weight?: number;
}

/**
 * One value for each seed that all these experiments have in common. For experiments that draw from one stream of
 * random numbers: with one seed they start from the same weights, or see the same batches.
 */
export function paired(m: Measurements, experiments: readonly string[], quantity: Quantity): Sample | null {
  return independent(m, [{ experiments, quantity }]);
}

/** Values of experiments that have nothing in common but the seed's number. Null if a run lacks what a term reads. */
export function independent(m: Measurements, terms: readonly Term[]): Sample | null {
  const groups = terms.map(({ experiments, quantity, weight = 1 }) => {
    const seeds = commonSeeds(m, experiments);
    return { weight, experiments, seeds, values: perSeed(m, experiments, quantity) };
  });
  const isWhole = (group: (typeof groups)[number]): group is typeof group & SeedValues =>
    group.values.every((value) => value !== null);
  return groups.every(isWhole) ? groups : null;
}

/** How much more of a quantity one experiment has than another that draws from the same stream. */
export const pairedChange = (m: Measurements, from: string, to: string, quantity: Quantity) =>
  paired(m, [from, to], (before, after) => difference(quantity(before), quantity(after)));

/** The same for experiments that share no stream. */
export const independentChange = (m: Measurements, from: string, to: string, quantity: Quantity) =>
  independent(m, [
    { experiments: [to], quantity },
    { experiments: [from], quantity, weight: -1 },
  ]);

const difference = (before: number | null, after: number | null) =>
  before === null || after === null ? null : after - before;

/** Seeds with which every one of the experiments was run, ascending. */
export function commonSeeds(measurements: Measurements, ids: readonly string[]): number[] {
  const seedLists = ids.map((id) => measurements.experiments[id]?.seeds ?? []);
  const [first = [], ...rest] = seedLists;
  return first.filter((seed) => rest.every((seeds) => seeds.includes(seed))).sort((a, b) => a - b);
}

/** `quantity` of the experiments' replicates that share a seed, one value for each common seed. */
export function perSeed<Value>(
  measurements: Measurements,
  ids: readonly string[],
  quantity: (...replicates: Replicate[]) => Value,
): Value[] {
  return commonSeeds(measurements, ids).map((seed) =>
    quantity(...ids.map((id) => replicateOf(measurements, id, seed))),
  );
}

function replicateOf(measurements: Measurements, id: string, seed: number): Replicate {
  const found = measurements.experiments[id]?.replicates.find((replicate) => replicate.seed === seed);
  if (found === undefined) throw new Error(`missing replicate: ${id}, seed ${seed}`);
  return found;
}

/** A final metric: a fraction or nats. */
export function final(replicate: Replicate, metric: MetricName): number {
  const value = metricValue(replicate.final, metric);
  if (value === undefined) throw new Error(`missing metric: ${metric}, seed ${replicate.seed}`);
  return value;
}

/** The same as a quantity. */
export const finalMetric = (metric: MetricName) => (replicate: Replicate) => final(replicate, metric);

/** How much better train is than `heldOut` at the end; positive when the model overfits. A fraction or nats. */
export function gap(replicate: Replicate, metric: Metric, heldOut: HeldOut = 'test'): number {
  return lead(metric, final(replicate, `train.${metric}`), final(replicate, `${heldOut}.${metric}`));
}

/** The same after each iteration or epoch. */
export function gapCurve(replicate: Replicate, metric: Metric, heldOut: HeldOut): number[] {
  const unseen = curveOf(replicate, heldOut, metric);
  return curveOf(replicate, 'train', metric).map((train, index) => lead(metric, train, unseen[index]!));
}

/**
 * The gap at the end with the train metrics evaluated as those of the held-out split are, not averaged over the last
 * epoch's steps; null where the run did not evaluate them.
 */
export function evaluatedGap(replicate: Replicate, metric: Metric, heldOut: HeldOut): number | null {
  const train = replicate.history.trainEvaluated?.[metric].at(-1);
  return train === undefined ? null : lead(metric, train, final(replicate, `${heldOut}.${metric}`));
}

const lead = (metric: Metric, train: number, unseen: number) =>
  metric === 'accuracy' ? train - unseen : unseen - train;

/** The final model of a run, as much of it as was recorded; undefined where nothing was. */
export const finalSnapshot = ({ snapshots }: Replicate): Snapshot | undefined => snapshots?.at(-1);

/** Curves of one replicate, one value an iteration or an epoch, as its trainer records. */
export function curveOf(replicate: Replicate, split: 'train' | HeldOut, metric: Metric): readonly number[] {
  const curve = replicate.history[split];
  if (curve === undefined) throw new Error(`missing curve: ${split}, seed ${replicate.seed}`);
  return curve[metric];
}

/** Number of images in the test split that the experiment saw. */
export function testSamples(measurements: Measurements, id: string): number {
  return samplesOf(measurements, id, 'test');
}

/** Number of images of a split that the experiment's runs saw. */
export function samplesOf({ experiments }: Measurements, id: string, split: 'train' | 'test'): number {
  const record = experiments[id];
  if (record === undefined) throw new Error(`missing experiment: ${id}`);
  return record.samples[split];
}

/** What two models classify correctly, of the same images in the same order: `testCorrect` of their snapshots. */
interface SameImages {
  readonly before: string;
  readonly after: string;
  readonly images: number;
}

const SIGNIFICANCE = 0.05;

/**
 * Whether the second model is significantly better than the first, at 5 %: the exact test of McNemar 1947 on the images
 * that one of them alone classifies correctly, two-sided.
 */
export function isSignificantlyBetter({ before, after, images: count }: SameImages): boolean {
  const [first, second] = [before, after].map((packed) => unpackBits(packed, { bits: 1, count }));
  const gained = second!.filter((isCorrect, image) => isCorrect > first![image]!).length;
  const lost = second!.filter((isCorrect, image) => isCorrect < first![image]!).length;
  return gained > lost && 2 * binomialAtLeast(gained, gained + lost, 1 / 2) < SIGNIFICANCE;
}
