import { add, matMul } from '@tensorflow/tfjs-core';
import type { LowLevelModel } from '../../pipeline/training/full-batch/model.ts';
import { relu, softmax } from './operations.ts';

/** 784 -> 300 ReLU -> 100 ReLU -> 10 softmax. Write-up, Question 1_2_2. */
export const model: LowLevelModel<'W1' | 'b1' | 'W2' | 'b2' | 'W3' | 'b3'> = {
  parameters: ({ inputs, hiddenUnits: [n = 0, m = 0], classes }) => ({
    W1: [n, inputs],
    b1: [],
    W2: [m, n],
    b2: [],
    W3: [classes, m],
    b3: [],
  }),

  // listing: network-b
  predict({ W1, b1, W2, b2, W3, b3 }, X) {
    const H1 = relu(add(matMul(W1, X), b1)); // [n, samples]
    const H2 = relu(add(matMul(W2, H1), b2)); // [m, samples]
    return softmax(add(matMul(W3, H2), b3)); // [classes, samples]
  },
  // end of listing
};
