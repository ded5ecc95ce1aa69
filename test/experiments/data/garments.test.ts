import { expect, test } from 'vitest';
import { drawGarments } from '../../../experiments/data/garments.ts';

const PIXELS = 28 * 28;
const image = (images: Uint8Array, index: number) => images.subarray(PIXELS * index, PIXELS * (index + 1));

test('draws the same picture at the same place for ever', () => {
  const { labels, images } = drawGarments('train', 10);
  expect([...labels]).toEqual([1, 3, 4, 6, 9, 0, 5, 7, 8, 2]);
  // The middle row of the first picture.
  expect([...image(images, 0).subarray(14 * 28, 15 * 28)]).toEqual([
    0, 0, 0, 0, 0, 0, 0, 0, 0, 107, 134, 137, 138, 77, 100, 137, 143, 140, 93, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  ]);
});

test('draws other pictures to test on than to train on', () => {
  expect(drawGarments('test', 20).images).not.toEqual(drawGarments('train', 20).images);
});

test('a picture depends on its number and its class only', () => {
  const few = drawGarments('train', 40);
  const many = drawGarments('train', 80);
  let compared = 0;
  for (let index = 0; index < 40; index++) {
    if (few.labels[index] !== many.labels[index]) continue;
    expect(image(few.images, index)).toEqual(image(many.images, index));
    compared++;
  }
  expect(compared).toBeGreaterThan(0);
});

test('every picture shows something, with background around it', () => {
  const { images, labels } = drawGarments('train', 200);
  labels.forEach((_, index) => {
    const seen = image(images, index).filter((pixel) => pixel > 0).length;
    expect(seen).toBeGreaterThan(30);
    expect(seen).toBeLessThan(0.9 * PIXELS);
  });
});
