import {
  argMax,
  div,
  equal,
  exp,
  log,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  type Scalar,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';

/** Ten times e^80 is still finite in float32; ten times e^87 is not. */
const LARGEST_EXPONENT = 80;

/**
 * t = e^x, then t / sum of t over the classes; e^80 for larger x, which would overflow in the printed formula.
 * x: [classes, samples] -> [classes, samples]. Write-up, part A.
 */
// listing: softmax
export function softmax(x: Tensor): Tensor {
  const t = exp(minimum(LARGEST_EXPONENT, x)); // [classes, samples]
  return div(t, sum(t, 0)); // [classes, samples]
}
// end of listing

/** H = max(0, x), element by element. Write-up, part A. */
// listing: relu
export function relu(x: Tensor): Tensor {
  return maximum(0, x);
}
// end of listing

/** The smallest normal float32. */
const LEAST_PROBABILITY = 2 ** -126;

/**
 * Mean over samples of -sum over classes of label * log(prediction), in nats. A probability that underflows
 * counts as 2^-126: for a class that is not the label the printed formula would give 0 * log 0, not a number.
 * predictions, labels: [classes, samples] -> scalar. Write-up, part A.
 */
// listing: cross-entropy
export function crossEntropy(predictions: Tensor, labels: Tensor): Scalar {
  const logs = log(maximum(LEAST_PROBABILITY, predictions)); // [classes, samples]
  const perSample = neg(sum(mul(labels, logs), 0)); // [samples]
  return mean(perSample);
}
// end of listing

/**
 * How many columns have their largest value in the same row; divided by the samples it is the accuracy.
 * predictions, labels: [classes, samples] -> scalar. Write-up, part A.
 */
// listing: correct-answers
export function correctAnswers(predictions: Tensor, labels: Tensor): Scalar {
  return sum(equal(argMax(predictions, 0), argMax(labels, 0)));
}
// end of listing
