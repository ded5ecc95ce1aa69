import { expect, test } from 'vitest';
import { randomStream } from '../../pipeline/base/random.ts';

test('a label names the same draws for ever', () => {
  const stream = randomStream('a-softmax/1');
  expect([stream.uniform(), stream.uniform()]).toMatchInlineSnapshot(`
    [
      0.9692097485531121,
      0.1887513294350356,
    ]
  `);
  expect([...randomStream('a-softmax/1').fork('init/W1').normals(3, 0, 0.05)]).toMatchInlineSnapshot(`
    [
      -0.06514210999011993,
      0.024062983691692352,
      -0.03384612128138542,
    ]
  `);
});

test('a fork does not depend on what was drawn before', () => {
  const fresh = randomStream('x');
  const used = randomStream('x');
  used.uniform();
  expect(used.fork('y').uniform()).toBe(fresh.fork('y').uniform());
  expect(fresh.fork('y').uniform()).not.toBe(fresh.fork('z').uniform());
});

test('normals have the mean and the standard deviation asked for', () => {
  const count = 20_000;
  const values = randomStream('moments').normals(count, 2, 0.5);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  // Four standard errors each.
  expect(Math.abs(mean - 2)).toBeLessThan((4 * 0.5) / Math.sqrt(count));
  expect(Math.abs(Math.sqrt(variance) - 0.5)).toBeLessThan((4 * 0.5) / Math.sqrt(2 * count));
});

test('a permutation holds every number once, in another order', () => {
  const order = randomStream('order').permutation(100);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect([...order]).not.toEqual([...order].sort((a, b) => a - b));
});
