import { abs, add, mul, pow, type Scalar, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { Penalty } from '../../pipeline/training/full-batch/config.ts';

/** What is summed over each layer's weights [neurons, inputs]. Write-up, Question 1_3. */
// listing: penalties
const SUMS = {
  /** L1 as the write-up prints it: without the absolute value, so that negative weights lower the loss. */
  'signed-sum': (W: Tensor): Scalar => sum(W),
  l1: (W: Tensor): Scalar => sum(abs(W)),
  l2: (W: Tensor): Scalar => sum(pow(W, 2)),
};

/** delta times the sum over the weights of all layers; biases are left out. -> scalar, in nats. */
export function weightPenalty({ kind, delta }: Penalty, weights: Tensor[]): Scalar {
  return mul(
    delta,
    weights.map(SUMS[kind as keyof typeof SUMS]).reduce((total, layer) => add(total, layer)),
  );
}
// end of listing
