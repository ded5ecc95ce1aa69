import * as z from 'zod';

/** Fractions in [0, 1]. */
const accuracies = z.array(z.number().min(0).max(1));
/** Nats per sample, penalty included. Can be below 0 only under the write-up's signed penalty. */
const losses = z.array(z.number());

/** One value an iteration (part A) or an epoch (parts B and C), the first at index 0. */
export const curve = z.strictObject({ accuracy: accuracies, loss: losses });
export type Curve = z.infer<typeof curve>;

/**
 * Part A: recorded before each update, as a gradient tape sees it. Parts B and C: train is the mean over an epoch's
 * steps while the weights move, as Keras prints it; validation and test are evaluated after the epoch.
 */
export const history = z.strictObject({
  train: curve,
  /** Parts B and C: train after each epoch, evaluated like the other splits: without dropout, with fixed weights. */
  trainEvaluated: curve.optional(),
  test: curve.optional(),
  validation: curve.optional(),
});
export type History = z.infer<typeof history>;

export const metrics = z.strictObject({ accuracy: z.number().min(0).max(1), loss: z.number() });
export type Metrics = z.infer<typeof metrics>;

export const finalMetrics = z.strictObject({
  train: metrics,
  test: metrics.optional(),
  validation: metrics.optional(),
});
export type FinalMetrics = z.infer<typeof finalMetrics>;

const numbers = z.array(z.number());
/** One list of numbers a look, one number a unit. */
const unitNumbers = z.array(numbers);

/** What was seen inside a network while it trained. Lists are parallel to `steps`, or one value a unit. */
export const observations = z.strictObject({
  /** Numbers of training steps that were done, ascending. */
  steps: z.array(z.int().min(0)),
  test: curve,
  /** 15th, 50th and 85th percentile, over the probe, of what one unit's activation function is given. */
  unitInput: z.strictObject({ p15: numbers, p50: numbers, p85: numbers }),
  /** The same percentiles of every unit of the last hidden layer, at a few steps. */
  unitInputs: z
    .strictObject({
      steps: z.array(z.int().min(0)),
      p15: unitNumbers,
      p50: unitNumbers,
      p85: unitNumbers,
    })
    .optional(),
  /** The last normalised layer at the end: learned shift and scale, and the outputs' mean and deviation. */
  normalizedUnits: z
    .strictObject({
      beta: numbers,
      gamma: numbers,
      mean: numbers,
      deviation: numbers,
      /** The largest distance between a unit's distribution function and that of the Gaussian with its mean and deviation. */
      gaussianDistance: numbers.optional(),
      /** How many values of each unit that was found from. */
      samples: z.int().min(1).optional(),
    })
    .optional(),
  /** Final test metrics when each batch is normalised by its own statistics, not by moving averages. */
  testByBatchStatistics: metrics.optional(),
});
export type Observations = z.infer<typeof observations>;

/** What training one experiment with one seed gives: numbers only, the same bytes for the same inputs. */
export const runRecord = z.strictObject({
  final: finalMetrics,
  history,
  /** The training step, from 1, at which numbers overflowed. From its epoch on the metrics are those of guessing. */
  divergedAt: z.int().min(1).optional(),
  observations: observations.optional(),
  /**
   * Which test images the final model classifies correctly: base64 of one bit an image, in file order, the first in
   * the lowest bit of the first byte.
   */
  testCorrect: z.string().optional(),
  /** The largest distance between 1 and the sum of a test image's predicted probabilities. */
  predictionSumError: z.number().min(0).optional(),
  /** All weights of the final model together, biases left out. */
  weights: z
    .strictObject({
      meanMagnitude: z.number().min(0),
      /** The share of weights of magnitude below 0.001. */
      nearZero: z.number().min(0).max(1),
    })
    .optional(),
});
export type RunRecord = z.infer<typeof runRecord>;
