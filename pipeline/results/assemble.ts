import type { Experiment } from '../../experiments/experiment.ts';
import type { DataSetRecord } from '../data/data-set.ts';
import type { EngineIdentity } from '../engine/engine.ts';
import type { RunRecord } from '../engine/history.ts';
import { type ExperimentRecord, type Measurements, type Results, SCHEMA_VERSION } from './schema.ts';

/** One experiment trained with one seed on one data set. */
export interface FinishedRun {
  readonly experiment: Experiment;
  readonly seed: number;
  readonly dataset: DataSetRecord;
  /** SHA-256 of the code that trains it. */
  readonly source: string;
  readonly run: RunRecord;
}

/** Brings finished runs, given in the catalogue's order and with ascending seeds, into the form of results.json. */
export function assembleMeasurements(
  runs: readonly FinishedRun[],
  { engine, scale }: { engine: EngineIdentity; scale: Results['scale'] },
): Measurements {
  const byExperiment = new Map<string, FinishedRun[]>();
  for (const run of runs) {
    const { id } = run.experiment;
    byExperiment.set(id, [...(byExperiment.get(id) ?? []), run]);
  }
  const datasets = new Map(runs.map(({ dataset }) => [dataset.name, dataset]));
  return {
    schemaVersion: SCHEMA_VERSION,
    scale,
    engine,
    datasets: [...datasets.values()],
    experiments: Object.fromEntries([...byExperiment].map(([id, seeds]) => [id, experimentRecord(seeds)])),
  };
}

function experimentRecord(seeds: readonly FinishedRun[]): ExperimentRecord {
  const { experiment, dataset, source, run } = seeds[0]!;
  return {
    question: experiment.question,
    title: experiment.title,
    dataset: dataset.name,
    config: experiment.config,
    source,
    seeds: seeds.map(({ seed }) => seed),
    final: run.final,
    history: run.history,
    replicates: seeds.map(({ seed, run: replicate }) => ({ seed, ...replicate })),
  };
}
