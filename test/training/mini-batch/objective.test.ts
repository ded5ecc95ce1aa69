import '@tensorflow/tfjs-backend-cpu';
import { tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../../../pipeline/engine/start-backend.ts';
import {
  correctAnswers,
  sparseCategoricalCrossentropy,
} from '../../../pipeline/training/mini-batch/objective.ts';

beforeAll(() => startBackend('cpu'));

const loss = (rows: number[][], labels: number[]) =>
  sparseCategoricalCrossentropy(tensor2d(rows), tensor1d(labels)).dataSync()[0]!;

describe('sparseCategoricalCrossentropy', () => {
  test('is the mean over samples of -log of the label’s probability', () => {
    const rows = [
      [0.5, 0.25, 0.25],
      [0.125, 0.125, 0.75],
    ];
    expect(loss(rows, [1, 2])).toBeCloseTo((-Math.log(0.25) - Math.log(0.75)) / 2, 6);
  });

  test('clips probabilities to [1e-7, 1 - 1e-7]', () => {
    expect(loss([[1, 0]], [1])).toBeCloseTo(-Math.log(1e-7), 4);
    expect(loss([[1, 0]], [0])).toBeCloseTo(1e-7, 7);
    expect(loss([[1, 0]], [0])).toBeGreaterThan(0);
  });
});

test('correctAnswers counts the rows whose largest probability is the label’s', () => {
  const rows = tensor2d([
    [0.7, 0.2, 0.1],
    [0.1, 0.3, 0.6],
    [0.2, 0.5, 0.3],
  ]);
  expect(correctAnswers(rows, tensor1d([0, 2, 2])).dataSync()[0]).toBe(2);
});
