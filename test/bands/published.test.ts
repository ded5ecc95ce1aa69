import { describe, expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import { deriveBands } from '../../pipeline/bands/derive.ts';
import type { BandTable } from '../../pipeline/bands/file.ts';
import { comparePublished, edgesOf } from '../../pipeline/bands/published.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';
import { withFinal } from './with-final.ts';

const derive = (measurements: Measurements) =>
  deriveBands(measurements, { date: '2026-11-22', trainers: study.trainers, keepWide: true }).bandTable;
const compare = (measurements: Measurements, bandTable: BandTable) =>
  comparePublished(measurements, edgesOf(bandTable), study);
const five = plausibleMeasurements({ seeds: 5 });

describe('comparePublished', () => {
  it('says of a printed figure that the band holds it', () => {
    const measured = withFinal(five, 'a-softmax', { 'test.accuracy': [0.79, 0.795, 0.8, 0.794, 0.796] });
    const comparison = compare(measured, derive(measured)).find(
      ({ row, metric }) => row === 'a-softmax' && metric === 'test.accuracy',
    )!;
    expect(comparison).toMatchObject({
      experiment: 'a-softmax',
      comparability: 'direct',
      printed: 79.89 / 100,
      holds: 'inside',
    });
    expect(comparison.message).toContain(
      "the write-up's test accuracy (a-softmax): 79.89 % is inside the band",
    );
  });

  it('says of a printed figure that the band does not hold it, and by how much', () => {
    const comparison = compare(five, derive(five)).find(
      ({ experiment, metric }) => experiment === 'a-l2-as-printed' && metric === 'train.loss',
    )!;
    expect(comparison.holds).toBe('outside');
    expect(comparison.margin).toBeCloseTo(0.37476146 - comparison.low, 12);
    expect(comparison.message).toMatch(/0\.3748 nats is outside the band .* below it$/);
  });

  it('holds the row with the wrong setting against the corrected experiment as well', () => {
    const rows = compare(five, derive(five));
    const against = rows.filter(({ row }) => row === 'a-l2-as-printed').map(({ experiment }) => experiment);
    expect(new Set(against)).toEqual(new Set(['a-l2-as-printed', 'a-l2-0.0001']));
    expect(rows.find(({ experiment }) => experiment === 'a-l2-0.0001')!.message).toContain(
      '(a-l2-as-printed, against a-l2-0.0001)',
    );
    expect(rows.filter(({ row }) => row.startsWith('a-'))).toHaveLength((5 + 1) * 4);
  });

  it('names the other data that a printed figure is compared with', () => {
    const rows = compare(five, derive(five)).filter(({ row }) => row.startsWith('b-'));
    expect(rows).toHaveLength(7 * 2);
    expect(rows[0]).toMatchObject({
      dataset: 'notmnist-small',
      comparability: 'other data',
      printed: 85.5 / 100,
    });
    expect(rows[0]!.message).toMatch(
      /^the write-up's test accuracy \(b-model1\) on notmnist-small, other data: 85\.50 % is/,
    );
  });

  it('compares nothing without bands, without the experiment, or on embedded data', () => {
    const embedded = plausibleMeasurements({ kind: 'embedded', seeds: 5 });
    expect(compare(five, {})).toEqual([]);
    expect(compare({ ...five, experiments: {} }, derive(five))).toEqual([]);
    expect(compare(embedded, derive(embedded))).toEqual([]);
  });
});
