import { describe, expect, test } from 'vitest';
import { atLeast, judgeTogether, type Residual } from '../../pipeline/bands/together.ts';
import { randomStream } from '../../pipeline/base/random.ts';

const residuals = (values: readonly number[], streamOf = (index: number) => `stream ${index}`): Residual[] =>
  values.map((residual, index) => ({ name: `value ${index}`, stream: streamOf(index), residual }));

test('two of 194 values outside are what chance gives', () => {
  const values = Array.from({ length: 194 }, (_, index) => (index < 2 ? 2.7 : 0.3));
  expect(judgeTogether(residuals(values))).toEqual({ outside: 2, of: 194, alarms: [] });
});

test('one value that is far out is enough', () => {
  const { alarms } = judgeTogether(residuals([...Array(193).fill(0), -5.5]));
  expect(alarms).toEqual(['value 193: 5.5 standard deviations below what other seeds give']);
});

test('many values a little outside are enough', () => {
  const values = Array.from({ length: 20 }, (_, index) => (index < 5 ? 2.7 : 0));
  expect(judgeTogether(residuals(values)).alarms).toEqual([
    expect.stringContaining('5 of 20 values lie outside their bands, in 5 of 20 streams'),
  ]);
});

test('many values of one stream are one event', () => {
  const values = Array.from({ length: 20 }, (_, index) => (index < 5 ? 2.7 : 0));
  const shared = residuals(values, (index) => (index < 5 ? 'shared' : `stream ${index}`));
  expect(judgeTogether(shared).alarms).toEqual([]);
});

test('the chance of at least so many events is that of independent ones', () => {
  expect(atLeast(0, [0.5])).toBe(1);
  expect(atLeast(2, [0.5, 0.5, 0.5])).toBeCloseTo(4 / 8, 12);
  expect(atLeast(2, [0.1, 0.2])).toBeCloseTo(0.1 * 0.2, 12);
});

describe('false alarms', () => {
  const share = (correlation: number) => {
    const nights = 4000;
    const normals = randomStream(`together/${correlation}`).normals(nights * 200, 0, 1);
    let alarms = 0;
    for (let night = 0; night < nights; night++) {
      const draw = (index: number) => normals[night * 200 + index]!;
      const values = Array.from({ length: 160 }, (_, index) => {
        const common = draw(160 + Math.floor(index / 8));
        return Math.sqrt(correlation) * common + Math.sqrt(1 - correlation) * draw(index);
      });
      if (judgeTogether(residuals(values, (index) => String(Math.floor(index / 8)))).alarms.length > 0)
        alarms++;
    }
    return alarms / nights;
  };

  // At most 1 in 1,000 is 4 in 4,000; a Poisson number of mean 4 is at most 12 with 99.97 %.
  test.each([0, 0.5, 0.99])('are rare where values of one stream correlate by %d', (correlation) => {
    expect(share(correlation)).toBeLessThanOrEqual(12 / 4000);
  });
});
