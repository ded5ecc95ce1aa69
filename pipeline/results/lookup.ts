import { type PrintedFigures, printedFigures } from '../../experiments/published.ts';
import { type Comparability, comparability } from '../model/comparability.ts';
import type { BandRecord, ExperimentRecord, MetricName, Results } from '../model/results.ts';

/** Questions that every part of the view asks of the results. */
export interface Lookup {
  readonly results: Results;
  /** The experiment's record, or null if it was not run. */
  record(id: string): ExperimentRecord | null;
  /** Those of `ids` that were not run, in their order. */
  missing(ids: readonly string[]): string[];
  /** The write-up's printed figures, or null if it prints none. */
  printed(id: string): PrintedFigures | null;
  /** How the experiment's figures can be read beside the write-up's; not at all at quick scale. */
  comparability(record: ExperimentRecord): Comparability;
  /** Whether a difference to the write-up's figures means anything. */
  comparable(record: ExperimentRecord): boolean;
  /** The band of this metric on the data set the experiment saw. */
  band(id: string, metric: MetricName): BandRecord | null;
}

export function lookup(results: Results): Lookup {
  const record = (id: string) => results.experiments[id] ?? null;
  const kinds = new Map(results.datasets.map((dataset) => [dataset.name, comparability(dataset)]));
  const comparabilityOf = ({ dataset }: ExperimentRecord) =>
    results.scale === 'full' ? (kinds.get(dataset) ?? 'none') : 'none';
  return {
    results,
    record,
    missing: (ids) => ids.filter((id) => record(id) === null),
    printed: (id) => printedFigures[id] ?? null,
    comparability: comparabilityOf,
    comparable: (record) => comparabilityOf(record) !== 'none',
    band: (id, metric) =>
      results.bands.find(
        (band) => band.experiment === id && band.metric === metric && band.dataset === record(id)?.dataset,
      ) ?? null,
  };
}

/** A printed figure as a number in our units: accuracies as fractions, losses in nats. */
export function printedValue(
  printed: PrintedFigures | null,
  split: 'train' | 'test',
  metric: 'accuracy' | 'loss',
): number | null {
  const text = printed?.[split]?.[metric];
  if (text === undefined) return null;
  return metric === 'accuracy' ? Number(text) / 100 : Number(text);
}
