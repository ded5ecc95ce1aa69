import { add, matMul } from '@tensorflow/tfjs-core';
import type { LowLevelModel } from '../../pipeline/training/full-batch/model.ts';
import { softmax } from './operations.ts';

/** 784 -> 10 softmax. Write-up, Question 1_1. */
export const model: LowLevelModel<'W1' | 'b1'> = {
  parameters: ({ inputs, classes }) => ({ W1: [classes, inputs], b1: [] }),

  // listing: softmax-classifier
  predict({ W1, b1 }, X) {
    return softmax(add(matMul(W1, X), b1)); // [classes, samples]
  },
  // end of listing
};
