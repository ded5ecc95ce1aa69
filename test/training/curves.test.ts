import { expect, test } from 'vitest';
import { emptyCurve, last, record, significant } from '../../pipeline/training/curves.ts';

test('a curve begins empty, keeps eight significant digits and ends with what was recorded last', () => {
  const curve = emptyCurve();
  expect(curve).toEqual({ accuracy: [], loss: [] });
  record(curve, { accuracy: 0.25, loss: 2.5 });
  record(curve, { accuracy: 1 / 3, loss: 200 / 3 });
  expect(curve).toEqual({ accuracy: [0.25, 0.33333333], loss: [2.5, 66.666667] });
  record(curve, { accuracy: 1 / 3, loss: 200 / 3 });
  record(curve, { accuracy: 0.5, loss: 1 });
  expect(last(curve)).toEqual({ accuracy: 0.5, loss: 1 });
  expect(significant(1234567.891)).toBe(1234567.9);
});
