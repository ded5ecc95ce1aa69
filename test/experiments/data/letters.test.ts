import { expect, test } from 'vitest';
import { drawLetters } from '../../../experiments/data/letters.ts';

const PIXELS = 28 * 28;
const image = (images: Uint8Array, index: number) => images.subarray(PIXELS * index, PIXELS * (index + 1));

test('draws the same picture at the same place for ever', () => {
  const { labels, images } = drawLetters('train', 10);
  expect([...labels]).toEqual([1, 3, 4, 8, 9, 6, 7, 2, 5, 0]);
  // The middle row of the first picture.
  expect([...image(images, 0).subarray(14 * 28, 15 * 28)]).toEqual([
    201, 205, 202, 193, 205, 204, 202, 195, 200, 203, 201, 199, 193, 193, 199, 202, 202, 196, 199, 198, 202,
    203, 203, 101, 0, 0, 0, 6,
  ]);
});

test('draws other pictures to test on than to train on', () => {
  expect(drawLetters('test', 20).images).not.toEqual(drawLetters('train', 20).images);
});

test('a picture depends on its number and its class only', () => {
  const few = drawLetters('train', 40);
  const many = drawLetters('train', 80);
  const same = [...few.labels.keys()].filter((index) => few.labels[index] === many.labels[index]);
  expect(same.length).toBeGreaterThan(0);
  for (const index of same) expect(image(few.images, index)).toEqual(image(many.images, index));
});

test('most letters are white on black, a few black on white, and all show something', () => {
  const { images, labels } = drawLetters('train', 500);
  const corners = [0, 27, PIXELS - 28, PIXELS - 1];
  let bright = 0;
  labels.forEach((_, index) => {
    const pixels = image(images, index);
    expect(new Set(pixels).size).toBeGreaterThan(10);
    if (corners.filter((corner) => pixels[corner]! > 127).length >= 3) bright++;
  });
  // Of 500, 2 % are inverted and about half of another 2 % cut out of a board that may reach the corners.
  expect(bright).toBeGreaterThan(0);
  expect(bright).toBeLessThan(0.06 * 500);
});
