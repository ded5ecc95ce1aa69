import { dequantize } from '../../base/packing.ts';
import type { ClassifierRun } from '../../model/report.ts';

/**
 * Unpacks a network, once for all images, into a function that says how likely it thinks each class to be.
 * pixels: [inputs], from 0 to 1 -> [classes], which add up to 1.
 */
export function classifier(run: ClassifierRun): (pixels: ArrayLike<number>) => number[] {
  const layers = run.layers.map(({ weights, bias }) => ({ weights: dequantize(weights), bias }));
  return (pixels) => {
    const sums = layers.reduce<ArrayLike<number>>((inputs, { weights, bias }, index) => {
      const outputs = affine(weights, inputs, bias);
      return index < layers.length - 1 ? outputs.map((value) => Math.max(0, value)) : outputs;
    }, pixels);
    return softmax(Array.from(sums));
  };
}

/** weights: [outputs * inputs], row by row -> [outputs]. */
function affine(weights: Float32Array, inputs: ArrayLike<number>, bias: number): number[] {
  return Array.from({ length: weights.length / inputs.length }, (_, output) => {
    let sum = bias;
    for (let input = 0; input < inputs.length; input++) {
      sum += weights[output * inputs.length + input]! * inputs[input]!;
    }
    return sum;
  });
}

function softmax(values: readonly number[]): number[] {
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
