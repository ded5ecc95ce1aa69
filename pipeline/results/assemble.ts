import type { DataSetRecord } from '../model/data-set.ts';
import type { EngineIdentity } from '../model/engine.ts';
import type { Experiment } from '../model/experiment.ts';
import {
  type ExperimentRecord,
  type Measurements,
  type Replicate,
  type Results,
  SCHEMA_VERSION,
  type ShownDataSet,
} from '../model/results.ts';
import type { RunRecord } from '../model/run-record.ts';

/** One experiment trained with one seed on one data set. */
export interface FinishedRun {
  readonly experiment: Experiment;
  readonly seed: number;
  readonly dataset: DataSetRecord;
  /** SHA-256 of the code that trains it. */
  readonly source: string;
  /** What the cache has it under: the digest of all that can change its numbers. */
  readonly key: string;
  readonly run: RunRecord;
  readonly samples: ExperimentRecord['samples'];
}

interface Circumstances {
  readonly engine: EngineIdentity;
  readonly scale: Results['scale'];
  /** What is shown of each data set, by its name. */
  readonly pictures: ReadonlyMap<string, Pictures>;
}

/** What results show of a data set beside its record. */
export type Pictures = Pick<ShownDataSet, 'contactSheet' | 'testLabels'>;

/** Brings finished runs, given in the catalogue's order and with ascending seeds, into the form of results.json. */
export function assembleMeasurements(
  runs: readonly FinishedRun[],
  { engine, scale, pictures }: Circumstances,
): Measurements {
  const byExperiment = new Map<string, FinishedRun[]>();
  for (const run of runs) {
    const { id } = run.experiment;
    byExperiment.set(id, [...(byExperiment.get(id) ?? []), run]);
  }
  const datasets = new Map(
    runs.map(({ dataset }) => {
      const { contactSheet, testLabels } = pictures.get(dataset.name) ?? {};
      const shown = { ...(contactSheet && { contactSheet }), ...(testLabels && { testLabels }) };
      return [dataset.name, { ...dataset, ...shown }];
    }),
  );
  return {
    schemaVersion: SCHEMA_VERSION,
    scale,
    engine,
    datasets: [...datasets.values()],
    experiments: Object.fromEntries([...byExperiment].map(([id, seeds]) => [id, experimentRecord(seeds)])),
  };
}

function experimentRecord(seeds: readonly FinishedRun[]): ExperimentRecord {
  const { experiment, dataset, samples, source } = seeds[0]!;
  const { question, title, config } = experiment;
  return withReplicates(
    { question, title, dataset: dataset.name, samples, config, source, keys: keysOf(seeds) },
    seeds.map(({ seed, run }) => ({ seed, ...run })),
  );
}

const keysOf = (seeds: readonly FinishedRun[]) =>
  Object.fromEntries(seeds.map(({ seed, key }) => [seed, key]));

/** An experiment's record with these replicates, of which there must be one, in ascending order of their seeds. */
export function withReplicates(
  {
    question,
    title,
    dataset,
    samples,
    config,
    source,
    keys,
  }: Omit<ExperimentRecord, 'seeds' | 'final' | 'history' | 'replicates'>,
  unordered: readonly Replicate[],
): ExperimentRecord {
  const replicates = unordered.toSorted((a, b) => a.seed - b.seed);
  const { final, history } = replicates[0]!;
  const seeds = replicates.map(({ seed }) => seed);
  return {
    ...{ question, title, dataset, samples, config, source, ...(keys && { keys }) },
    ...{ seeds, final, history, replicates },
  };
}
