import { describe, expect, test } from 'vitest';
import { randomStream } from '../../pipeline/base/random.ts';
import { evenlyMixed, splitForSeed } from '../../pipeline/data/seeded-split.ts';
import type { Split } from '../../pipeline/model/data-set.ts';

/** So many images of each class, class by class, of two pixels that tell which it is. */
function pool(...counts: readonly number[]): Split {
  const labels = Uint8Array.from(counts.flatMap((count, label) => new Array<number>(count).fill(label)));
  const images = Uint8Array.from({ length: 2 * labels.length }, (_, i) =>
    i % 2 === 0 ? i >> 9 : (i >> 1) & 255,
  );
  return { images, labels, samples: labels.length };
}

const numberOf = ({ images }: Split, i: number) => 256 * images[2 * i]! + images[2 * i + 1]!;
const numbers = (split: Split) => Array.from({ length: split.samples }, (_, i) => numberOf(split, i));
const count = (labels: Uint8Array, label: number) => labels.filter((other) => other === label).length;

const POOL = pool(40, 25, 60);
const split = (seed: number, name = 'x', train = 100) => splitForSeed(POOL, { name, seed, train });

test('each image is in one of the two parts, once, with its label', () => {
  const { train, test: held } = split(1);
  expect([train.samples, held.samples]).toEqual([100, 25]);
  const all = [...numbers(train), ...numbers(held)];
  expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 125 }, (_, i) => i));
  for (const part of [train, held]) {
    numbers(part).forEach((image, i) => {
      expect(part.labels[i]).toBe(POOL.labels[image]);
    });
  }
});

test('the same seed and name give the same split, others another', () => {
  const first = numbers(split(1).train);
  expect(numbers(split(1).train)).toEqual(first);
  expect(numbers(split(2).train)).not.toEqual(first);
  expect(numbers(split(1, 'y').train)).not.toEqual(first);
  // How many are to train on moves the border, not the order.
  expect(numbers(split(1, 'x', 50).train)).toEqual(first.slice(0, 50));
});

test('is on every machine what it was when results were computed', () => {
  const small = splitForSeed(pool(3, 3), { name: 'pinned', seed: 1, train: 4 });
  expect([numbers(small.train), numbers(small.test)]).toEqual([
    [1, 3, 2, 4],
    [0, 5],
  ]);
});

test.each([0, 125, 126, -1, Number.NaN])('refuses %d of 125 images to train on', (train) => {
  expect(() => splitForSeed(POOL, { name: 'x', seed: 1, train })).toThrow(
    `invalid number of training images: ${train} of 125`,
  );
});

describe('every stretch of the order has the shares of the classes', () => {
  test.each([[[400, 250, 600]], [[1848, 1595, 1850, 1845]], [[1, 1, 1]], [[1, 999]]])(
    'of %j images',
    (counts) => {
      const { labels, samples } = pool(...counts);
      for (const seed of [1, 2, 3]) {
        const order = evenlyMixed(labels, randomStream(`test/${seed}`));
        for (const [from, to] of [
          [0, samples >> 1],
          [0, Math.floor(samples * 0.8)],
          [Math.floor(samples * 0.64), Math.floor(samples * 0.8)],
          [Math.floor(samples * 0.8), samples],
        ] as const) {
          const stretch = Uint8Array.from(order.subarray(from, to), (image) => labels[image]!);
          counts.forEach((size, label) => {
            const expected = (size * (to - from)) / samples;
            expect(Math.abs(count(stretch, label) - expected)).toBeLessThan(3);
          });
        }
      }
    },
  );
});

test('each image is as often to train on as another', () => {
  const seeds = 2000;
  const { samples } = pool(6, 4);
  const trained = new Array<number>(samples).fill(0);
  for (let seed = 1; seed <= seeds; seed++) {
    const { train } = splitForSeed(pool(6, 4), { name: 'even', seed, train: 5 });
    for (const image of numbers(train)) trained[image]! += 1;
  }
  // Half of the seeds each, with a standard deviation of sqrt(2000 / 4).
  for (const times of trained) expect(Math.abs(times - seeds / 2)).toBeLessThan(5 * Math.sqrt(seeds / 4));
});
