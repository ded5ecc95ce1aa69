import { describe, expect, it } from 'vitest';
import * as formats from '../../pipeline/numbers/formats.ts';

describe('number formats', () => {
  it('groups thousands by commas', () => {
    expect([0, 999, 1000, 60_000, 1_234_567, -6_000].map(formats.integer)).toEqual([
      '0',
      '999',
      '1,000',
      '60,000',
      '1,234,567',
      '−6,000',
    ]);
  });

  it('keeps a percentage on one line with its sign', () => {
    expect(formats.percent(0.7989)).toBe('79.89\u00a0%');
    expect(formats.percent(0.7989, 0)).toBe('80\u00a0%');
  });

  it('signs differences with a true minus and leaves zero without a sign', () => {
    expect(formats.signedPoints(0.795 - 0.7989)).toBe('−0.39');
    expect(formats.signedPoints(0.004)).toBe('+0.40');
    expect(formats.signedPoints(-0.000001)).toBe('0.00');
    expect(formats.signedLoss(0.0096)).toBe('+0.0096');
  });

  it('writes small settings without an exponent', () => {
    expect([1e-7, 1e-5, 1.5e-7, 0.001, 1, -0.5].map(formats.plain)).toEqual([
      '0.0000001',
      '0.00001',
      '0.00000015',
      '0.001',
      '1',
      '−0.5',
    ]);
  });

  it('lists and counts in English', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(formats.list)).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
    expect([formats.count(1, 'seed'), formats.count(3, 'seed')]).toEqual(['1 seed', '3 seeds']);
  });
});
