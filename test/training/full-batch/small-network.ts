import * as tf from '@tensorflow/tfjs-core';
import { randomStream } from '../../../pipeline/base/random.ts';
import type { StepFunction } from '../../../pipeline/model/engine.ts';
import { createOptimizer } from '../../../pipeline/training/optimizer.ts';

export const INPUTS = 12;
export const CLASSES = 4;
export const ADAM = { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

export interface SmallNetwork {
  readonly variables: readonly tf.Variable[];
  /** (features, labels) -> [cross-entropy, correct answers, predictions]; one update with Adam. */
  readonly train: StepFunction;
  dispose(): void;
}

/** 12 -> 7 ReLU -> 4 softmax with an L2 penalty, as part A writes its models: features are rows. */
export function smallNetwork(): SmallNetwork {
  const random = randomStream('small network');
  const normals = (shape: number[]) =>
    tf.tidy(() => tf.variable(tf.tensor(random.normals(tf.util.sizeFromShape(shape), 0, 0.5), shape)));
  const [W1, b1, W2, b2] = [normals([7, INPUTS]), normals([]), normals([CLASSES, 7]), normals([CLASSES, 1])];
  const variables = [W1, b1, W2, b2];
  const adam = createOptimizer(ADAM, variables);

  function predict(X: tf.Tensor): tf.Tensor {
    const H = tf.maximum(0, tf.add(tf.matMul(W1, X), b1)); // [7, samples]
    const t = tf.exp(tf.add(tf.matMul(W2, H), b2)); // [CLASSES, samples]
    return tf.div(t, tf.sum(t, 0));
  }

  return {
    variables,
    train(X, Y) {
      let predictions: tf.Tensor | undefined;
      const { value, grads } = tf.variableGrads(() => {
        predictions = tf.keep(predict(X!));
        const penalty = tf.mul(0.01, tf.add(tf.sum(tf.pow(W1, 2)), tf.sum(tf.pow(W2, 2))));
        const crossEntropy = tf.neg(tf.mean(tf.sum(tf.mul(Y!, tf.log(predictions)), 0)));
        return tf.add(crossEntropy, penalty) as tf.Scalar;
      }, variables);
      adam.apply(variables.map(({ name }) => grads[name]!));
      const isCorrect = tf.equal(tf.argMax(predictions!, 0), tf.argMax(Y!, 0));
      return [value, tf.sum(isCorrect), predictions!];
    },
    dispose() {
      for (const variable of variables) variable.dispose();
      adam.dispose();
    },
  };
}

/** Features [INPUTS, samples] and one-hot labels [CLASSES, samples]. */
export function smallBatch(samples: number): { features: Float32Array; labels: Float32Array } {
  const random = randomStream(`small batch of ${samples}`);
  const labels = new Float32Array(CLASSES * samples);
  for (let i = 0; i < samples; i++) labels[Math.floor(random.uniform() * CLASSES) * samples + i] = 1;
  return { features: random.normals(INPUTS * samples, 0, 1), labels };
}
