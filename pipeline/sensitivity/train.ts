import { loadDataSet } from '../data/load.ts';
import { forbidChance } from '../engine/forbid-chance.ts';
import type { DataSet, DataSetLocation } from '../model/data-set.ts';
import type { Engine } from '../model/engine.ts';
import type { Change, Experiment, TrainingConfig } from '../model/experiment.ts';
import type { RunRecord } from '../model/run-record.ts';
import type { Trainers } from '../model/trainer.ts';

/** What runs are trained with, in this very process: a changed trainer or engine is a value, not a module. */
export interface Workbench {
  readonly engine: Engine;
  readonly trainers: Trainers;
  readonly locate: (dataset: string) => Promise<DataSetLocation>;
}

/** A beginning of an experiment's run. */
export interface Beginning {
  readonly experiment: Experiment;
  readonly config: TrainingConfig;
  readonly seed: number;
}

/** Trains the beginning with the change; with none, as it is. */
export async function trainBeginning(
  { experiment, config, seed }: Beginning,
  change: Change,
  { engine, trainers, locate }: Workbench,
): Promise<RunRecord> {
  const trainer = change.trainer ?? trainers[config.family]!;
  const changed = trainer.schema.parse(change.config?.(config) ?? config);
  const data: DataSet = (await loadDataSet(await locate(experiment.dataset))).forSeed(seed);
  const { train } = await trainer.load(changed);
  return forbidChance(() =>
    train({
      engine: change.engine?.(engine) ?? engine,
      config: changed,
      data: change.data?.(data, { config, seed }) ?? data,
      seed,
      onProgress: async () => {},
    }),
  );
}
