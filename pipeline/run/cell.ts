import type { Experiment, TrainingConfig } from '../../experiments/experiment.ts';
import type { DataSetLocation } from '../data/data-set.ts';
import type { EngineName } from '../engine/engine.ts';

/** One experiment with one seed: the unit that is cached, and trained by one process. */
export interface Cell {
  readonly experiment: Experiment;
  readonly seed: number;
  readonly location: DataSetLocation;
}

export function cellName({ experiment, seed }: Cell): string {
  return `${experiment.id} seed ${seed}`;
}

const ENGINE_MODULES: Record<EngineName, string> = {
  tensorflow: 'pipeline/engine/tensorflow.ts',
  onnxruntime: 'pipeline/engine/onnxruntime/engine.ts',
  wasm: 'pipeline/engine/wasm.ts',
};

/** The modules that turn a configuration and a data set into numbers, as paths from the project's root. */
export function trainingModules(config: TrainingConfig, engine: EngineName): string[] {
  return [
    'pipeline/engine/slices.ts',
    'pipeline/engine/train-low-level.ts',
    `experiments/${config.model}.ts`,
    ENGINE_MODULES[engine],
  ];
}

/**
 * Multiply-adds that a run needs, up to a factor common to all: the longest experiments start first, so that
 * the processes end together.
 */
export function estimateCost({ experiment: { config }, location }: Cell): number {
  const samples = config.samples?.train ?? location.record.sizes.train;
  const widths = [784, ...config.hiddenUnits, 10];
  const products = widths.slice(1).reduce((sum, width, index) => sum + width * widths[index]!, 0);
  return config.iterations * samples * products;
}
