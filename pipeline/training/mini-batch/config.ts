import * as z from 'zod';
import type { TrainingConfig } from '../../model/experiment.ts';
import { adam, sampleLimits, sgd } from '../settings.ts';

/** How weights are drawn: Glorot and Bengio 2010, equation 16, or a normal distribution around 0. */
const layerWeights = z.discriminatedUnion('distribution', [
  z.strictObject({ distribution: z.literal('glorot-uniform') }),
  z.strictObject({ distribution: z.literal('normal'), standardDeviation: z.number().positive() }),
]);

/** Ioffe and Szegedy 2015, who put it before the activation. */
const batchNormalization = z.strictObject({
  position: z.enum(['before-activation', 'after-activation']),
  /** Share of the moving averages that a step keeps. */
  momentum: z.number().min(0).lt(1),
  epsilon: z.number().positive(),
});

/**
 * Smaller than the layers API's defaults of 0.99 and 0.001. Averages over some ten batches settle within the 12 steps
 * that an epoch of 2,500 images has at a batch size of 256; and epsilon has to be small beside the variances that
 * initial weights of deviation 0.001 give, about 0.0001.
 */
export const BATCH_NORMALIZATION = { momentum: 0.9, epsilon: 1e-5 } as const;

/** A model of the layers API, trained by mini-batches. */
export const layersConfig = z.strictObject({
  family: z.literal('layers'),
  /** Names one of the models that the trainer was given. */
  model: z.string().min(1),
  hiddenUnits: z.array(z.int().min(1).max(10_000)).max(8),
  activation: z.enum(['relu', 'sigmoid']),
  initialWeights: layerWeights,
  /** The share of each hidden layer's outputs that a training step sets to 0. */
  dropout: z.number().min(0).lt(1),
  batchNormalization: batchNormalization.nullable(),
  optimizer: z.discriminatedUnion('kind', [adam, sgd]),
  batchSize: z.int().min(1).max(100_000),
  epochs: z.int().min(1).max(10_000),
  /** The last so large a share of the training images is kept for validation. */
  validationSplit: z.number().min(0).lt(1),
  samples: sampleLimits,
  /** Look into the network after every so many training steps; null for not at all. */
  observeEvery: z.int().min(1).nullable(),
  /** A look after every so many steps also records the inputs of every unit of the last hidden layer, not only of one. */
  observeUnitsEvery: z.int().min(1).optional(),
  /** Evaluate the training share too after every epoch, as the model is used. */
  evaluateTrain: z.boolean().optional(),
  /** Record the classes that the trained model gives to the test images. */
  recordPredictions: z.boolean().optional(),
  /** Names the stream of random numbers. Experiments that are compared share it, so that seeds pair. */
  stream: z.string().min(1),
});
export type LayersConfig = Readonly<z.infer<typeof layersConfig>>;

/** The configuration as one of this family. Throws a ZodError for another. */
export const layersBased = (config: TrainingConfig): LayersConfig => layersConfig.parse(config);
