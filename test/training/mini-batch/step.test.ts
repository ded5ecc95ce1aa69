import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, metrics, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { randomStream } from '../../../pipeline/base/random.ts';
import { openEngine } from '../../../pipeline/engine/choose.ts';
import { eagerEngine } from '../../../pipeline/engine/eager.ts';
import type { Engine, StepFunction } from '../../../pipeline/model/engine.ts';
import { createOptimizer } from '../../../pipeline/training/optimizer.ts';
import { expectClose } from '../closeness.ts';
import { ADAM } from '../full-batch/small-network.ts';

const [SAMPLES, INPUTS, HIDDEN, CLASSES] = [16, 6, 5, 3];

/** Dense without bias, batch normalisation, ReLU; dropout by a mask in between; dense, softmax. */
function createModel() {
  const hidden = sequential();
  hidden.add(layers.dense({ units: HIDDEN, inputShape: [INPUTS], useBias: false }));
  hidden.add(layers.batchNormalization({ momentum: 0.9 }));
  hidden.add(layers.activation({ activation: 'relu' }));
  const output = layers.dense({ units: CLASSES, inputShape: [HIDDEN], activation: 'softmax' });
  output.build([null, HIDDEN]);
  const weights = [...hidden.weights, ...output.weights];
  for (const [index, weight] of weights.entries()) {
    const shape = weight.shape as number[];
    const values = randomStream(`weight ${index}`).normals(tf.util.sizeFromShape(shape), 0.5, 0.2);
    tf.tidy(() => void weight.write(tf.tensor(values, shape)));
  }
  const trainable = [...hidden.trainableWeights, ...output.trainableWeights];
  return {
    predict: (x: tf.Tensor, mask: tf.Tensor) =>
      output.apply(tf.mul(hidden.apply(x, { training: true }) as tf.Tensor, mask)) as tf.Tensor,
    evaluate: (x: tf.Tensor) => output.apply(hidden.apply(x) as tf.Tensor) as tf.Tensor,
    weights: weights.map((weight) => weight.read() as tf.Variable),
    trainable: trainable.map((weight) => weight.read() as tf.Variable),
  };
}

/** As Keras's sparse_categorical_crossentropy: probabilities clipped, nats. */
function sparseCrossEntropy(labels: tf.Tensor, predictions: tf.Tensor): tf.Scalar {
  const oneHot = tf.oneHot(tf.cast(tf.reshape(labels, [-1]), 'int32'), CLASSES);
  const clipped = tf.clipByValue(predictions, 1e-7, 1 - 1e-7);
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.cast(oneHot, 'float32'), tf.log(clipped)), -1))) as tf.Scalar;
}

/** The results of three training steps and an evaluation, then all weights. */
async function trainLayers(engine: Engine): Promise<Float32Array[]> {
  await engine.activate();
  const model = createModel();
  const adam = createOptimizer(ADAM, model.trainable);
  const step: StepFunction = (x, labels, mask) => {
    let predictions: tf.Tensor | undefined;
    const { value, grads } = tf.variableGrads(() => {
      predictions = tf.keep(model.predict(x!, mask!));
      return sparseCrossEntropy(labels!, predictions);
    }, model.trainable);
    adam.apply(model.trainable.map(({ name }) => grads[name]!));
    return [value, metrics.sparseCategoricalAccuracy(labels!, predictions!), predictions!];
  };
  const random = randomStream('layers step');
  const x = engine.upload(random.normals(SAMPLES * INPUTS, 0, 1), [SAMPLES, INPUTS]);
  const labels = engine.upload(
    Float32Array.from({ length: SAMPLES }, () => Math.floor(random.uniform() * CLASSES)),
    [SAMPLES, 1],
  );
  const mask = () =>
    engine.upload(
      Float32Array.from({ length: SAMPLES * HIDDEN }, () => (random.uniform() < 0.3 ? 0 : 1 / 0.7)),
      [SAMPLES, HIDDEN],
    );
  const numbers: Float32Array[] = [];
  const train = engine.compile('train', step);
  for (let i = 0; i < 3; i++) numbers.push(...(await train(x, labels, mask())));
  numbers.push(...(await engine.compile('evaluate', (input) => [model.evaluate(input!)])(x)));
  for (const weight of model.weights) numbers.push(await engine.read(weight));
  engine.reset();
  return numbers;
}

test.each(['wasm', 'onnxruntime'] as const)(
  '%s trains batch normalisation and dropout of the layers API as the CPU backend does',
  async (name) => {
    const cpu = eagerEngine({ name: 'wasm', version: 'none', numericClass: 'none' }, 'cpu');
    const expected = await trainLayers(cpu);
    const { engine } = await openEngine(name);
    const actual = await trainLayers(engine);
    expect(actual.length).toBe(expected.length);
    for (const [index, values] of expected.entries()) expectClose(actual[index]!, values, 2e-5);
  },
);
