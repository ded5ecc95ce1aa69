import '@tensorflow/tfjs-backend-cpu';
import { memory, tensor, tidy, variable } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../../pipeline/engine/start-backend.ts';
import { createOptimizer } from '../../pipeline/training/optimizer.ts';
import type { OptimizerConfig } from '../../pipeline/training/settings.ts';

beforeAll(() => startBackend('cpu'));

/** From ordinary ones down to those that epsilon outweighs. */
const GRADIENTS = Array.from({ length: 40 }, (_, step) => [
  Math.sin(step),
  1e-3 * Math.cos(3 * step),
  1e-7 * (1 + (step % 3)),
  0,
]);
const START = [1, -2, 0.5, 3];
/** Each step rounds a number below 4 to float32. */
const ROUNDING = GRADIENTS.length * 2 ** -23;

/** What the optimiser makes of START. */
function optimized(config: OptimizerConfig): number[] {
  const parameter = tidy(() => variable(tensor(START)));
  const optimizer = createOptimizer(config, [parameter]);
  for (const gradient of GRADIENTS) tidy(() => optimizer.apply([tensor(gradient)]));
  const values = [...parameter.dataSync()];
  optimizer.dispose();
  parameter.dispose();
  return values;
}

/** Kingma and Ba 2015, Algorithm 1, line by line in double precision. */
function algorithm1(alpha: number, beta1: number, beta2: number, epsilon: number): number[] {
  return START.map((start, index) => {
    let [theta, m, v] = [start, 0, 0];
    for (const [step, gradients] of GRADIENTS.entries()) {
      const g = gradients[index]!;
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g ** 2;
      const mCorrected = m / (1 - beta1 ** (step + 1));
      const vCorrected = v / (1 - beta2 ** (step + 1));
      theta -= (alpha * mCorrected) / (Math.sqrt(vCorrected) + epsilon);
    }
    return theta;
  });
}

test.each([
  [0.001, 0.9, 0.999, 1e-7],
  [0.1, 0.5, 0.9, 1e-3],
  [0.01, 0, 0, 1e-7],
])(
  'Adam follows Algorithm 1: rate %d, betas %d and %d, epsilon %d',
  (learningRate, beta1, beta2, epsilon) => {
    const actual = optimized({ kind: 'adam', learningRate, beta1, beta2, epsilon });
    const expected = algorithm1(learningRate, beta1, beta2, epsilon);
    for (const [index, value] of expected.entries()) {
      const moved = Math.abs(value - START[index]!);
      expect(Math.abs(actual[index]! - value)).toBeLessThanOrEqual(2e-5 * moved + ROUNDING);
    }
  },
);

test('gradient descent goes against the gradient, by the rate times its size', () => {
  const actual = optimized({ kind: 'sgd', learningRate: 0.25 });
  for (const [index, start] of START.entries()) {
    const sum = GRADIENTS.reduce((total, gradient) => total + gradient[index]!, 0);
    expect(actual[index]).toBeCloseTo(start - 0.25 * sum, 5);
  }
});

test.each<OptimizerConfig>([
  { kind: 'sgd', learningRate: 0.1 },
  { kind: 'adam', learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
])('$kind leaves no tensor behind', (config) => {
  const before = memory().numTensors;
  optimized(config);
  expect(memory().numTensors).toBe(before);
});
