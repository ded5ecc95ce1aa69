import { expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { gigaflops } from '../../pipeline/bench/session.ts';
import { resize } from '../../pipeline/bench/train.ts';
import type { DataSet } from '../../pipeline/model/data-set.ts';

test('counts the operations of network A’s products', () => {
  const networkA = study.benchmark!.fullBatch.find(({ id }) => id === 'a-network-a')!;
  const forward = 2 * (784 * 300 + 300 * 10);
  const backward = 2 * (784 * 300 + 300 * 10) + 2 * 300 * 10; // both layers' weights, and the hidden layer
  expect(gigaflops(networkA, { inputs: 784, classes: 10 })).toBeCloseTo(
    (60_000 * (forward + backward) + 10_000 * forward) / 1e9,
    10,
  );
});

test('a data set that is too small is read again from its start', () => {
  const split = { images: Uint8Array.of(1, 2, 3, 4, 5, 6), labels: Uint8Array.of(0, 1, 2), samples: 3 };
  const data = { rows: 1, columns: 2, train: split, test: split } as DataSet;
  const { train, test: cut } = resize(data, { train: 5, test: 2 });
  expect(train).toEqual({
    images: Uint8Array.of(1, 2, 3, 4, 5, 6, 1, 2, 3, 4),
    labels: Uint8Array.of(0, 1, 2, 0, 1),
    samples: 5,
  });
  expect(cut).toEqual({ images: Uint8Array.of(1, 2, 3, 4), labels: Uint8Array.of(0, 1), samples: 2 });
});
