import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../pipeline/model/run-record.ts';
import { fateOf } from '../../pipeline/sweeps/summary.ts';

const endingAt = (loss: number, more: Partial<RunRecord> = {}): RunRecord => ({
  final: { train: { accuracy: 0.1, loss } },
  history: { train: { accuracy: [0.1], loss: [loss] } },
  ...more,
});

describe('the fate of a training', () => {
  it('is lost when the train loss ends above that of guessing', () => {
    // ln 10 = 2.3026, and a tenth more is 2.5328.
    expect(fateOf(endingAt(0.4), 10)).toBe('trained');
    expect(fateOf(endingAt(2.53), 10)).toBe('trained');
    expect(fateOf(endingAt(2.54), 10)).toBe('lost');
  });

  it('is an overflow when numbers overflowed, whatever the loss is', () => {
    expect(fateOf(endingAt(Math.log(10), { divergedAt: 3 }), 10)).toBe('overflowed');
  });
});
