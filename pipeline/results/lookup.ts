import { mean } from '../base/statistics.ts';
import { digestOf } from '../cache/key.ts';
import { comparability, metricValue } from '../model/experiment.ts';
import type { Lookup, PublishedValues } from '../model/report.ts';
import {
  type ExperimentRecord,
  type Measurements,
  type MetricName,
  type Results,
  SCHEMA_VERSION,
} from '../model/results.ts';

/** Before anything is trained. */
export const NOTHING_MEASURED: Measurements = {
  schemaVersion: SCHEMA_VERSION,
  scale: 'full',
  engine: { name: '', version: '', numericClass: '' },
  datasets: [],
  experiments: {},
};

export function lookup(results: Results, published: Readonly<Record<string, PublishedValues>>): Lookup {
  const record = (id: string) => results.experiments[id] ?? null;
  const kinds = new Map(results.datasets.map((dataset) => [dataset.name, comparability(dataset)]));
  const comparabilityOf = ({ dataset }: ExperimentRecord) =>
    results.scale === 'full' ? (kinds.get(dataset) ?? 'none') : 'none';
  return {
    results,
    record,
    missing: (ids) => ids.filter((id) => record(id) === null),
    published: (id) => published[id] ?? null,
    printedFor: (id) =>
      published[id] ?? Object.values(published).find(({ corrected }) => corrected === id) ?? null,
    comparability: comparabilityOf,
    comparable: (record) => comparabilityOf(record) !== 'none',
    band: (id, metric) =>
      results.bands.find(
        (band) => band.experiment === id && band.metric === metric && band.dataset === record(id)?.dataset,
      ) ?? null,
  };
}

/** A printed value as a number in our units: accuracies as fractions, losses in nats. */
export function printedValue(
  printed: PublishedValues | null,
  split: 'train' | 'test',
  metric: 'accuracy' | 'loss',
): number | null {
  const text = printed?.[split]?.[metric];
  if (text === undefined) return null;
  return metric === 'accuracy' ? Number(text) / 100 : Number(text);
}

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

/** What the seeds of an experiment come to together: what the report shows wherever it shows one number. */

/** The mean of a final metric over the seeds, a fraction or nats; undefined where it is not measured. */
export function meanFinal({ replicates }: ExperimentRecord, metric: MetricName): number | undefined {
  const values = replicates.flatMap(({ final }) => metricValue(final, metric) ?? []);
  return values.length === replicates.length ? mean(values) : undefined;
}

/** One place of a curve: the mean over the seeds, and the smallest and largest value. */
interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export const spreadOver = (values: readonly number[]): Spread => ({
  mean: mean(values),
  low: Math.min(...values),
  high: Math.max(...values),
});

/** A curve place by place; empty where the split has none. */
export function curveOverSeeds(
  { replicates }: ExperimentRecord,
  split: 'train' | 'test' | 'validation',
  metric: 'accuracy' | 'loss',
): Spread[] {
  const curves = replicates.flatMap(({ history }) => (history[split] ? [history[split][metric]] : []));
  return (curves[0] ?? []).map((_, index) => spreadOver(curves.flatMap((curve) => curve[index] ?? [])));
}
