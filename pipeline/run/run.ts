import type { DataSetLocation, DataSetRecord } from '../model/data-set.ts';
import type { EngineName } from '../model/engine.ts';
import type { Experiment, TrainingConfig } from '../model/experiment.ts';
import type { CodeEntry, DataShape, Trainer, Trainers } from '../model/trainer.ts';

/** One experiment with one seed: the unit that is cached, and trained by one process. */
export interface Run {
  readonly experiment: Experiment;
  readonly seed: number;
  readonly location: DataSetLocation;
  /** That of the experiment's family. */
  readonly trainer: Trainer;
}

export function runName({ experiment, seed }: Pick<Run, 'experiment' | 'seed'>): string {
  return `${experiment.id} seed ${seed}`;
}

const at = (file: string) => new URL(file, import.meta.url).href;

const ENGINE_CODE: Record<EngineName, CodeEntry> = {
  tensorflow: { module: at('../engine/tensorflow.ts'), name: 'openTensorflow' },
  onnxruntime: { module: at('../engine/onnxruntime/engine.ts'), name: 'openOnnxruntime' },
  wasm: { module: at('../engine/wasm.ts'), name: 'openWasm' },
};

/** Decides which images a run sees, wherever a data set is split anew for each seed. */
const SPLIT_CODE: CodeEntry = { module: at('../data/seeded-split.ts'), name: 'splitForSeed' };

/** The exports that turn the experiment's configuration and the files of a data set into numbers. */
export function trainingCode(
  { experiment: { config }, trainer }: Pick<Run, 'experiment' | 'trainer'>,
  engine: EngineName,
): CodeEntry[] {
  return [...trainer.code(config), SPLIT_CODE, ENGINE_CODE[engine]];
}

export const shapeOf = ({
  sizes,
  rows,
  columns,
  classNames,
}: Pick<DataSetRecord, 'sizes' | 'rows' | 'columns'> & {
  readonly classNames: readonly string[];
}): DataShape => ({
  sizes,
  inputs: rows * columns,
  classes: classNames.length,
});

/** How long a run takes, up to a factor common to all: the longest start first, so that processes end together. */
export const estimateCost = ({ experiment: { config }, location, trainer }: Run): number =>
  trainer.cost(config, shapeOf(location.record));

/** Steps that the progress of a run counts. */
export const countSteps = ({ experiment: { config }, location, trainer }: Run): number =>
  trainer.steps(config, location.record.sizes);

/** The configuration without what only adds to the records: runs that agree in it have the same numbers. */
export function withoutRecordings(config: TrainingConfig, trainers: Trainers): TrainingConfig {
  const recordings = trainers[config.family]?.recordings ?? [];
  const kept = Object.entries(config).filter(([setting]) => !recordings.includes(setting));
  return Object.fromEntries(kept) as unknown as TrainingConfig;
}
