import { matMul } from '@tensorflow/tfjs-core';
import type { LowLevelModel } from '../../pipeline/training/full-batch/model.ts';
import { softmax } from '../part-a/operations.ts';

/** 784 -> 10 softmax without the layer's one bias. */
export const model: LowLevelModel<'W1'> = {
  parameters: ({ inputs, classes }) => ({ W1: [classes, inputs] }),
  predict: ({ W1 }, X) => softmax(matMul(W1, X)), // [classes, samples]
};
