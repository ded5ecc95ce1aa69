import { expect, test } from 'vitest';
import { ratioOf, spreadOf } from '../../pipeline/bench/spread.ts';

test('a spread is the median and the quartiles, in any order of the values', () => {
  expect(spreadOf([5, 1, 4, 2, 3])).toEqual({ median: 3, lowerQuartile: 2, upperQuartile: 4, count: 5 });
});

test('quartiles lie between two values where they must', () => {
  // Of 1 and 2: a quarter and three quarters of the way
  expect(spreadOf([2, 1])).toEqual({ median: 1.5, lowerQuartile: 1.25, upperQuartile: 1.75, count: 2 });
});

test('a ratio pairs values lap by lap, as far as both went', () => {
  // 1/2, 4/4, 9/6: not the ratio of the medians of four laps
  expect(ratioOf([1, 4, 9, 100], [2, 4, 6])).toMatchObject({ median: 1, count: 3 });
});

test('nothing has no spread', () => {
  expect(() => spreadOf([])).toThrow(/missing values/);
});
