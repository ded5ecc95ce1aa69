import { comparability } from '../model/comparability.ts';
import type { Lookup, PublishedValues } from '../model/report.ts';
import type { ExperimentRecord, Results } from '../model/results.ts';

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
