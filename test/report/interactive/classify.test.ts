import { expect, test } from 'vitest';
import { quantize } from '../../../pipeline/base/packing.ts';
import { classifier } from '../../../pipeline/report/interactive/classify.ts';

const layer = (rows: readonly (readonly number[])[], bias: number) => ({
  weights: quantize(Float32Array.from(rows.flat()), [rows.length, rows[0]!.length]),
  bias,
});

test('a layer multiplies, adds its bias, and a softmax makes shares of the sums', () => {
  const run = {
    seed: 1,
    layers: [
      layer(
        [
          [1, 0],
          [0, 1],
        ],
        0.5,
      ),
    ],
  };
  const [first, second] = classifier(run)([1, 0]);
  expect(first).toBeCloseTo(Math.exp(1.5) / (Math.exp(1.5) + Math.exp(0.5)), 6);
  expect(first! + second!).toBeCloseTo(1, 12);
});

test('a hidden layer passes on nothing below zero', () => {
  const hidden = layer(
    [
      [1, 0],
      [0, -1],
    ],
    0,
  );
  const run = {
    seed: 1,
    layers: [
      hidden,
      layer(
        [
          [1, 1],
          [0, 1],
        ],
        0,
      ),
    ],
  };
  // The second hidden unit would be -3; passed on, it would turn the answer round.
  const [first] = classifier(run)([2, 3]);
  expect(first).toBeCloseTo(Math.exp(2) / (Math.exp(2) + Math.exp(0)), 6);
});
