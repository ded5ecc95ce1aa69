import { expect, test } from 'vitest';
import { drawsFrom } from '../../../experiments/data/fabric.ts';
import { randomStream } from '../../../pipeline/base/random.ts';

const draws = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);
const mean = (values: number[]) => values.reduce((total, value) => total + value, 0) / values.length;

test('draws what the stream gives, scaled into the range', () => {
  const values = [0, 0.5, 0.25];
  const stream = { ...randomStream('unused'), uniform: () => values.shift() ?? 0 };
  const draw = drawsFrom(stream);
  expect([draw.uniform(2, 4), draw.uniform(2, 4), draw.pick(['a', 'b', 'c', 'd'])]).toEqual([2, 3, 'b']);
});

test('normal numbers have mean 0 and standard deviation 1, and stay within 2 * sqrt(3)', () => {
  const count = 20_000;
  const draw = drawsFrom(randomStream('chance'));
  const values = draws(count, () => draw.normal());
  expect(Math.abs(mean(values))).toBeLessThan(4 / Math.sqrt(count));
  expect(Math.abs(mean(values.map((value) => value * value)) - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
  expect(Math.max(...values.map(Math.abs))).toBeLessThan(2 * Math.sqrt(3));
});

test('a chance comes true as often as it says', () => {
  const count = 20_000;
  const draw = drawsFrom(randomStream('chance'));
  const share = mean(draws(count, () => (draw.chance(0.3) ? 1 : 0)));
  expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / count));
});

test('every item is picked about as often', () => {
  const draw = drawsFrom(randomStream('pick'));
  const picks = draws(9_000, () => draw.pick(['a', 'b', 'c']));
  for (const item of ['a', 'b', 'c']) {
    expect(Math.abs(picks.filter((pick) => pick === item).length - 3000)).toBeLessThan(4 * Math.sqrt(2000));
  }
});
