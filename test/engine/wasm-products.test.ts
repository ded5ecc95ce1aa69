import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { randomStream } from '../../pipeline/base/random.ts';
import { openEngine } from '../../pipeline/engine/choose.ts';
import { expectClose } from '../training/closeness.ts';

beforeAll(async () => {
  const { engine } = await openEngine('wasm');
  await engine.activate();
});

interface Product {
  readonly batches: [number[], number[]];
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly isFused: boolean;
}

/** [...batch, 3, 5] x [...batch, 5, 4] on one backend, either operand stored transposed. */
async function multiplyOn(backend: string, { batches, transposeA, transposeB, isFused }: Product) {
  await tf.setBackend(backend);
  const random = randomStream('products');
  const normals = (shape: number[]) => tf.tensor(random.normals(tf.util.sizeFromShape(shape), 0, 1), shape);
  return tf.tidy(() => {
    const a = normals([...batches[0], ...(transposeA ? [5, 3] : [3, 5])]);
    const b = normals([...batches[1], ...(transposeB ? [4, 5] : [5, 4])]);
    const bias = normals([4]);
    const product = isFused
      ? tf.fused.matMul({ a, b, transposeA, transposeB, bias, activation: 'relu' })
      : tf.matMul(a, b, transposeA, transposeB);
    return { shape: product.shape, values: product.dataSync() };
  });
}

const SINGLE: Product['batches'][] = [
  [[], []],
  [[1], [1]],
];
const SEVERAL: Product['batches'][] = [
  [[2], [2]],
  [[1], [2]],
  [[2], [1]],
  [
    [2, 3],
    [2, 3],
  ],
];
const TRANSPOSES = [
  { transposeA: false, transposeB: false },
  { transposeA: true, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: true },
];

const KINDS = [
  { kind: 'a product', isFused: false, sizes: [...SINGLE, ...SEVERAL] },
  { kind: 'a product with bias and ReLU', isFused: true, sizes: SINGLE },
];

describe.each(KINDS)('$kind on wasm', ({ isFused, sizes }) => {
  test.each(TRANSPOSES)('agrees with the CPU backend for %o', async (transposes) => {
    for (const batches of sizes) {
      const product = { batches, isFused, ...transposes };
      const expected = await multiplyOn('cpu', product);
      const actual = await multiplyOn('wasm', product);
      expect(actual.shape).toEqual(expected.shape);
      expectClose(actual.values, expected.values);
    }
  });
});

test('a batch of products with bias is refused, since the backend computes it wrong', async () => {
  const product: Product = { batches: [[2], [2]], isFused: true, ...TRANSPOSES[0]! };
  await expect(multiplyOn('wasm', product)).rejects.toThrow(/batch of fused products/);
});

test('a product frees its transposed operands', async () => {
  await tf.setBackend('wasm');
  const [a, b] = [tf.ones([5, 3]), tf.ones([4, 5])];
  const { numTensors, numDataBuffers } = tf.memory();
  const buffers = tf.backend().numDataIds();
  for (let i = 0; i < 3; i++) tf.matMul(a, b, true, true).dispose();
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  expect(tf.backend().numDataIds()).toBe(buffers);
  tf.dispose([a, b]);
});

test('a transposed product gives the bits of the fast one, the product of what was transposed before', async () => {
  await tf.setBackend('wasm');
  const random = randomStream('transposed product');
  const a = tf.tensor(random.normals(200 * 400, 0, 1), [200, 400]);
  const bStored = tf.tensor(random.normals(500 * 400, 0, 1), [500, 400]);
  const transposed = tf.tidy(() => tf.matMul(a, bStored, false, true).dataSync());
  const plain = tf.tidy(() => tf.matMul(a, tf.transpose(bStored)).dataSync());
  expect(Buffer.from(transposed.buffer).equals(Buffer.from(plain.buffer))).toBe(true);
  tf.dispose([a, bStored]);
});
