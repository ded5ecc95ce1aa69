import { expect, it } from 'vitest';
import { format, formatRange } from '../../pipeline/base/text.ts';

it('says a number in its unit', () => {
  expect(format(0.7989, 'percent')).toBe('79.89 %');
  expect(format(0.021, 'points')).toBe('2.10 points');
  expect(format(0.36892897, 'nats')).toBe('0.3689 nats');
  expect(format(88.4, 'iterations')).toBe('88 iterations');
  expect(format(1.504, 'decades')).toBe('1.50 decades');
  expect(format(0.333, 'ratio')).toBe('0.33');
});

it('says a range with its unit once', () => {
  expect(formatRange(0.786, 0.804, 'percent')).toBe('78.60 to 80.40 %');
});

it('gives a zero no sign', () => {
  expect(format(-0.00001, 'points')).toBe('0.00 points');
});
