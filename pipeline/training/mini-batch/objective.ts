import {
  argMax,
  cast,
  clipByValue,
  equal,
  log,
  mean,
  mul,
  neg,
  oneHot,
  type Scalar,
  sum,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';

/** Keras's epsilon: probabilities are clipped to [1e-7, 1 - 1e-7] before the logarithm. */
const EPSILON = 1e-7;

/**
 * Sparse categorical cross-entropy, the mean over samples of -log of the label's probability, in nats.
 * probabilities: [samples, classes], labels: [samples] -> scalar in [0, 16.2].
 */
export function sparseCategoricalCrossentropy(probabilities: Tensor, labels: Tensor): Scalar {
  const classes = probabilities.shape[1]!;
  const targets = cast(oneHot(cast(labels, 'int32') as Tensor1D, classes), 'float32'); // [samples, classes]
  const logs = log(clipByValue(probabilities, EPSILON, 1 - EPSILON)); // [samples, classes]
  return neg(mean(sum(mul(targets, logs), 1))) as Scalar;
}

/** How many rows have their largest probability at the label. probabilities: [samples, classes] -> scalar. */
export function correctAnswers(probabilities: Tensor, labels: Tensor): Scalar {
  return sum(equal(argMax(probabilities, 1), cast(labels, 'int32')));
}
