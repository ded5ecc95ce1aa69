import { describe, expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import { checkBands } from '../../pipeline/bands/check.ts';
import { deriveBands } from '../../pipeline/bands/derive.ts';
import { formatBands, parseBands } from '../../pipeline/bands/file.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { checkRuns } from '../../pipeline/reference/check.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';
import { withFinal } from './with-final.ts';

const { experiments, trainers } = study;
const date = '2026-11-22';

/** Only these experiments, so that no others are pooled with them. */
const only = (measurements: Measurements, ...ids: string[]): Measurements => ({
  ...measurements,
  experiments: Object.fromEntries(ids.map((id) => [id, measurements.experiments[id]!])),
});
const three = plausibleMeasurements({ seeds: 3 });
const derive = (measurements: Measurements) => deriveBands(measurements, { date, trainers });
const bandOf = (measurements: Measurements, id: string) =>
  derive(only(measurements, id)).bandTable['fashion-mnist']![id]!;

describe('deriveBands', () => {
  it('predicts one more run from the scatter of the seeds', () => {
    const measured = withFinal(three, 'a-softmax', { 'test.accuracy': [0.794, 0.795, 0.796] });
    // s = 0.001, t(0.995, 2) = 9.92484, sqrt(1 + 1 / 3) = 1.154701
    const deviation = 0.001 * 1.154701;
    const band = bandOf(measured, 'a-softmax')['test.accuracy']!;
    expect(band).toMatchObject({ value: 0.795, degreesOfFreedom: 2, statistic: 'final', seeds: [1, 2, 3] });
    expect(band.deviation).toBeCloseTo(deviation, 8);
    expect(band.low).toBeCloseTo(0.795 - 9.92484 * deviation, 5);
    expect(band.high).toBeCloseTo(0.795 + 9.92484 * deviation, 5);
    expect(band.derived).toBe(
      '99 % t prediction interval for one more run, from 3 seeds; fewer than the usual 5',
    );
  });

  it('pools the scatter of experiments of one question that scatter alike', () => {
    const [first, second] = ['a-width-500', 'a-width-600'];
    const pair = withFinal(
      withFinal(only(three, first, second), first, { 'test.accuracy': [0.873, 0.874, 0.875] }),
      second,
      { 'test.accuracy': [0.874, 0.876, 0.878] },
    );
    const bands = derive(pair).bandTable['fashion-mnist']!;
    // Variances of 1 and 4 millionths, two degrees of freedom each.
    const deviation = Math.sqrt(((1 + 4) / 2) * 1e-6 * (1 + 1 / 3));
    expect(bands[first]!['test.accuracy']).toMatchObject({ value: 0.874, degreesOfFreedom: 4 });
    expect(bands[first]!['test.accuracy']!.deviation).toBeCloseTo(deviation, 8);
    expect(bands[second]!['test.accuracy']!.deviation).toBeCloseTo(deviation, 8);
    expect(bands[second]!['test.accuracy']!.derived).toContain(
      'scatter pooled over 2 experiments that scatter alike, 4 degrees of freedom',
    );
  });

  it('leaves experiments by themselves that do not', () => {
    const [first, second] = ['a-width-500', 'a-width-600'];
    const pair = withFinal(
      withFinal(only(three, first, second), first, { 'test.accuracy': [0.8739, 0.874, 0.8741] }),
      second,
      { 'test.accuracy': [0.8745, 0.876, 0.8775] },
    );
    expect(derive(pair).bandTable['fashion-mnist']![first]!['test.accuracy']).toMatchObject({
      degreesOfFreedom: 2,
    });
  });

  it('counts twins once, and gives both the same band', () => {
    const { 'a-network-a': original } = three.experiments;
    const twins = { ...three, experiments: { 'a-network-a': original!, 'a-width-300': original! } };
    const { 'a-network-a': a, 'a-width-300': b } = derive(twins).bandTable['fashion-mnist']!;
    expect(a!['test.loss']).toEqual(b!['test.loss']);
    expect(a!['test.loss']!.degreesOfFreedom).toBe(2);
  });

  it('takes the median of the last 20 where a spike at the end would decide', () => {
    const steady = withFinal(three, 'a-softmax', { 'test.loss': [0.61, 0.611, 0.612] });
    const record = steady.experiments['a-softmax']!;
    const [spiky, ...others] = structuredClone(record.replicates);
    spiky!.history.test!.loss.splice(-1, 1, 0.65);
    spiky!.final.test!.loss = 0.65;
    const experiments = { 'a-softmax': { ...record, replicates: [spiky!, ...others] } };
    const band = bandOf({ ...steady, experiments }, 'a-softmax')['test.loss']!;
    expect(band).toMatchObject({ statistic: 'median of the last 20', value: 0.611 });
    expect(band.derived).toContain('of the median of the last 20 iterations');
    expect(bandOf(steady, 'a-softmax')['test.loss']).toMatchObject({ statistic: 'final', value: 0.611 });
  });

  it.each([
    ['test.accuracy', [0.78, 0.79, 0.8], 'a-softmax, test accuracy: a band of 22.92 points says too little'],
    ['test.loss', [0.6, 0.62, 0.64], 'a-softmax, test loss: a band of 73.94 % of the loss says too little'],
    ['train.loss', [0.6, 0.6, 0.6], 'a-softmax, train loss: all seeds gave the same value'],
  ] as const)('has no band for %s of %j, and says why', (metric, values, reason) => {
    const { bandTable, dropped } = derive(
      only(withFinal(three, 'a-softmax', { [metric]: values }), 'a-softmax'),
    );
    expect(bandTable['fashion-mnist']!['a-softmax']).not.toHaveProperty(metric);
    expect(dropped).toContain(reason);
  });

  it('clips accuracies to [0, 1], and losses to 0 unless the penalty is signed', () => {
    const near = { 'test.accuracy': [0.999, 0.9995, 1] };
    const { 'test.accuracy': accuracy } = bandOf(withFinal(three, 'a-network-b', near), 'a-network-b');
    expect(accuracy!.high).toBe(1);
    expect(accuracy!.derived).toContain('clipped to what test.accuracy can be');
  });

  it('leaves out experiments with fewer than three seeds and keeps their previous bands', () => {
    const previous = deriveBands(three, { date: '2026-01-01', trainers }).bandTable;
    const later = plausibleMeasurements({ seeds: 4 });
    const { replicates, ...softmax } = later.experiments['a-softmax']!;
    const mixed = {
      ...later,
      experiments: { ...later.experiments, 'a-softmax': { ...softmax, replicates: replicates.slice(0, 2) } },
    };
    const bands = deriveBands(mixed, { date, previous, trainers }).bandTable['fashion-mnist']!;
    expect(bands['a-softmax']).toEqual(previous['fashion-mnist']!['a-softmax']);
    expect(bands['a-network-a']!['test.loss']).toMatchObject({ date, seeds: [1, 2, 3, 4] });
    expect(derive(mixed).bandTable['fashion-mnist']).not.toHaveProperty('a-softmax');
  });

  it('leaves no previous band where the new one would say too little', () => {
    const previous = derive(only(three, 'a-softmax')).bandTable;
    const scattered = withFinal(only(three, 'a-softmax'), 'a-softmax', { 'test.accuracy': [0.5, 0.7, 0.9] });
    const bands = deriveBands(scattered, { date, previous, trainers }).bandTable['fashion-mnist']![
      'a-softmax'
    ]!;
    expect(bands).not.toHaveProperty('test.accuracy');
    expect(previous['fashion-mnist']!['a-softmax']).toHaveProperty('test.accuracy');
  });

  it('keeps the bands of other data sets', () => {
    const embedded = plausibleMeasurements({ kind: 'embedded' });
    const previous = deriveBands(embedded, { date, trainers }).bandTable;
    const names = [...embedded.datasets, ...three.datasets].map(({ name }) => name);
    expect(Object.keys(deriveBands(three, { date, previous, trainers }).bandTable)).toEqual([
      ...new Set(names),
    ]);
  });

  it('derives nothing from a quick run', () => {
    expect(() => derive({ ...three, scale: 'quick' })).toThrow('invalid scale for bands: quick');
  });

  it('writes bands that its own reader accepts', () => {
    const { bandTable } = derive(three);
    const read = Object.fromEntries(
      Object.entries(bandTable).map(([name, bands]) => [
        name,
        parseBands(formatBands(bands), 'x.json', experiments),
      ]),
    );
    expect(read).toEqual(bandTable);
  });

  it("catches network A where network B's figures are expected", () => {
    const five = plausibleMeasurements({ seeds: 5 });
    const bandTable = { 'fashion-mnist': { 'a-network-b': bandOf(five, 'a-network-b') } };
    const swapped = only(
      withFinal(plausibleMeasurements({ seeds: 6 }), 'a-network-b', { 'train.loss': 0.3186 }),
      'a-network-b',
    );
    const records = checkBands(
      { measurements: swapped, checks: checkRuns(swapped, null, study) },
      bandTable,
      experiments,
    );
    expect(records.map(({ holds }) => holds)).toContain('outside');
  });
});
