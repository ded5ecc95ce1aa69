import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { deriveBands } from '../../pipeline/bands/derive.ts';
import { leaveOneOut } from '../../pipeline/bands/scatter.ts';
import { randomStream } from '../../pipeline/base/random.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';
import { withFinal } from './with-final.ts';

const SEEDS = 5;
const five = plausibleMeasurements({ seeds: SEEDS });
const { trainers } = study;

const only = (...ids: string[]): Measurements => ({
  ...five,
  experiments: Object.fromEntries(ids.map((id) => [id, five.experiments[id]!])),
});

test('a run inside a band that it widened itself need not lie inside that of the others', () => {
  const outlier = withFinal(only('a-softmax'), 'a-softmax', {
    'test.accuracy': [0.795, 0.7951, 0.7949, 0.795, 0.798],
  });
  const { bandTable } = deriveBands(outlier, { date: '2026-11-22', trainers });
  expect(bandTable['fashion-mnist']!['a-softmax']!['test.accuracy']!.high).toBeGreaterThan(0.798);
  const metrics = Object.keys(bandTable['fashion-mnist']!['a-softmax']!).length;
  const { inside, of } = leaveOneOut(outlier, trainers);
  expect(of).toBe(metrics * SEEDS);
  expect(inside).toBeLessThan(of);
});

test('counts twins once', () => {
  const alone = leaveOneOut(only('a-network-a'), trainers);
  const record = five.experiments['a-network-a']!;
  const twins = { ...five, experiments: { 'a-network-a': record, 'a-width-300': record } };
  expect(leaveOneOut(twins, trainers)).toEqual(alone);
});

describe('99 % of normal values', () => {
  const WIDTHS = ['a-width-500', 'a-width-600', 'a-width-700', 'a-width-800'];

  test('lie inside, with pooled scatter as well', () => {
    let [inside, of] = [0, 0];
    for (let trial = 0; trial < 60; trial++) {
      const normals = randomStream(`leave one out/${trial}`).normals(WIDTHS.length * SEEDS, 0.875, 0.002);
      const drawn = WIDTHS.reduce(
        (measurements, id, index) => {
          const values = [...normals.subarray(index * SEEDS, (index + 1) * SEEDS)];
          return withFinal(measurements, id, { 'test.accuracy': values });
        },
        only(...WIDTHS),
      );
      const counted = leaveOneOut(drawn, trainers);
      inside += counted.inside;
      of += counted.of;
    }
    // 60 x 4 x 5 values of the metric that is drawn, and the others of the fixture, which are normal as well.
    expect(inside / of).toBeGreaterThan(0.98);
    expect(inside / of).toBeLessThan(0.999);
  });
});
