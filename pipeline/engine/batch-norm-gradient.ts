import {
  add,
  broadcast_util,
  FusedBatchNorm,
  type FusedBatchNormAttrs,
  type GradConfig,
  mul,
  reshape,
  rsqrt,
  scalar,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';

/**
 * The gradient of offset + (x - mean) * scale / sqrt(variance + epsilon), as TensorFlow.js has it, in a third of its
 * passes over x: whatever is the same for all samples of a channel is taken out of the sums over samples, and the
 * sums of dy and of dy * (x - mean) are made once. x, dy: [samples, ..., channels]; the others: [channels], or as x.
 */
export const batchNormGradient: GradConfig = {
  kernelName: FusedBatchNorm,
  inputsToSave: ['x', 'mean', 'variance', 'scale'],
  gradFunc(dy, saved, attrs) {
    const [x, mean, variance] = saved as [Tensor, Tensor, Tensor];
    const scale = saved[3] ?? scalar(1);
    const { varianceEpsilon } = attrs as unknown as FusedBatchNormAttrs;
    const axes = broadcast_util.getReductionAxes(mean.shape, x.shape);
    const overSamples = (values: Tensor) => (axes.length > 0 ? sum(values, axes) : values);
    const upstream = dy as Tensor;
    const inverse = rsqrt(add(variance, varianceEpsilon)); // 1 / deviation
    const factor = mul(scale, inverse);
    const total = overSamples(upstream);
    const alongX = overSamples(mul(upstream, sub(x, mean)));
    const shaped = (gradient: Tensor) => reshape(gradient, mean.shape);
    return {
      x: () => mul(upstream, factor),
      mean: () => shaped(mul(mul(factor, -1), total)),
      variance: () => shaped(mul(mul(mul(factor, mul(inverse, inverse)), -0.5), alongX)),
      scale: () => shaped(mul(inverse, alongX)),
      offset: () => shaped(total),
    };
  },
};
