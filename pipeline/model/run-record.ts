import * as z from 'zod';

/** In [0, 1]. */
const fraction = z.number().min(0).max(1);
const accuracies = z.array(fraction);
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
  /**
   * Parts B and C, where asked for: the training share after each epoch, evaluated like the other splits, as the model
   * is used: no dropout, moving averages, weights that stand still.
   */
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
/** [looks][units] */
const unitNumbers = z.array(numbers);
/** One number a unit; null for a unit whose values are all alike. */
const moments = z.array(z.number().nullable());

/** What was seen inside a network while it trained. Lists are parallel to `steps`, or one value a unit. */
export const observations = z.strictObject({
  /** Numbers of training steps that were done, ascending. */
  steps: z.array(z.int().min(0)),
  test: curve,
  /** 15th, 50th and 85th percentile, over the probe, of what one unit's activation function is given. */
  unitInput: z.strictObject({ p15: numbers, p50: numbers, p85: numbers }),
  /** The same percentiles for every unit of that layer, of three significant digits, after the steps named here. */
  unitInputs: z
    .strictObject({ steps: z.array(z.int().min(0)), p15: unitNumbers, p50: unitNumbers, p85: unitNumbers })
    .optional(),
  /**
   * The last normalised layer at the end: learned shift and scale, and mean and deviation of its outputs over the
   * probe's `samples`, normalised by their own statistics. Skewness and excess kurtosis, the third and fourth moment
   * of standardised values (less 3), are 0 for a Gaussian.
   */
  normalizedUnits: z
    .strictObject({
      beta: numbers,
      gamma: numbers,
      mean: numbers,
      deviation: numbers,
      skewness: moments.optional(),
      excessKurtosis: moments.optional(),
      samples: z.int().min(1).optional(),
    })
    .optional(),
  /** Final test metrics when each batch is normalised by its own statistics, not by moving averages. */
  testByBatchStatistics: metrics.optional(),
});
export type Observations = z.infer<typeof observations>;

/** base64, see pipeline/base/packing.ts. */
export const packed = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);

/** An array in one byte a number, each at most about half of its row's scale from the true one. */
export const quantizedArray = z.strictObject({
  /** [rows, columns], or [] for a single number, which is one row of one column. */
  shape: z.array(z.int().min(1)).max(2),
  /** One a row. */
  scales: z.array(z.number().min(0)),
  /** Signed bytes, row by row; times the scale of its row, a byte is about the number that it stands for. */
  values: packed,
});

export type QuantizedArray = z.infer<typeof quantizedArray>;

/** All weights of a model together, biases left out. */
export const weightSummary = z.strictObject({
  count: z.int().min(1),
  meanMagnitude: z.number().min(0),
  meanSquare: z.number().min(0),
  /** The share of weights of magnitude below 0.001. */
  nearZero: fraction,
  /** The share of weights of magnitude below 0.01. */
  small: fraction,
});
export type WeightSummary = z.infer<typeof weightSummary>;

/** A model at one moment of its training: as much of it as the configuration asks for. */
export const snapshot = z.strictObject({
  /**
   * Full batches: the iteration, from 1, before whose update the model was looked at, like its metrics in the curves.
   * Mini-batches: the training steps done.
   */
  step: z.int().min(1),
  /**
   * The predicted class of every test image, in the order in which the data set gives them to this seed; as many bits
   * each as tell the data set's classes apart: 4 for ten.
   */
  testPredictions: packed.optional(),
  /** Whether that is the image's label, one bit each: 1 where it is. */
  testCorrect: packed.optional(),
  /** The largest distance between 1 and the sum of the probabilities that the model gives to a test image's classes. */
  predictionSumError: z.number().min(0).optional(),
  weights: weightSummary.optional(),
  /** By the names that the model gives them; of the first seed only. */
  parameters: z.record(z.string(), quantizedArray).optional(),
});
export type Snapshot = z.infer<typeof snapshot>;

/** What training one experiment with one seed gives: numbers only, the same bytes for the same inputs. */
export const runRecord = z.strictObject({
  final: finalMetrics,
  history,
  /** The training step, from 1, at which numbers overflowed. From its epoch on the metrics are those of guessing. */
  divergedAt: z.int().min(1).optional(),
  /** Mini-batches: the loss of each of the first 20 training steps, before its update. */
  firstSteps: losses.optional(),
  observations: observations.optional(),
  /** Ascending; the last is the model whose metrics are final. None of a run whose numbers overflowed. */
  snapshots: z.array(snapshot).optional(),
});
export type RunRecord = z.infer<typeof runRecord>;
