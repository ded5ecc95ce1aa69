import { describe, expect, test } from 'vitest';
import { randomStream } from '../../pipeline/base/random.ts';
import { cusum, sequentialResiduals } from '../../pipeline/compare/new-seeds.ts';

const SEEDS = 5;
const normals = (label: string, count: number) => [...randomStream(`cusum/${label}`).normals(count, 0, 1)];

describe('sequential residuals', () => {
  test('measure each value by all before it', () => {
    // mean 2, s = 1, sqrt(1 + 1 / 3): t = 2 / 1.1547 = 1.732 with 2 degrees of freedom, P(T > t) = 0.1127.
    expect(sequentialResiduals([1, 2, 3, 4], 3)[0]).toBeCloseTo(1.2124, 3);
  });

  test('are standard normal and independent, although mean and deviation are estimated from five values', () => {
    const charts = Array.from({ length: 400 }, (_, chart) => {
      return sequentialResiduals(
        normals(`chart ${chart}`, 25).map((value) => 7 + 3 * value),
        SEEDS,
      );
    });
    const all = charts.flat();
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(all)).toBeCloseTo(0, 1);
    expect(mean(all.map((value) => value ** 2))).toBeCloseTo(1, 1);
    const neighbours = charts.flatMap((chart) => chart.slice(1).map((value, index) => value * chart[index]!));
    expect(mean(neighbours)).toBeCloseTo(0, 1);
  });

  test('say that a value is infinitely far from values that are all alike', () => {
    expect(sequentialResiduals([1, 1, 1, 1, 2], 3)).toEqual([0, Infinity]);
  });
});

describe('a chart', () => {
  test('adds up what is more than half a deviation', () => {
    expect(cusum([1, -0.2, 3])).toEqual({ above: 0.5 + 0 + 2.5 - 0.5, below: 0, alarm: false });
  });

  test('starts anew below zero', () => {
    expect(cusum([-5, 1]).above).toBe(0.5);
    expect(cusum([-5, 1]).below).toBe(4.5 - 1.5);
  });

  test('is raised by a shift of two deviations within two weeks', () => {
    const shifted = [...normals('before', SEEDS + 20), ...normals('after', 14).map((value) => value + 2)];
    expect(cusum(sequentialResiduals(shifted, SEEDS)).alarm).toBe(true);
  });

  test('raises a false alarm about once in 26,000 nights', () => {
    const [charts, nights] = [100, 2600];
    let alarms = 0;
    for (let chart = 0; chart < charts; chart++) {
      // In control the residuals are standard normal, as shown above.
      let after: number[] = [];
      for (const residual of normals(`control ${chart}`, nights)) {
        after.push(residual);
        const { above, below, alarm } = cusum(after);
        if (alarm) alarms += 1;
        if (alarm || (above === 0 && below === 0)) after = [];
      }
    }
    // 260,000 nights: 10 alarms are expected, and Poisson numbers of mean 10 lie within 2 to 20 with 99.8 %.
    expect(alarms).toBeGreaterThanOrEqual(2);
    expect(alarms).toBeLessThanOrEqual(20);
  });
});
