import { metricValue } from '../model/metrics.ts';
import type { Measurements, MetricName, Replicate } from '../model/results.ts';

type Metric = 'accuracy' | 'loss';
/** A split that a model is not trained on. */
type HeldOut = 'test' | 'validation';

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

/** How much better train is than `heldOut` at the end; positive when the model overfits. A fraction or nats. */
export function gap(replicate: Replicate, metric: Metric, heldOut: HeldOut = 'test'): number {
  return lead(metric, final(replicate, `train.${metric}`), final(replicate, `${heldOut}.${metric}`));
}

/** The same after each iteration or epoch. */
export function gapCurve(replicate: Replicate, metric: Metric, heldOut: HeldOut): number[] {
  const unseen = curveOf(replicate, heldOut, metric);
  return curveOf(replicate, 'train', metric).map((train, index) => lead(metric, train, unseen[index]!));
}

const lead = (metric: Metric, train: number, unseen: number) =>
  metric === 'accuracy' ? train - unseen : unseen - train;

/** Curves of one replicate, one value an iteration (part A) or an epoch (parts B and C). */
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
