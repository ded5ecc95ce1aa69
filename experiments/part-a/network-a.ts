import { add, matMul } from '@tensorflow/tfjs-core';
import type { LowLevelModel } from '../../pipeline/training/full-batch/model.ts';
import { relu, softmax } from './operations.ts';

/** 784 -> n ReLU -> 10 softmax; n = 300 in network A. Write-up, Question 1_2_1. */
export const model: LowLevelModel<'W1' | 'b1' | 'W2' | 'b2'> = {
  parameters: ({ inputs, hiddenUnits: [n = 0], classes }) => ({
    W1: [n, inputs],
    b1: [],
    W2: [classes, n],
    b2: [],
  }),

  // listing: network-a
  predict({ W1, b1, W2, b2 }, X) {
    const H1 = relu(add(matMul(W1, X), b1)); // [n, samples]
    return softmax(add(matMul(W2, H1), b2)); // [classes, samples]
  },
  // end of listing
};
