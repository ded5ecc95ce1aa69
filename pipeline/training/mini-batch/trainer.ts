import type { SplitSizes } from '../../model/data-set.ts';
import type {
  Axis,
  CodeEntry,
  ConfigDescription,
  DataShape,
  RunForm,
  SamplesSeen,
  Trainer,
} from '../../model/trainer.ts';
import { integer, list, percent, plain } from '../../numbers/formats.ts';
import { commonAxes, fieldAxis, names, numbers } from '../axes.ts';
import { FIRST_STEPS } from '../curves.ts';
import { adamText, commonColumns, layersColumn, NOTHING } from '../description.ts';
import { QUICK_SAMPLES, QUICK_SHARE } from '../settings.ts';
import { limited, productsPerSample, trainingShare } from '../sizes.ts';
import { BATCH_NORMALIZATION, type LayersConfig, layersConfig } from './config.ts';

/** A model of the layers API: the module whose export `build` is a BuildLayersModel, and what it can read. */
export interface MiniBatchModel {
  readonly module: string;
  readonly dropout: boolean;
  readonly batchNormalization: boolean;
}

/** What a study gives to the trainer: its models by the name that configurations give. */
export interface MiniBatchOptions {
  readonly models: Readonly<Record<string, MiniBatchModel>>;
}

/**
 * By how much mini-batches and their optimiser steps use the processor worse than full batches do. Source:
 * report/reference/bench.json: an epoch of 48,000 samples takes 4.96 s there, in full batches 1.26 s of products.
 */
const SMALL_BATCH_FACTOR = 4;
/** Evaluating, in large batches, goes forward alone. */
const FORWARD_SHARE = 1 / 3;
/** Products that there is time for while a step is begun: 0.3 ms, from epochs of 5,000 samples in batches of 4. */
const STEP_PRODUCTS = 1e7;
/** At quick scale networks see fewer samples and make few steps. */
const QUICK_OBSERVED_STEPS = 5;

/** Trains models of the layers API by mini-batches. Loads TensorFlow.js when it first trains. */
export function miniBatchTrainer({ models }: MiniBatchOptions): Trainer<LayersConfig> {
  return {
    version: 1,
    schema: layersConfig,
    recordings: ['observeUnitsEvery', 'evaluateTrain', 'recordPredictions'] satisfies (keyof LayersConfig)[],
    code: ({ model }): CodeEntry[] => [
      { module: new URL('./train.ts', import.meta.url).href, name: 'trainMiniBatches' },
      { module: models[model]!.module, name: 'build' },
    ],
    async load(config) {
      const { trainMiniBatches } = await import('./train.ts');
      const { build } = await import(models[config.model]!.module);
      return { train: (job) => trainMiniBatches({ ...job, build }) };
    },
    quick: (config) => ({
      ...config,
      epochs: Math.ceil(config.epochs * QUICK_SHARE),
      observeEvery: config.observeEvery === null ? null : QUICK_OBSERVED_STEPS,
      ...(config.observeUnitsEvery && { observeUnitsEvery: QUICK_OBSERVED_STEPS }),
      samples: QUICK_SAMPLES,
    }),
    samplesSeen,
    point: 'epoch',
    form,
    steps: stepsOf,
    cost,
    unsupported: (config) => unsupported(config, models),
    leastLoss: () => 0,
    axes: AXES,
    description: DESCRIPTION,
  };
}

/** How many samples a run trains on, validates on and is tested on. */
export function samplesSeen(
  { samples, validationSplit }: Pick<LayersConfig, 'samples' | 'validationSplit'>,
  sizes: SplitSizes,
): SamplesSeen {
  const { train: all, test } = limited(sizes, samples);
  const train = trainingShare(all, validationSplit);
  return { train, validation: all - train, test };
}

const stepsOf = (config: LayersConfig, sizes: SplitSizes) =>
  config.epochs * Math.ceil(samplesSeen(config, sizes).train / config.batchSize);

function cost(config: LayersConfig, data: DataShape): number {
  const { train, validation, test } = samplesSeen(config, data.sizes);
  const evaluated = validation + test + (config.evaluateTrain ? train : 0);
  const samples = config.epochs * (SMALL_BATCH_FACTOR * train + FORWARD_SHARE * evaluated);
  return samples * productsPerSample(config.hiddenUnits, data) + stepsOf(config, data.sizes) * STEP_PRODUCTS;
}

function form(config: LayersConfig, sizes: SplitSizes): RunForm {
  const steps = stepsOf(config, sizes);
  return {
    points: config.epochs,
    firstSteps: Math.min(FIRST_STEPS, steps),
    looks: config.observeEvery === null ? 0 : Math.ceil(steps / config.observeEvery), // the first before any step
    steps,
    evaluatesTrain: config.evaluateTrain ?? false,
    samples: samplesSeen(config, sizes),
  };
}

function unsupported(config: LayersConfig, models: MiniBatchOptions['models']): string | null {
  const { model } = config;
  const known = models[model];
  if (!known) return `unknown model: ${model}; known are ${Object.keys(models).join(', ')}`;
  if (config.batchNormalization && !known.batchNormalization) return `${model} has no batch normalisation`;
  if (config.dropout > 0 && !known.dropout) return `${model} has no dropout`;
  return null;
}

const AXES: Readonly<Record<string, Axis<LayersConfig>>> = {
  ...commonAxes<LayersConfig>(),
  activation: fieldAxis('Activation', 'activation', names),
  normalization: {
    title: 'Batch normalisation',
    value: names,
    set(config, position) {
      const normalization = { ...(config.batchNormalization ?? BATCH_NORMALIZATION), position };
      return { ...config, batchNormalization: position === 'none' ? null : normalization };
    },
  },
  dropout: fieldAxis('Dropout', 'dropout', numbers),
  epochs: fieldAxis('Epochs', 'epochs', numbers),
  batchSize: fieldAxis('Batch size', 'batchSize', numbers),
};

const ACTIVATION_NAMES = { relu: 'ReLU', sigmoid: 'Sigmoid' } as const;

const DESCRIPTION: ConfigDescription<LayersConfig> = {
  settings({ activation, optimizer, validationSplit }) {
    const validation =
      validationSplit > 0
        ? `the last ${percent(validationSplit, 0)} of the training images kept for validation`
        : 'no validation images';
    return [
      `${ACTIVATION_NAMES[activation]} units`,
      ...(optimizer.kind === 'adam' ? ['Adam', ...adamText(optimizer)] : ['plain gradient descent']),
      validation,
    ].join(', ');
  },
  note(configs) {
    const texts = configs.flatMap(({ batchNormalization }) => {
      if (!batchNormalization) return [];
      const { momentum, epsilon } = batchNormalization;
      return `momentum ${plain(momentum)} and ε = ${plain(epsilon)}`;
    });
    return texts.length > 0 ? `; batch normalisation with ${list([...new Set(texts)])}` : '';
  },
  columns: [
    layersColumn,
    { title: 'Weights', of: ({ config }) => weightsText(config) },
    {
      title: 'Dropout',
      kind: 'number',
      of: ({ config: { dropout } }) => (dropout > 0 ? plain(dropout) : NOTHING),
    },
    {
      title: 'Normalised',
      of: ({ config }) => config.batchNormalization?.position.replace('-activation', '') ?? NOTHING,
    },
    { title: 'Rate', kind: 'number', of: ({ config }) => plain(config.optimizer.learningRate) },
    { title: 'Batch', kind: 'number', of: ({ config }) => integer(config.batchSize) },
    { title: 'Epochs', kind: 'number', of: ({ config }) => integer(config.epochs) },
    ...commonColumns,
  ],
};

function weightsText({ initialWeights }: LayersConfig): string {
  return initialWeights.distribution === 'glorot-uniform'
    ? 'Glorot'
    : `normal, ${plain(initialWeights.standardDeviation)}`;
}
