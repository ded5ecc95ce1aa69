import { describe, expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import { checkBands } from '../../pipeline/bands/check.ts';
import type { Band, BandBook } from '../../pipeline/bands/file.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';
import { withFinal } from './with-final.ts';

const band = (low: number, high: number): Band => ({
  value: (low + high) / 2,
  low,
  high,
  derived: 'by hand',
  seeds: [1, 2, 3],
  date: '2026-11-22',
});
const book = {
  'fashion-mnist': { 'a-softmax': { 'test.accuracy': band(0.786, 0.804), 'test.loss': band(0.6, 0.64) } },
};
const check = (measurements: Measurements, bands: BandBook) =>
  checkBands(measurements, bands, study.experiments);
const plausible = plausibleMeasurements({ seeds: 1 });
const softmax = (accuracy: number, loss = 0.62) =>
  withFinal(plausible, 'a-softmax', { 'test.accuracy': accuracy, 'test.loss': loss });

describe('checkBands', () => {
  it('gives value, band and margin of a value inside', () => {
    const [record] = check(softmax(0.795), book);
    expect(record).toMatchObject({
      experiment: 'a-softmax',
      metric: 'test.accuracy',
      holds: 'inside',
      value: 0.795,
    });
    expect(record!.margin).toBeCloseTo(0.804 - 0.795, 12);
    expect(record!.message).toBe(
      'a-softmax, test accuracy on fashion-mnist: 79.50 % is inside the band 78.60 to 80.40 %, 0.90 points from the nearer edge',
    );
  });

  it.each([
    [0.776, '77.60 % is outside the band 78.60 to 80.40 %, 1.00 points below it'],
    [0.834, '83.40 % is outside the band 78.60 to 80.40 %, 3.00 points above it'],
  ])('says on which side %f is outside, and by how much', (value, words) => {
    const [record] = check(softmax(value), book);
    expect(record!.holds).toBe('outside');
    expect(record!.margin).toBeLessThan(0);
    expect(record!.message).toContain(words);
  });

  it('counts an edge as inside', () => {
    const [record] = check(softmax(0.804), book);
    expect(record).toMatchObject({ holds: 'inside', margin: 0, seeds: [1, 2, 3], date: '2026-11-22' });
    expect(record!.message).toContain('80.40 % is inside the band 78.60 to 80.40 %, 0.00 points from');
  });

  it('says that a quick run is not checked, and what would be', () => {
    const [quick] = check({ ...softmax(0.1), scale: 'quick' }, book);
    expect(quick).toMatchObject({ holds: 'not run', value: null, margin: null });
    expect(quick!.message).toMatch(/: not checked at quick scale \(band 78\.60 to 80\.40 %\)$/);
    const { 'a-softmax': _, ...others } = plausible.experiments;
    const [absent] = check({ ...plausible, experiments: others }, book);
    expect(absent!.message).toMatch(/: not run \(band 78\.60 to 80\.40 %\)$/);
  });

  it('says losses in nats', () => {
    expect(check(softmax(0.795, 0.65), book)[1]!.message).toBe(
      'a-softmax, test loss on fashion-mnist: 0.6500 nats is outside the band 0.6000 to 0.6400 nats, 0.0100 nats above it',
    );
  });

  it('reads the first seed, which the report shows', () => {
    const three = plausibleMeasurements({ seeds: 3 });
    expect(check(three, book)[0]!.value).toBe(
      three.experiments['a-softmax']!.replicates[0]!.final.test!.accuracy,
    );
  });

  it('marks experiments that were not run', () => {
    const [record] = check({ ...plausible, experiments: {} }, book);
    expect(record).toMatchObject({ holds: 'not run', value: null, margin: null });
    expect(record!.message).toContain('not run (band 78.60 to 80.40 %)');
  });

  it('applies no band at quick scale', () => {
    const records = check({ ...softmax(0.1), scale: 'quick' }, book);
    expect(records.map(({ holds }) => holds)).toEqual(['not run', 'not run']);
  });

  it('keeps the bands of one data set away from the values of another', () => {
    expect(check(plausibleMeasurements({ kind: 'embedded', seeds: 1 }), book)).toEqual([]);
  });

  it('refuses a band of a metric that the experiment does not measure', () => {
    const wrong = { 'fashion-mnist': { 'a-softmax': { 'validation.loss': band(0, 1) } } };
    expect(() => check(plausible, wrong)).toThrow(
      'unknown metric of a-softmax: validation.loss; remove its band from bands/fashion-mnist.json',
    );
  });
});
