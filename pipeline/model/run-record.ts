import * as z from 'zod';

/** Fractions in [0, 1]. */
const accuracies = z.array(z.number().min(0).max(1));
/** Nats per sample, penalty included. Can be below 0 only under a penalty that can. */
const losses = z.array(z.number());

/** One value an iteration (full batch) or an epoch (mini-batches), the first at index 0. */
export const curve = z.strictObject({ accuracy: accuracies, loss: losses });
export type Curve = z.infer<typeof curve>;

/**
 * Full batch: recorded before each update, as a gradient tape sees it. Mini-batches: train is the mean over an epoch's
 * steps while the weights move, as Keras prints it; validation and test are evaluated after the epoch.
 */
export const history = z.strictObject({
  train: curve,
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

/** What was seen inside a network while it trained. Lists are parallel to `steps`, or one value a unit. */
export const observations = z.strictObject({
  /** Numbers of training steps that were done, ascending. */
  steps: z.array(z.int().min(0)),
  test: curve,
  /** 15th, 50th and 85th percentile, over the probe, of what one unit's activation function is given. */
  unitInput: z.strictObject({ p15: numbers, p50: numbers, p85: numbers }),
  /** The last normalised layer at the end: learned shift and scale, and the outputs' mean and deviation. */
  normalizedUnits: z
    .strictObject({ beta: numbers, gamma: numbers, mean: numbers, deviation: numbers })
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
});
export type RunRecord = z.infer<typeof runRecord>;
