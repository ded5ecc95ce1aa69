import '@tensorflow/tfjs-backend-cpu';
import { grads, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { weightPenalty } from '../../../experiments/part-a/penalties.ts';
import { startBackend } from '../../../pipeline/engine/start-backend.ts';
import type { Penalty } from '../../../pipeline/training/full-batch/config.ts';

beforeAll(() => startBackend('cpu'));

const W1 = tensor2d([[1, -2]]);
const W2 = tensor2d([[-3], [0.5]]);

const cases: [Penalty['kind'], value: number, gradient1: number[], gradient2: number[]][] = [
  ['signed-sum', 1 - 2 - 3 + 0.5, [1, 1], [1, 1]],
  ['l1', 1 + 2 + 3 + 0.5, [1, -1], [-1, 1]],
  ['l2', 1 + 4 + 9 + 0.25, [2, -4], [-6, 1]],
];

describe.each(cases)('%s', (kind, value, gradient1, gradient2) => {
  const penalty = { kind, delta: 0.1 };

  test('adds up the weights of all layers, times delta', () => {
    expect(weightPenalty(penalty, [W1, W2]).dataSync()[0]).toBeCloseTo(0.1 * value, 6);
  });

  test('pulls each weight by its own gradient', () => {
    const [d1, d2] = grads((a, b) => weightPenalty(penalty, [a!, b!]))([W1, W2]);
    for (const [index, slope] of gradient1.entries())
      expect(d1!.dataSync()[index]).toBeCloseTo(0.1 * slope, 6);
    for (const [index, slope] of gradient2.entries())
      expect(d2!.dataSync()[index]).toBeCloseTo(0.1 * slope, 6);
  });
});

test('only the signed sum can be negative, which is how the printed L1 loss came below the plain one', () => {
  expect(weightPenalty({ kind: 'signed-sum', delta: 1 }, [W2]).dataSync()[0]).toBeLessThan(0);
  expect(weightPenalty({ kind: 'l1', delta: 1 }, [W2]).dataSync()[0]).toBeGreaterThan(0);
});
