import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { randomStream } from '../../../pipeline/base/random.ts';
import { openEngine } from '../../../pipeline/engine/choose.ts';
import { eagerEngine } from '../../../pipeline/engine/eager.ts';
import type { Engine } from '../../../pipeline/model/engine.ts';
import { variablesOf } from '../../../pipeline/training/mini-batch/steps.ts';
import { expectClose } from '../closeness.ts';
import { batchStatistics, gradients, type Normalization, normalize } from './plain-batch-normalization.ts';

const ENGINES = ['cpu', 'wasm', 'onnxruntime'] as const;
const [SAMPLES, UNITS] = [7, 3];
const [MOMENTUM, EPSILON] = [0.9, 1e-3];

async function open(name: (typeof ENGINES)[number]): Promise<Engine> {
  const engine =
    name === 'cpu'
      ? eagerEngine({ name: 'wasm', version: 'cpu', numericClass: 'test' }, 'cpu')
      : (await openEngine(name)).engine;
  await engine.activate();
  return engine;
}

/** A batch whose units differ in mean and deviation; the last has a variance as small as epsilon. */
function batch(label: string): Float32Array {
  const values = randomStream(label).normals(SAMPLES * UNITS, 0, 1);
  return values.map((value, at) => [2 + 3 * value, -0.5 + value, 0.03 * value][at % UNITS]!);
}

const rows = (values: Float32Array): number[][] =>
  Array.from({ length: SAMPLES }, (_, row) => [...values.subarray(row * UNITS, (row + 1) * UNITS)]);

/** The layer that part C's networks use, with a scale and a shift of its own for each unit. */
function createLayer({ gamma, beta }: Normalization) {
  const layer = layers.batchNormalization({ momentum: MOMENTUM, epsilon: EPSILON });
  layer.build([null, UNITS]);
  const [scale, shift] = variablesOf(layer.trainableWeights);
  const [movingMean, movingVariance] = variablesOf(layer.nonTrainableWeights);
  tf.tidy(() => {
    scale!.assign(tf.tensor1d([...gamma]));
    shift!.assign(tf.tensor1d([...beta]));
  });
  return { layer, scale: scale!, shift: shift!, movingMean: movingMean!, movingVariance: movingVariance! };
}

const LEARNED: Normalization = { gamma: [1.5, -0.7, 2], beta: [0.3, 0, -1], epsilon: EPSILON };

test.each(ENGINES)('on %s a step and its gradient are those of the paper’s formulas', async (name) => {
  const engine = await open(name);
  const { layer, scale, shift } = createLayer(LEARNED);
  const [x, dy] = [batch('x'), batch('dy')];
  const inputs = tf.tidy(() => tf.variable(tf.tensor2d(x, [SAMPLES, UNITS])));
  // The gradient of sum(y * dy) by y is dy.
  const step = engine.compile('normalise', (weights) => {
    let outputs: tf.Tensor | undefined;
    const { grads } = tf.variableGrads(() => {
      outputs = tf.keep(layer.apply(inputs, { training: true }) as tf.Tensor);
      return tf.sum(tf.mul(outputs, weights!)) as tf.Scalar;
    }, [inputs, scale, shift]);
    return [outputs!, ...[inputs, scale, shift].map((variable) => grads[variable.name]!)];
  });
  const [y, dx, dGamma, dBeta] = await step(engine.upload(dy, [SAMPLES, UNITS]));

  const expected = gradients(rows(x), rows(dy), LEARNED);
  expectClose(y!, normalize(rows(x), batchStatistics(rows(x)), LEARNED).flat(), 1e-5);
  expectClose(dx!, expected.dx.flat(), 1e-4);
  expectClose(dGamma!, expected.dGamma, 1e-5);
  expectClose(dBeta!, expected.dBeta, 1e-5);
  inputs.dispose();
  engine.reset();
});

/**
 * The paper's inference takes E[x] and the unbiased Var[x] = m / (m - 1) E[variance of a batch]. The layers API keeps
 * exponential averages instead of means, and leaves the m / (m - 1) out: the report says so.
 */
function movingAverages(batches: readonly number[][][]) {
  const moved = (average: number, value: number) => MOMENTUM * average + (1 - MOMENTUM) * value;
  return batches.map(batchStatistics).reduce(
    (averages, { mean, variance }) => ({
      mean: averages.mean.map((average, unit) => moved(average, mean[unit]!)),
      variance: averages.variance.map((average, unit) => moved(average, variance[unit]!)),
    }),
    { mean: [0, 0, 0], variance: [1, 1, 1] },
  );
}

test.each(ENGINES)(
  'on %s moving averages follow five steps and then normalise a sixth batch',
  async (name) => {
    const engine = await open(name);
    const { layer, movingMean, movingVariance } = createLayer(LEARNED);
    const apply = (training: boolean) => (x?: tf.Tensor) => [layer.apply(x!, { training }) as tf.Tensor];
    const train = engine.compile('normalise in training', apply(true));
    const evaluate = engine.compile('normalise as used', apply(false));
    const batches = [1, 2, 3, 4, 5].map((step) => batch(`step ${step}`));
    for (const x of batches) await train(engine.upload(x, [SAMPLES, UNITS]));
    const sixth = batch('step 6');
    const [y] = await evaluate(engine.upload(sixth, [SAMPLES, UNITS]));

    const expected = movingAverages(batches.map(rows));
    expectClose(await engine.read(movingMean), expected.mean, 1e-5);
    expectClose(await engine.read(movingVariance), expected.variance, 1e-5);
    expectClose(y!, normalize(rows(sixth), expected, LEARNED).flat(), 1e-5);
    engine.reset();
  },
);

test('the plain gradient agrees with finite differences of the plain step', () => {
  const [x, dy] = [rows(batch('x')), rows(batch('dy'))];
  const loss = (inputs: number[][]) =>
    normalize(inputs, batchStatistics(inputs), LEARNED)
      .flat()
      .reduce((total, value, at) => total + value * dy.flat()[at]!, 0);
  const { dx } = gradients(x, dy, LEARNED);
  const H = 1e-6;
  for (const [i, k] of [
    [0, 0],
    [3, 1],
    [6, 2],
  ] as const) {
    const nudged = (by: number) => x.map((row, r) => row.map((v, c) => (r === i && c === k ? v + by : v)));
    expect((loss(nudged(H)) - loss(nudged(-H))) / (2 * H)).toBeCloseTo(dx[i]![k]!, 4);
  }
});
