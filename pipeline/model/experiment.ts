import * as z from 'zod';

/** What a data set shows; the pipeline decides whether its real or its embedded form is at hand. */
export const subject = z.enum(['fashion-mnist', 'notmnist']);
export type Subject = z.infer<typeof subject>;

/** Added to the cross-entropy; `delta` weighs it. Write-up, Question 1_3. */
const penalty = z.strictObject({
  kind: z.enum(['signed-sum', 'l1', 'l2']),
  delta: z.number().positive(),
});
export type Penalty = z.infer<typeof penalty>;

const adam = z.strictObject({
  kind: z.literal('adam'),
  learningRate: z.number().positive(),
  beta1: z.number().min(0).lt(1),
  beta2: z.number().min(0).lt(1),
  epsilon: z.number().positive(),
});

/** A model of part A: tensor operations only, full-batch gradient descent. */
export const lowLevelConfig = z.strictObject({
  family: z.literal('low-level'),
  /** The module under experiments/ that writes the model, without its ending. */
  model: z.enum(['part-a/softmax-classifier', 'part-a/network-a', 'part-a/network-b']),
  subject,
  hiddenUnits: z.array(z.int().min(1).max(10_000)).max(2),
  initialWeights: z.strictObject({
    distribution: z.literal('normal'),
    mean: z.number(),
    standardDeviation: z.number().positive(),
  }),
  penalty: penalty.nullable(),
  optimizer: adam,
  iterations: z.int().min(1).max(100_000),
  /** Only the first so many samples of each split; null for all of them. */
  samples: z.strictObject({ train: z.int().min(1), test: z.int().min(1) }).nullable(),
  /** Names the stream of random numbers. Experiments that are compared share it, so that seeds pair. */
  seed: z.string().min(1),
});
export type LowLevelConfig = Readonly<z.infer<typeof lowLevelConfig>>;

/** Stochastic gradient descent without momentum. */
const sgd = z.strictObject({ kind: z.literal('sgd'), learningRate: z.number().positive() });
const optimizer = z.discriminatedUnion('kind', [adam, sgd]);
export type OptimizerConfig = Readonly<z.infer<typeof optimizer>>;

/** How weights are drawn: Glorot and Bengio 2010, equation 16, or a normal distribution around 0. */
const layerWeights = z.discriminatedUnion('distribution', [
  z.strictObject({ distribution: z.literal('glorot-uniform') }),
  z.strictObject({ distribution: z.literal('normal'), standardDeviation: z.number().positive() }),
]);

/** Ioffe and Szegedy 2015; they put it before the activation, the write-up puts it after. */
const batchNormalization = z.strictObject({
  position: z.enum(['before-activation', 'after-activation']),
  /** Share of the moving averages that a step keeps. */
  momentum: z.number().min(0).lt(1),
  epsilon: z.number().positive(),
});

/** A model of parts B and C: the layers API, mini-batches. */
export const layersConfig = z.strictObject({
  family: z.literal('layers'),
  /** The module under experiments/ that builds the model, without its ending. */
  model: z.enum(['part-b/dense-network', 'part-c/normalized-network']),
  subject,
  hiddenUnits: z.array(z.int().min(1).max(10_000)).max(8),
  activation: z.enum(['relu', 'sigmoid']),
  initialWeights: layerWeights,
  /** The share of each hidden layer's outputs that a training step sets to 0. */
  dropout: z.number().min(0).lt(1),
  batchNormalization: batchNormalization.nullable(),
  optimizer,
  batchSize: z.int().min(1).max(100_000),
  epochs: z.int().min(1).max(10_000),
  /** The last so large a share of the training images is kept for validation. */
  validationSplit: z.number().min(0).lt(1),
  /** Only the first so many samples of each split; null for all of them. */
  samples: z.strictObject({ train: z.int().min(2), test: z.int().min(1) }).nullable(),
  /** Look into the network after every so many training steps; null for not at all. */
  observeEvery: z.int().min(1).nullable(),
  /** Names the stream of random numbers. Experiments that are compared share it, so that seeds pair. */
  seed: z.string().min(1),
});
export type LayersConfig = Readonly<z.infer<typeof layersConfig>>;

export const trainingConfig = z.discriminatedUnion('family', [lowLevelConfig, layersConfig]);
export type TrainingConfig = Readonly<z.infer<typeof trainingConfig>>;

/** The configuration as one of part A's. Throws an error for another family. */
export function lowLevel(config: TrainingConfig): LowLevelConfig {
  if (config.family !== 'low-level') throw new Error(`not a low-level configuration: ${config.family}`);
  return config;
}

/** The configuration as one of part B's or C's. Throws an error for another family. */
export function layersBased(config: TrainingConfig): LayersConfig {
  if (config.family !== 'layers') throw new Error(`not a configuration of the layers API: ${config.family}`);
  return config;
}

export const experimentId = z.string().regex(/^[abc]-[a-z0-9.-]+$/);

/** One row of the catalogue. Everything that can change a number is in `config`. */
export interface Experiment<Config extends TrainingConfig = TrainingConfig> {
  /** Stable: it names figures, bands and cache entries. */
  readonly id: string;
  /** The write-up's number for the question, such as `1_2_1`. */
  readonly question: string;
  readonly title: string;
  readonly config: Config;
}
