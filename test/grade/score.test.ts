import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scoreItems } from '../../pipeline/grade/grade.ts';
import type { Results } from '../../pipeline/model/results.ts';
import { edited } from '../fixtures/edited.ts';
import { bandTable, groundsOf, madeUpResults, rubricOf } from './fixture.ts';

const genuine = madeUpResults();

const withAccuracy = (value: number): Results =>
  edited(genuine, 'experiments.a-softmax.replicates.0.final.test.accuracy', value);
const band = (levels: object[], more: object = {}) => ({
  id: 'x',
  kind: 'band',
  experiment: 'a-softmax',
  metric: 'test.accuracy',
  levels,
  ...more,
});
const scoreOne = (results: Results, item: object) => scoreItems(rubricOf([item]), groundsOf(results))[0]!;

describe('a band item', () => {
  const levels = [
    { points: 10, within: { low: 0.8, high: 0.9 } },
    { points: 4, within: { low: 0.7 } },
  ];

  test.each([
    [0.8, 10, 'passed'],
    [0.85, 10, 'passed'],
    [0.9, 10, 'passed'],
    [0.901, 4, 'partial'],
    [0.799, 4, 'partial'],
    [0.7, 4, 'partial'],
    [0.699, 0, 'failed'],
  ])('with %f earns %i points', (value, score, result) => {
    expect(scoreOne(withAccuracy(value), band(levels))).toMatchObject({ score, maxScore: 10, result });
  });

  test('earns the most points of the levels that hold, in whatever order they stand', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    const anyLevel = fc.record({
      points: fc.integer({ min: 1, max: 50 }),
      within: fc.tuple(unit, unit).map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) })),
    });
    fc.assert(
      fc.property(unit, fc.array(anyLevel, { minLength: 1, maxLength: 5 }), (value, some) => {
        let expected = 0;
        for (const { points, within } of some) {
          if (within.low <= value && value <= within.high && points > expected) expected = points;
        }
        for (const list of [some, [...some].reverse()]) {
          const { score, message } = scoreOne(withAccuracy(value), band(list));
          expect(score).toBe(expected);
          // Who has all the points is told of no level that was missed.
          expect(/outside/.test(message)).toBe(score < Math.max(...some.map(({ points }) => points)));
        }
      }),
    );
  });

  test('can lean on the project’s band, so many times as wide', () => {
    const { low, high } = bandTable['fashion-embedded']!['a-softmax']!['test.accuracy']!;
    const half = (high - low) / 2;
    const item = band([
      { points: 2, within: { bandWidths: 1 } },
      { points: 1, within: { bandWidths: 2 } },
    ]);
    expect(scoreOne(withAccuracy(low), item).score).toBe(2);
    expect(scoreOne(withAccuracy(low - 0.9 * half), item).score).toBe(1);
    expect(scoreOne(withAccuracy(low - 1.1 * half), item).score).toBe(0);
    expect(scoreOne(withAccuracy(high), item).score).toBe(2);
  });

  test('says what was missed and what was met', () => {
    expect(scoreOne(withAccuracy(0.75), band(levels)).message).toBe(
      '4 of 10 points: 75.00 % is outside the band 80.00 to 90.00 %, 5.00 points below it; 75.00 % is at least 70.00 %',
    );
    expect(scoreOne(withAccuracy(0.5), band([levels[1]!])).message).toBe(
      '0 of 4 points: 50.00 % is not at least 70.00 %',
    );
  });

  test('is as wide above the project’s band as below it', () => {
    const { low, high } = bandTable['fashion-embedded']!['a-softmax']!['test.accuracy']!;
    const item = band([{ points: 1, within: { bandWidths: 3 } }]);
    expect(scoreOne(withAccuracy(high + 0.99 * (high - low)), item).score).toBe(1);
    expect(scoreOne(withAccuracy(high + 1.01 * (high - low)), item).score).toBe(0);
  });

  test('earns nothing by a band that there is not for the data at hand', () => {
    const item = band([{ points: 1, within: { bandWidths: 1 } }]);
    expect(scoreItems(rubricOf([item]), groundsOf(genuine, { bandTable: {} }))[0]).toMatchObject({
      score: 0,
      message: '0 of 1 points: no band for these data',
    });
  });

  test.each([
    [{ low: 0.5 }, 0.5, '1 of 1 points: 0.5000 nats is at least 0.5000 nats'],
    [{ high: 0.5 }, 0.5, '1 of 1 points: 0.5000 nats is at most 0.5000 nats'],
    [{ high: 0.5 }, 0.75, '0 of 1 points: 0.7500 nats is not at most 0.5000 nats'],
  ])('with one open side, %j, says so of %f nats', (within, loss, message) => {
    const results = edited(genuine, 'experiments.a-softmax.replicates.0.final.test.loss', loss);
    const item = band([{ points: 1, within }], { metric: 'test.loss' });
    expect(scoreOne(results, item)).toMatchObject({ title: 'a-softmax, test loss', message });
  });

  test('has the title that the rubric gives it, hidden or not', () => {
    for (const visibility of ['visible', 'hidden']) {
      const item = band(levels, { title: 'The softmax layer', visibility });
      expect(scoreOne(withAccuracy(0.85), item).title).toBe('The softmax layer');
    }
  });

  test('of an experiment or a metric that there is not earns nothing', () => {
    const absent = band(levels, { experiment: 'a-network-a' });
    expect(scoreOne(genuine, absent)).toMatchObject({ score: 0, message: '0 of 10 points: not run' });
    expect(scoreOne(genuine, band(levels, { metric: 'validation.loss' }))).toMatchObject({ score: 0 });
  });
});

describe('an item that is not visible', () => {
  test.each(['hidden', 'after_due_date', 'after_published'])('%s: tells its points only', (visibility) => {
    const secret = band([{ points: 5, within: { low: 0.1234, high: 0.5678 } }], { visibility });
    expect(scoreOne(withAccuracy(0.3), secret)).toEqual({
      id: 'x',
      title: 'x',
      result: 'passed',
      score: 5,
      maxScore: 5,
      visibility,
      message: '5 of 5 points; not shown why',
    });
  });
});
