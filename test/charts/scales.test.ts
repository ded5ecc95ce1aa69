import { describe, expect, it } from 'vitest';
import { fullDomain, niceDomain, referenceLabel, spreadLabels } from '../../pipeline/charts/scales.ts';

describe('axis limits', () => {
  it('end at whole steps around the values', () => {
    expect(niceDomain([0.861, 0.899])).toEqual([0.86, 0.9]);
    expect(niceDomain([0, 2.4])).toEqual([0, 2.5]);
  });

  it('hold one repeated value without dividing by zero', () => {
    const [low, high] = niceDomain([0.1, 0.1]);
    expect(low).toBeLessThanOrEqual(0.1);
    expect(high).toBeGreaterThanOrEqual(0.1);
  });

  it('show all shares for an accuracy, and a loss from zero or from below it', () => {
    expect(fullDomain('accuracy', [0.4, 0.5])).toEqual([0, 1]);
    expect(fullDomain('loss', [0.3, 2.3])[0]).toBe(0);
    expect(fullDomain('loss', [-0.3, 2.3])[0]).toBeLessThan(-0.3);
  });
});

describe('direct labels', () => {
  const scale = { domain: [0, 1], height: 130 } as const;

  it('stay where they are when there is room', () => {
    expect(spreadLabels([0.2, 0.8], scale)).toEqual([0.2, 0.8]);
  });

  it('move apart by one line, in the order of their values', () => {
    const [train, test] = spreadLabels([0.51, 0.49], scale) as [number, number];
    expect(train - test).toBeCloseTo(13 / 130);
    expect(train + test).toBeCloseTo(0.51 + 0.49);
  });

  it('move six equal labels apart', () => {
    const places = spreadLabels([0.5, 0.5, 0.5, 0.5, 0.5, 0.5], scale).sort((a, b) => a - b);
    const gaps = places.slice(1).map((place, index) => place - places[index]!);
    expect(Math.min(...gaps)).toBeGreaterThan(0.9 * (13 / 130));
  });

  it('put the name of a reference line on the side that the curves leave free', () => {
    expect(referenceLabel(0.8, 'accuracy', scale)).toEqual({ below: false });
    expect(referenceLabel(0.4, 'loss', scale)).toEqual({ below: true });
    expect(referenceLabel(0.1, 'loss', scale)).toEqual({ below: false });
  });
});
