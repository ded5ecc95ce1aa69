import { describe, expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import { checkBands } from '../../pipeline/bands/check.ts';
import { deriveBands } from '../../pipeline/bands/derive.ts';
import { formatBands, parseBands } from '../../pipeline/bands/file.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';
import { withFinal } from './with-final.ts';

const { experiments, trainers } = study;
const date = '2026-11-22';
const three = plausibleMeasurements({ seeds: 3 });
const bandOf = (measurements: typeof three, id: string) =>
  deriveBands(measurements, { date, trainers })['fashion-mnist']![id]!;

describe('deriveBands', () => {
  it('predicts one more run from the scatter of the seeds', () => {
    const measured = withFinal(three, 'a-softmax', { 'test.accuracy': [0.79, 0.795, 0.8] });
    // s = 0.005, t(0.995, 2) = 9.92484, sqrt(1 + 1 / 3) = 1.154701
    const half = 9.92484 * 0.005 * 1.154701;
    const { value, low, high, seeds } = bandOf(measured, 'a-softmax')['test.accuracy']!;
    expect(value).toBe(0.795);
    expect(low).toBeCloseTo(0.795 - half, 5);
    expect(high).toBeCloseTo(0.795 + half, 5);
    expect(seeds).toEqual([1, 2, 3]);
  });

  it('gives seeds that agree entirely a band of the floor width, and says so', () => {
    const measured = withFinal(three, 'a-l2-1.0', {
      'test.accuracy': 0.5,
      'test.loss': 2.5,
      'train.loss': 0.25,
    });
    const bands = bandOf(measured, 'a-l2-1.0');
    expect(bands['test.accuracy']).toMatchObject({ low: 0.5 - 0.006, high: 0.5 + 0.006 });
    expect(bands['test.accuracy']!.derived).toContain('half width raised to the floor of 0.60 points');
    expect(bands['test.loss']).toMatchObject({ low: 2.5 - 0.002 * 2.5, high: 2.5 + 0.002 * 2.5 });
    expect(bands['train.loss']).toMatchObject({ low: 0.25 - 0.001, high: 0.25 + 0.001 });
    expect(bands['train.loss']!.derived).toContain('half width raised to the floor of 0.0010 nats');
  });

  it('marks bands of fewer than five seeds, and only those', () => {
    expect(bandOf(three, 'a-softmax')['test.loss']!.derived).toContain(
      'from 3 seeds; fewer than the usual 5',
    );
    const five = bandOf(plausibleMeasurements({ seeds: 5 }), 'a-softmax')['test.loss']!.derived;
    expect(five).toBe('99 % t prediction interval for one more run, from 5 seeds');
  });

  it('clips accuracies to [0, 1], and losses to 0 unless the penalty is signed', () => {
    const scattered = { 'test.accuracy': [0.9, 0.95, 1], 'test.loss': [0.1, 0.2, 0.3] };
    const { 'test.accuracy': accuracy, 'test.loss': loss } = bandOf(
      withFinal(three, 'a-network-b', scattered),
      'a-network-b',
    );
    expect([accuracy!.high, loss!.low]).toEqual([1, 0]);
    expect(accuracy!.derived).toContain('clipped to what test.accuracy can be');
    expect(loss!.derived).toContain('clipped to what test.loss can be');
    const signed = bandOf(withFinal(three, 'a-l1-as-printed', scattered), 'a-l1-as-printed')['test.loss']!;
    expect(signed.low).toBeLessThan(0);
  });

  it('leaves out experiments with fewer than three seeds and keeps their previous bands', () => {
    const previous = deriveBands(three, { date: '2026-01-01', trainers });
    const later = plausibleMeasurements({ seeds: 4 });
    const { replicates, ...softmax } = later.experiments['a-softmax']!;
    const mixed = {
      ...later,
      experiments: { ...later.experiments, 'a-softmax': { ...softmax, replicates: replicates.slice(0, 2) } },
    };
    const bands = deriveBands(mixed, { date, previous, trainers })['fashion-mnist']!;
    expect(bands['a-softmax']).toEqual(previous['fashion-mnist']!['a-softmax']);
    expect(bands['a-network-a']!['test.loss']).toMatchObject({ date, seeds: [1, 2, 3, 4] });
    expect(deriveBands(mixed, { date, trainers })['fashion-mnist']).not.toHaveProperty('a-softmax');
  });

  it('keeps the bands of other data sets', () => {
    const embedded = plausibleMeasurements({ kind: 'embedded' });
    const previous = deriveBands(embedded, { date, trainers });
    const names = [...embedded.datasets, ...three.datasets].map(({ name }) => name);
    expect(Object.keys(deriveBands(three, { date, previous, trainers }))).toEqual(names);
  });

  it('derives nothing from a quick run', () => {
    expect(() => deriveBands({ ...three, scale: 'quick' }, { date, trainers })).toThrow(
      'invalid scale for bands: quick',
    );
  });

  it('writes bands that its own reader accepts and its own seeds fulfil', () => {
    const book = deriveBands(three, { date, trainers });
    const read = Object.fromEntries(
      Object.entries(book).map(([name, bands]) => [
        name,
        parseBands(formatBands(bands), 'x.json', experiments),
      ]),
    );
    expect(read).toEqual(book);
    const records = checkBands(three, read, experiments);
    const metrics = Object.values(three.experiments).map(({ final }) => 2 * Object.keys(final).length);
    expect(records).toHaveLength(metrics.reduce((sum, count) => sum + count));
    expect(records.filter(({ holds }) => holds !== 'inside')).toEqual([]);
  });

  it.each([3, 4, 5, 6])(
    'forgives another numeric class: %i seeds, the outermost of them, off by the tolerance',
    (n) => {
      // The outermost of n values can lie (n - 1) / sqrt(n) standard deviations from their mean.
      for (const scatter of [0, 0.0005, 0.001, 0.0015, 0.003, 0.02]) {
        const values = Array.from({ length: n }, (_, index) => 0.7 + (index === 0 ? scatter : 0));
        const measured = withFinal(plausibleMeasurements({ seeds: n }), 'a-softmax', {
          'test.accuracy': values,
        });
        expect(bandOf(measured, 'a-softmax')['test.accuracy']!.high).toBeGreaterThan(values[0]! + 0.003);
      }
    },
  );

  it("catches network A where network B's figures are expected", () => {
    const five = plausibleMeasurements({ seeds: 5 });
    const book = { 'fashion-mnist': { 'a-network-b': bandOf(five, 'a-network-b') } };
    const swapped = withFinal(five, 'a-network-b', { 'train.loss': 0.3186 });
    expect(checkBands(swapped, book, experiments).map(({ holds }) => holds)).toContain('outside');
  });
});
