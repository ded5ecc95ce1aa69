import { abs, add, mul, pow, type Scalar, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { Penalty } from '../../pipeline/model/experiment.ts';

/** What is summed over each layer's weights [neurons, inputs]. Write-up, Question 1_3. */
// listing: penalties
const SUMS: Record<Penalty['kind'], (W: Tensor) => Scalar> = {
  /** L1 as the write-up prints it: without the absolute value, so that negative weights lower the loss. */
  'signed-sum': (W) => sum(W),
  l1: (W) => sum(abs(W)),
  l2: (W) => sum(pow(W, 2)),
};

/** delta times the sum over the weights of all layers; biases are left out. -> scalar, in nats. */
export function weightPenalty({ kind, delta }: Penalty, weights: Tensor[]): Scalar {
  return mul(
    delta,
    weights.map(SUMS[kind]).reduce((total, layer) => add(total, layer)),
  );
}
// end of listing
