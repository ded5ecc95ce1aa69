import '@tensorflow/tfjs-backend-cpu';
import { grad, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { correctAnswers, crossEntropy, relu, softmax } from '../../../experiments/part-a/operations.ts';
import { startBackend } from '../../../pipeline/engine/start-backend.ts';

beforeAll(() => startBackend('cpu'));

const close = (actual: Iterable<number>, expected: readonly number[]) => {
  const values = [...actual];
  expect(values).toHaveLength(expected.length);
  for (const [index, value] of values.entries()) expect(value).toBeCloseTo(expected[index]!, 5);
};

describe('softmax', () => {
  test('divides each exponential by its column’s sum', () => {
    const x = tensor2d([
      [0, 1],
      [Math.log(3), 1],
    ]); // [classes 2, samples 2]
    close(softmax(x).dataSync(), [1 / (1 + 3), 1 / 2, 3 / (1 + 3), 1 / 2]);
  });

  test('stays a number where e^x would overflow', () => {
    close(
      softmax(
        tensor2d([
          [200, -200],
          [0, 200],
        ]),
      ).dataSync(),
      [1, 0, 0, 1],
    );
    expect(
      grad(softmax)(tensor2d([[200], [0]]), tensor2d([[1], [0]]))
        .dataSync()
        .every(Number.isFinite),
    ).toBe(true);
  });

  test('has the gradient p * (dy - sum of dy * p)', () => {
    const x = tensor2d([[0], [Math.log(3)]]);
    const dy = tensor2d([[1], [0]]);
    // p = (1/4, 3/4); dy . p = 1/4
    close(grad(softmax)(x, dy).dataSync(), [(1 / 4) * (1 - 1 / 4), (3 / 4) * (0 - 1 / 4)]);
  });
});

test('relu keeps what is positive', () => {
  close(relu(tensor2d([[-2, 0, 3]])).dataSync(), [0, 0, 3]);
});

describe('crossEntropy', () => {
  const predictions = tensor2d([
    [0.5, 0.25],
    [0.5, 0.75],
  ]);
  const labels = tensor2d([
    [1, 0],
    [0, 1],
  ]);

  test('is the mean over samples of -log of the label’s probability', () => {
    close(crossEntropy(predictions, labels).dataSync(), [(-Math.log(0.5) - Math.log(0.75)) / 2]);
  });

  test('stays a number when a prediction underflows to 0', () => {
    const sure = tensor2d([[1], [0]]);
    close(crossEntropy(sure, tensor2d([[1], [0]])).dataSync(), [0]);
    close(crossEntropy(sure, tensor2d([[0], [1]])).dataSync(), [126 * Math.log(2)]);
    close(grad((p) => crossEntropy(p, tensor2d([[1], [0]])))(sure).dataSync(), [-1 / 1, 0]);
  });

  test('has the gradient -label / prediction / samples', () => {
    const dp = grad((p) => crossEntropy(p, labels))(predictions).dataSync();
    close(dp, [-1 / 0.5 / 2, 0, 0, -1 / 0.75 / 2]);
  });
});

test('correctAnswers counts the columns whose largest rows agree', () => {
  const predictions = tensor2d([
    [0.9, 0.2, 0.4],
    [0.1, 0.8, 0.6],
  ]);
  const labels = tensor2d([
    [1, 1, 0],
    [0, 0, 1],
  ]);
  close(correctAnswers(predictions, labels).dataSync(), [1 + 0 + 1]);
});
