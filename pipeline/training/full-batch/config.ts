import * as z from 'zod';
import type { TrainingConfig } from '../../model/experiment.ts';
import { adam, sampleLimits } from '../settings.ts';

/** Added to the cross-entropy; `delta` weighs it. */
const penalty = z.strictObject({ kind: z.string().min(1), delta: z.number().positive() });
export type Penalty = z.infer<typeof penalty>;

const iterations = z.array(z.int().min(1));

/**
 * Iterations, from 1, at which the model is recorded, of what is named. Those that a run does not get to are left out,
 * so that a shorter run is the beginning of a longer one with the same list.
 */
const snapshots = z.strictObject({
  /** The classes that it gives to the test images. */
  predictions: iterations.optional(),
  /** How large its weights are. */
  weights: iterations.optional(),
  /** Weights and biases themselves, which are large: of the first seed only. */
  parameters: iterations.optional(),
});
export type SnapshotPlan = Readonly<z.infer<typeof snapshots>>;

/** A model of tensor operations only, trained by full-batch gradient descent. */
export const lowLevelConfig = z.strictObject({
  family: z.literal('low-level'),
  /** Names one of the models that the trainer was given. */
  model: z.string().min(1),
  hiddenUnits: z.array(z.int().min(1).max(10_000)).max(8),
  initialWeights: z.strictObject({
    distribution: z.literal('normal'),
    mean: z.number(),
    standardDeviation: z.number().positive(),
  }),
  penalty: penalty.nullable(),
  optimizer: adam,
  iterations: z.int().min(1).max(100_000),
  samples: sampleLimits,
  snapshots: snapshots.optional(),
  /** Names the stream of random numbers. Experiments that are compared share it, so that seeds pair. */
  stream: z.string().min(1),
});
export type LowLevelConfig = Readonly<z.infer<typeof lowLevelConfig>>;

/** The configuration as one of this family. Throws a ZodError for another. */
export const lowLevel = (config: TrainingConfig): LowLevelConfig => lowLevelConfig.parse(config);
