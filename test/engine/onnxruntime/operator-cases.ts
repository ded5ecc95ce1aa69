import * as tf from '@tensorflow/tfjs-core';

/** Random operands: their shapes' relation, and the numbers they hold. */
export type Operands =
  | 'one'
  | 'two'
  | 'matrices'
  | 'flat matrices'
  | 'matrices in batches'
  | 'table'
  | 'block';

export interface OperatorCase {
  readonly operands: Operands;
  /** Numbers in [low, high], in steps of 0.25 so that equal ones occur. */
  readonly range: readonly [low: number, high: number];
  readonly compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
  /** False where TensorFlow.js has no gradient, or the result is not a float. */
  readonly hasGradient: boolean;
}

const ANY = [-3, 3] as const;
const POSITIVE = [0.25, 3] as const;

function differentiable(
  operands: Operands,
  range: OperatorCase['range'],
  compute: OperatorCase['compute'],
): OperatorCase {
  return { operands, range, compute, hasGradient: true };
}

function constantByPieces(
  operands: Operands,
  range: OperatorCase['range'],
  compute: OperatorCase['compute'],
): OperatorCase {
  return { operands, range, compute, hasGradient: false };
}

const positive = (x: tf.Tensor) => tf.greater(x, 0);
/** true, false, true, ... in the shape of x: TensorFlow.js has no gradient of a comparison, not even zeros. */
const everyOther = (x: tf.Tensor) =>
  tf.tensor(
    Array.from({ length: x.size }, (_, index) => (index + 1) % 2),
    x.shape,
    'bool',
  );
/** As many of 0 to the length of the axis - 1, in an order that the values of x give. */
const rowNumbers = (x: tf.Tensor, axis: number) => {
  const length = x.shape[axis]!;
  return tf.tidy(() => tf.cast(tf.minimum(tf.abs(tf.reshape(x, [-1])), length - 1), 'int32') as tf.Tensor1D);
};
const asRow = (x: tf.Tensor) => x as tf.Tensor1D;
const last = (x: tf.Tensor) => x.rank - 1;

/** What a step may contain, at least one case for each entry of the operator table. */
export const OPERATOR_CASES: Readonly<Record<string, OperatorCase>> = {
  abs: differentiable('one', ANY, (x) => tf.abs(x)),
  ceil: differentiable('one', ANY, (x) => tf.ceil(x)),
  exp: differentiable('one', ANY, (x) => tf.exp(x)),
  floor: differentiable('one', ANY, (x) => tf.floor(x)),
  log: differentiable('one', POSITIVE, (x) => tf.log(x)),
  neg: differentiable('one', ANY, (x) => tf.neg(x)),
  reciprocal: differentiable('one', POSITIVE, (x) => tf.reciprocal(x)),
  relu: differentiable('one', ANY, (x) => tf.relu(x)),
  sigmoid: differentiable('one', ANY, (x) => tf.sigmoid(x)),
  sign: differentiable('one', ANY, (x) => tf.sign(x)),
  sqrt: differentiable('one', POSITIVE, (x) => tf.sqrt(x)),
  tanh: differentiable('one', ANY, (x) => tf.tanh(x)),
  rsqrt: differentiable('one', POSITIVE, (x) => tf.rsqrt(x)),
  square: differentiable('one', ANY, (x) => tf.square(x)),
  step: differentiable('one', ANY, (x) => tf.step(x)),
  'step with a slope': differentiable('one', ANY, (x) => tf.step(x, -0.5)),
  clipByValue: differentiable('one', ANY, (x) => tf.clipByValue(x, -1, 1.5)),
  logicalNot: constantByPieces('one', ANY, (x) => tf.logicalNot(positive(x))),

  add: differentiable('two', ANY, (a, b) => tf.add(a, b)),
  'add a repeated number': differentiable('one', ANY, (a) => tf.add(a, tf.fill([2, ...a.shape], 0.5))),
  'divide a repeated number': differentiable('one', POSITIVE, (a) => tf.div(tf.ones(a.shape), a)),
  'subtract different numbers': differentiable('one', ANY, (x) =>
    tf.sub(tf.reshape(tf.range(0, 3), [3, 1]), tf.reshape(x, [-1])),
  ),
  sub: differentiable('two', ANY, (a, b) => tf.sub(a, b)),
  mul: differentiable('two', ANY, (a, b) => tf.mul(a, b)),
  div: differentiable('two', POSITIVE, (a, b) => tf.div(a, b)),
  // The gradients of these three in TensorFlow.js do not undo broadcasting
  maximum: constantByPieces('two', ANY, (a, b) => tf.maximum(a, b)),
  minimum: constantByPieces('two', ANY, (a, b) => tf.minimum(a, b)),
  squaredDifference: constantByPieces('two', ANY, (a, b) => tf.squaredDifference(a, b)),
  'maximum of one shape': differentiable('one', ANY, (x) => tf.maximum(x, tf.square(x))),
  'minimum of one shape': differentiable('one', ANY, (x) => tf.minimum(x, tf.square(x))),
  'squaredDifference of one shape': differentiable('one', ANY, (x) => tf.squaredDifference(x, tf.square(x))),
  'maximum with zero': differentiable('one', ANY, (x) => tf.maximum(0, x)),
  pow: differentiable('two', POSITIVE, (a, b) => tf.pow(a, b)),
  'pow of negative numbers': differentiable('one', ANY, (x) => tf.pow(x, 3)),
  'pow of two': differentiable('one', ANY, (x) => tf.pow(x, 2)),
  equal: constantByPieces('two', ANY, (a, b) => tf.equal(a, b)),
  notEqual: constantByPieces('two', ANY, (a, b) => tf.notEqual(a, b)),
  greater: constantByPieces('two', ANY, (a, b) => tf.greater(a, b)),
  greaterEqual: constantByPieces('two', ANY, (a, b) => tf.greaterEqual(a, b)),
  less: constantByPieces('two', ANY, (a, b) => tf.less(a, b)),
  lessEqual: constantByPieces('two', ANY, (a, b) => tf.lessEqual(a, b)),
  logicalAnd: constantByPieces('two', ANY, (a, b) => tf.logicalAnd(positive(a), positive(b))),
  logicalOr: constantByPieces('two', ANY, (a, b) => tf.logicalOr(positive(a), positive(b))),
  where: constantByPieces('two', ANY, (a, b) => tf.where(positive(tf.add(a, b)), tf.add(a, b), tf.sub(a, b))),
  'where of one shape': differentiable('one', ANY, (x) => tf.where(everyOther(x), tf.square(x), tf.neg(x))),

  sum: differentiable('one', ANY, (x) => tf.sum(x)),
  'sum of the last axis': differentiable('table', ANY, (x) => tf.sum(x, -1)),
  'sum of the first axis, kept': differentiable('table', ANY, (x) => tf.sum(x, 0, true)),
  'sum of the outer axes': differentiable('block', ANY, (x) => tf.sum(x, [0, -1])),
  'sum of truths': constantByPieces('table', ANY, (x) => tf.sum(positive(x), 0)),
  mean: differentiable('one', ANY, (x) => tf.mean(x)),
  'mean of the first axis': differentiable('table', ANY, (x) => tf.mean(x, 0)),
  'mean of the outer axes, kept': differentiable('block', ANY, (x) => tf.mean(x, [-1, 0], true)),
  'mean of truths': constantByPieces('table', ANY, (x) => tf.mean(positive(x))),
  max: differentiable('table', ANY, (x) => tf.max(x, 0)),
  min: differentiable('table', ANY, (x) => tf.min(x, -1)),
  'max of the middle axis, kept': differentiable('block', ANY, (x) => tf.max(x, 1, true)),
  'min of the last two axes': differentiable('block', ANY, (x) => tf.min(x, [1, -1])),
  argMax: constantByPieces('table', ANY, (x) => tf.argMax(x, 0)),
  argMin: constantByPieces('table', ANY, (x) => tf.argMin(x, -1)),
  'argMax of the middle axis': constantByPieces('block', ANY, (x) => tf.argMax(x, 1)),

  matMul: differentiable('matrices', ANY, (a, b) => tf.matMul(a, b)),
  'matMul of a transposed first matrix': differentiable('matrices', ANY, (a, b) =>
    tf.matMul(swapped(a), b, true, false),
  ),
  'matMul of a transposed second matrix': differentiable('matrices', ANY, (a, b) =>
    tf.matMul(a, swapped(b), false, true),
  ),
  'matMul of two transposed matrices': differentiable('matrices', ANY, (a, b) =>
    tf.matMul(swapped(a), swapped(b), true, true),
  ),
  'matMul of batches': constantByPieces('matrices in batches', ANY, (a, b) => tf.matMul(a, b)),
  'matMul of transposed batches': constantByPieces('matrices in batches', ANY, (a, b) =>
    tf.matMul(swapped(a), swapped(b), true, true),
  ),
  'fused matMul': differentiable('matrices', ANY, (a, b) => tf.fused.matMul({ a, b })),
  'fused matMul with bias and relu': differentiable('matrices', ANY, (a, b) =>
    tf.fused.matMul({ a, b, bias: tf.fill([b.shape.at(-1)!], 0.5), activation: 'relu' }),
  ),
  'fused matMul with a computed bias': differentiable('flat matrices', ANY, (a, b) =>
    tf.fused.matMul({ a, b, bias: tf.mean(b, 0) }),
  ),
  'fused matMul with sigmoid': constantByPieces('matrices', ANY, (a, b) =>
    tf.fused.matMul({ a, b, activation: 'sigmoid' }),
  ),

  cast: differentiable('one', ANY, (x) => tf.cast(x, 'int32')),
  'cast of truths': constantByPieces('one', ANY, (x) => tf.mul(x, tf.cast(positive(x), 'float32'))),
  clone: differentiable('one', ANY, (x) => tf.clone(x)),
  expandDims: differentiable('table', ANY, (x) => tf.expandDims(x, -1)),
  'expandDims in front': differentiable('block', ANY, (x) => tf.expandDims(x, 0)),
  reshape: differentiable('one', ANY, (x) => tf.reshape(x, [-1, 1])),
  tile: differentiable('table', ANY, (x) => tf.tile(x, [2, 3])),
  transpose: differentiable('table', ANY, (x) => tf.transpose(x)),
  'transpose of three axes': differentiable('block', ANY, (x) => tf.transpose(x, [2, 0, 1])),
  onesLike: differentiable('one', ANY, (x) => tf.add(x, tf.onesLike(x))),
  zerosLike: differentiable('one', ANY, (x) => tf.zerosLike(x)),

  softmax: differentiable('table', ANY, (x) => tf.softmax(x)),
  'softmax of the last of three axes': differentiable('block', ANY, (x) => tf.softmax(x)),
  gather: constantByPieces('table', ANY, (x) => tf.gather(x, rowNumbers(x, 0))),
  'gather of columns': constantByPieces('block', ANY, (x) => tf.gather(x, rowNumbers(x, 1), 1)),
  oneHot: constantByPieces('one', ANY, (x) => tf.oneHot(tf.cast(x, 'int32'), 3)),
  'oneHot in other numbers': constantByPieces('one', ANY, (x) =>
    tf.oneHot(tf.cast(x, 'int32'), 3, 0.75, -0.5),
  ),
  'batchNorm of a batch': differentiable('table', ANY, (x) => {
    const { mean, variance } = tf.moments(x, 0);
    return tf.batchNorm(x, asRow(mean), asRow(variance), asRow(tf.mean(x, 0)), asRow(tf.max(x, 0)), 0.1);
  }),
  'batchNorm of images': differentiable('block', ANY, (x) => {
    const images = tf.expandDims(x, 0) as tf.Tensor4D;
    const { mean, variance } = tf.moments(images, [0, 1, 2]);
    return tf.batchNorm(images, asRow(mean), asRow(variance), asRow(mean), asRow(tf.exp(mean)), 0.1);
  }),
  'batchNorm without scale and offset': constantByPieces('table', ANY, (x) =>
    tf.batchNorm(x, asRow(tf.min(x, 0)), asRow(tf.sum(tf.square(x), 0)), undefined, undefined, 0.1),
  ),
  'softmax cross-entropy': differentiable('table', ANY, (x) => {
    const predictions = tf.clipByValue(tf.softmax(x), 1e-3, 1 - 1e-3);
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.square(x), tf.log(predictions)), last(x))));
  }),
};

/** The last two axes the other way round. */
function swapped(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return tf.transpose(x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
}
