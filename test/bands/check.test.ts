import { describe, expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import { checkBands } from '../../pipeline/bands/check.ts';
import type { Band, BandTable } from '../../pipeline/bands/file.ts';
import type { CheckRecord } from '../../pipeline/model/check.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { checkRuns } from '../../pipeline/reference/check.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';
import { withFinal } from './with-final.ts';

/** A band that seeds 7 to 9 made, so that the seeds of the measurements are new to it. */
const band = (low: number, high: number, seeds = [7, 8, 9]): Band => ({
  value: (low + high) / 2,
  low,
  high,
  deviation: (high - low) / 8,
  degreesOfFreedom: 2,
  statistic: 'final',
  derived: 'by hand',
  seeds,
  date: '2026-11-22',
});
const bandTable = {
  'fashion-mnist': { 'a-softmax': { 'test.accuracy': band(0.786, 0.804), 'test.loss': band(0.6, 0.64) } },
};
const unchecked = (measurements: Measurements) => checkRuns(measurements, null, study);
const check = (measurements: Measurements, bands: BandTable, checks = unchecked(measurements)) =>
  checkBands({ measurements, checks }, bands, study.experiments);
const plausible = plausibleMeasurements({ seeds: 1 });
const softmax = (accuracy: number, loss = 0.62) =>
  withFinal(plausible, 'a-softmax', { 'test.accuracy': accuracy, 'test.loss': loss });

describe('checkBands', () => {
  it('gives value, margin and residual of a value inside', () => {
    const [record] = check(softmax(0.799), bandTable);
    expect(record).toMatchObject({
      experiment: 'a-softmax',
      metric: 'test.accuracy',
      stream: 'a-softmax',
      holds: 'inside',
      why: null,
      runs: [{ seed: 1, value: 0.799, margin: expect.closeTo(0.804 - 0.799, 12) }],
    });
    // t = 0.004 / (0.018 / 8) = 1.778 with 2 degrees of freedom: P(T > t) = 0.1087 = P(Z > 1.2334).
    expect(record!.runs[0]!.residual).toBeCloseTo(1.233, 3);
    expect(record!.message).toBe(
      'a-softmax, test accuracy on fashion-mnist: seed 1: 79.90 % is inside the band 78.60 to 80.40 %, 0.50 points from the nearer edge',
    );
  });

  it.each([
    [0.776, '77.60 % is outside the band 78.60 to 80.40 %, 1.00 points below it'],
    [0.834, '83.40 % is outside the band 78.60 to 80.40 %, 3.00 points above it'],
  ])('says on which side %f is outside, and by how much', (value, words) => {
    const [record] = check(softmax(value), bandTable);
    expect(record!.holds).toBe('outside');
    expect(record!.runs[0]!.margin).toBeLessThan(0);
    expect(record!.message).toContain(words);
  });

  it('counts an edge as inside', () => {
    const [record] = check(softmax(0.804), bandTable);
    expect(record).toMatchObject({ holds: 'inside', runs: [{ margin: 0 }], seeds: [7, 8, 9] });
    expect(record!.message).toContain('80.40 % is inside the band 78.60 to 80.40 %, 0.00 points from');
  });

  it('says losses in nats', () => {
    expect(check(softmax(0.795, 0.65), bandTable)[1]!.message).toBe(
      'a-softmax, test loss on fashion-mnist: seed 1: 0.6500 nats is outside the band 0.6000 to 0.6400 nats, 0.0100 nats above it',
    );
  });

  it('asks about every new seed, and tells of the one that lies farthest out', () => {
    const three = withFinal(plausibleMeasurements({ seeds: 3 }), 'a-softmax', {
      'test.accuracy': [0.795, 0.81, 0.8],
    });
    const [record] = check(three, bandTable);
    expect(record!.runs.map(({ value }) => value)).toEqual([0.795, 0.81, 0.8]);
    expect(record).toMatchObject({ holds: 'outside', message: expect.stringContaining('seed 2: 81.00 %') });
  });

  it('compares the median of the last 20 where the band is of that', () => {
    const steady = band(0.786, 0.804);
    const robust = {
      'fashion-mnist': {
        'a-softmax': { 'test.accuracy': { ...steady, statistic: 'median of the last 20' as const } },
      },
    };
    const { history } = plausible.experiments['a-softmax']!.replicates[0]!;
    const last = history.test!.accuracy.slice(-20).sort((a, b) => a - b);
    expect(check(plausible, robust)[0]!.runs[0]!.value).toBe((last[9]! + last[10]!) / 2);
  });
});

describe('a band is not asked', () => {
  const whyOf = (measurements: Measurements, bands: BandTable = bandTable, checks?: CheckRecord[]) => {
    const [record] = check(measurements, bands, checks);
    expect(record!.runs).toEqual([]);
    return [record!.holds, record!.why];
  };

  it('about the runs that made it', () => {
    const own = { 'fashion-mnist': { 'a-softmax': { 'test.accuracy': band(0.786, 0.804, [1, 2]) } } };
    expect(whyOf(softmax(0.1), own)).toEqual(['not asked', 'its runs made the band']);
  });

  const compared = (kind: Pick<CheckRecord, 'compared' | 'whole'>) =>
    unchecked(plausible).map((record) => ({ ...record, ...kind }));

  it('about runs that were compared with the reference to their end', () => {
    expect(whyOf(softmax(0.1), bandTable, compared({ compared: 'bits', whole: true }))).toEqual([
      'not asked',
      'its runs are checked against the reference',
    ]);
  });

  it('unless only their beginning was', () => {
    const [record] = check(softmax(0.1), bandTable, compared({ compared: 'tolerance', whole: false }));
    expect(record!.holds).toBe('outside');
  });

  it('about experiments that were not run', () => {
    const { 'a-softmax': _, ...others } = plausible.experiments;
    expect(whyOf({ ...plausible, experiments: others })).toEqual(['not run', 'not run']);
  });

  it('at quick scale', () => {
    const quick = { ...softmax(0.1), scale: 'quick' } as const;
    expect(whyOf(quick)).toEqual(['not run', 'not run at full scale']);
    expect(check(quick, bandTable)[0]!.message).toMatch(
      /: not run at full scale \(band 78\.60 to 80\.40 %\)$/,
    );
  });

  it('about the values of another data set', () => {
    expect(check(plausibleMeasurements({ kind: 'embedded', seeds: 1 }), bandTable)).toEqual([]);
  });
});

it('refuses a band of a metric that the experiment does not measure', () => {
  const wrong = { 'fashion-mnist': { 'a-softmax': { 'validation.loss': band(0, 1) } } };
  expect(() => check(plausible, wrong)).toThrow(
    'unknown metric of a-softmax: validation.loss; remove its band from bands/fashion-mnist.json',
  );
});
