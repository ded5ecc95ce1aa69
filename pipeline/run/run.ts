import type { DataSetLocation } from '../model/data-set.ts';
import type { EngineName } from '../model/engine.ts';
import type { Experiment, TrainingConfig } from '../model/experiment.ts';
import { trainingShare } from '../training/mini-batch/shares.ts';

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

const TRAINING_MODULES: Record<TrainingConfig['family'], readonly string[]> = {
  'low-level': ['pipeline/training/full-batch/slices.ts', 'pipeline/training/full-batch/train.ts'],
  layers: ['pipeline/training/mini-batch/train.ts'],
};

/** The modules that turn a configuration and a data set into numbers, as paths from the project's root. */
export function trainingModules(config: TrainingConfig, engine: EngineName): string[] {
  return [...TRAINING_MODULES[config.family], `experiments/${config.model}.ts`, ENGINE_MODULES[engine]];
}

/** By how much mini-batches and their optimiser steps use the processor worse than full batches do, about. */
const SMALL_BATCH_FACTOR = 2;
/**
 * What a layer takes to read its inputs, in neurons, by least squares from one build of part A on real data: 2,000
 * iterations of the softmax layer take as long there as 200 of 350 hidden neurons.
 */
const READING_NEURONS = 30;

/**
 * Multiply-adds that a run needs, or has the time for while it reads, up to a factor common to all: the longest
 * experiments start first, so that the processes end together.
 */
export function estimateCost({ experiment: { config }, location }: Cell): number {
  return costOf(config, location.record.sizes.train);
}

/** As estimateCost, for so many training images. */
export function costOf(config: TrainingConfig, images: number): number {
  const train = config.samples?.train ?? images;
  const widths = [784, ...config.hiddenUnits];
  const neurons = [...config.hiddenUnits, 10];
  const products = widths.reduce(
    (sum, inputs, layer) => sum + inputs * (neurons[layer]! + READING_NEURONS),
    0,
  );
  return config.family === 'low-level'
    ? config.iterations * train * products
    : SMALL_BATCH_FACTOR * config.epochs * train * products;
}

/** Steps that the progress of a run counts: iterations of part A, mini-batches of parts B and C. */
export function countSteps({ experiment: { config }, location }: Cell): number {
  if (config.family === 'low-level') return config.iterations;
  const { train } = config.samples ?? location.record.sizes;
  return config.epochs * Math.ceil(trainingShare(train, config.validationSplit) / config.batchSize);
}
