import { add, matMul, mul, type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import type { LowLevelModel, ParameterShape } from '../../pipeline/training/full-batch/model.ts';
import { softmax } from '../part-a/operations.ts';

/** 784 -> 10 softmax as libraries make it: with a bias for each neuron, where the document has one for the layer. */
export const model: LowLevelModel = {
  parameters({ inputs, classes }) {
    const biases = Array.from({ length: classes }, (_, neuron): [string, ParameterShape] => [
      `b1-${neuron}`,
      [],
    ]);
    return Object.fromEntries<ParameterShape>([['W1', [classes, inputs]], ...biases]);
  },

  predict({ W1, ...biases }, X) {
    const neurons = Object.values(biases);
    const unit = (neuron: number) => tensor2d(neurons.map((_, row) => [row === neuron ? 1 : 0]));
    const column = neurons
      .map((bias, neuron): Tensor => mul(bias, unit(neuron)))
      .reduce((sum, each) => add(sum, each));
    return softmax(add(matMul(W1!, X), column)); // [classes, samples]
  },
};
