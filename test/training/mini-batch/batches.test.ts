import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';
import { eagerEngine } from '../../../pipeline/engine/eager.ts';
import type { EngineArray } from '../../../pipeline/model/engine.ts';
import { pieces, readSamples, uploadBatch } from '../../../pipeline/training/mini-batch/batches.ts';
import { trainingShare } from '../../../pipeline/training/sizes.ts';
import { tinyImages } from './tiny-images.ts';

test('keeps the last fifth for validation, as Keras rounds it', () => {
  expect(trainingShare(60_000, 0.2)).toBe(48_000);
  expect(trainingShare(8_000, 0.2)).toBe(6_400);
  expect(trainingShare(7, 0.2)).toBe(5); // 5.6, rounded down
  expect(trainingShare(7, 0)).toBe(7);
});

test('cuts a range into pieces, the last one smaller', () => {
  expect(pieces({ from: 3, to: 10 }, 3)).toEqual([
    { from: 3, to: 6 },
    { from: 6, to: 9 },
    { from: 9, to: 10 },
  ]);
});

test('uploads consecutive samples, pixels as fractions of 255', async () => {
  const engine = eagerEngine({ name: 'wasm', version: 'cpu', numericClass: 'test' }, 'cpu');
  await engine.activate();
  const data = tinyImages();
  const batch = uploadBatch(engine, readSamples(data, data.train, 8), { from: 4, to: 6 });
  const read = async (array: EngineArray) => {
    const [values] = await engine.compile('read', (x) => [x!])(array);
    return [...values!];
  };
  expect(batch.features.shape).toEqual([2, 2, 3]);
  const bytes = [...data.train.images.slice(24, 36)];
  expect(await read(batch.features)).toEqual(bytes.map((byte) => Math.fround(byte / 255)));
  expect(await read(batch.labels)).toEqual([4 % 3, 5 % 3]);
  batch.dispose();
});
