import {
  add,
  argMax,
  equal,
  log,
  matMul,
  mean,
  mul,
  neg,
  softmax,
  sum,
  transpose,
} from '@tensorflow/tfjs-core';
import type { FullBatchObjective, LowLevelModel } from '../../pipeline/training/full-batch/model.ts';

export const model: LowLevelModel<'W' | 'b'> = {
  parameters: ({ inputs, classes }) => ({ W: [classes, inputs], b: [] }),

  // listing: linear
  predict({ W, b }, X) {
    const Z = add(matMul(W, X), b); // [classes, samples]
    return transpose(softmax(transpose(Z)));
  },
  // end of listing
};

export const objective: FullBatchObjective = {
  loss: (predictions, labels) => mean(neg(sum(mul(labels, log(predictions)), 0))),
  correctAnswers: (predictions, labels) => sum(equal(argMax(predictions, 0), argMax(labels, 0))),
};
