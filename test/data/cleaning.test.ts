import { expect, test } from 'vitest';
import { clean } from '../../pipeline/data/cleaning.ts';

/** Images of one pixel each. */
const images = (...values: readonly (readonly [label: number, pixel: number])[]) =>
  values.map(([label, pixel], i) => ({ label, file: `${i}.png`, pixels: Uint8Array.of(pixel) }));
const kept = ({ images: left }: ReturnType<typeof clean>) => left.map(({ file }) => file);

test('keeps images that differ, in their order', () => {
  const result = clean(images([0, 5], [0, 6], [1, 7]));
  expect(kept(result)).toEqual(['0.png', '1.png', '2.png']);
  expect(result).toMatchObject({ copies: 0, contradictory: 0 });
});

test('keeps the first of several that are the same', () => {
  const result = clean(images([0, 5], [0, 5], [0, 6], [0, 5]));
  expect(kept(result)).toEqual(['0.png', '2.png']);
  expect(result).toMatchObject({ copies: 2, contradictory: 0 });
});

test('keeps none of those that occur under two labels, copies of them included', () => {
  const result = clean(images([0, 5], [0, 5], [0, 6], [1, 5], [2, 5]));
  expect(kept(result)).toEqual(['2.png']);
  expect(result).toMatchObject({ copies: 0, contradictory: 4 });
});

test('looks at the pixels that an image has, not at the memory that they lie in', () => {
  const memory = Uint8Array.of(1, 2, 1, 2, 9);
  const parts = [memory.subarray(0, 2), memory.subarray(2, 4), memory.subarray(3, 5)];
  const result = clean(parts.map((pixels, i) => ({ label: 0, file: `${i}`, pixels })));
  expect(kept(result)).toEqual(['0', '2']);
});
