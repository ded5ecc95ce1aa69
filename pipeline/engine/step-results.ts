import { type Tensor, Variable } from '@tensorflow/tfjs-core';

/** Disposes what a step returned, also what it told TensorFlow.js to keep; variables stay. */
export function disposeResults(results: readonly Tensor[]): void {
  for (const tensor of results) if (!(tensor instanceof Variable)) tensor.dispose();
}
