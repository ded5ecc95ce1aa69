import { expect, it } from 'vitest';
import { unmetExpectations } from '../../pipeline/claims/assess.ts';
import type { ClaimRecord, Finding, Holds, Verdict } from '../../pipeline/model/finding.ts';
import type { BandRecord } from '../../pipeline/model/results.ts';

const band = (holds: BandRecord['holds']): BandRecord => ({
  experiment: 'a-softmax',
  dataset: 'fashion-mnist',
  metric: 'test.loss',
  stream: 'a-softmax',
  statistic: 'final',
  low: 0.5,
  high: 0.6,
  runs: [{ seed: 6, value: 0.7, margin: -0.1, residual: 4 }],
  holds,
  why: null,
  derived: 'by hand',
  seeds: [1],
  date: '2026-11-22',
  message: `band ${holds}`,
});
const open = { below: null, above: null };
const finding = (holds: Holds, expected: Holds): Finding => ({
  id: holds,
  quantity: 'test accuracy',
  unit: 'percent',
  claimed: 'about 87 %',
  rule: 'equivalence',
  seeds: 'paired',
  threshold: { claimed: { low: 0.86, high: 0.88 }, refuted: open, opposite: open },
  reason: null,
  estimate: { mean: 0.85, low: 0.845, high: 0.855, count: 5 },
  holds,
  expected,
  seedsToSettle: null,
  repeatProbability: null,
});
const claim = (findings: Finding[], verdict: Verdict = 'reproduced in part'): ClaimRecord => ({
  id: 'A4',
  sentence: 'Something.',
  verdict,
  expected: 'reproduced',
  reason: null,
  findings,
  seedsToSettle: null,
  repeatProbability: null,
  experiments: [],
});
const unmet = (holds: Holds, expected: Holds, verdict?: Verdict) =>
  unmetExpectations({ bands: [], claims: [claim([finding(holds, expected)], verdict)] });

it('lists bands that do not hold, with their own message', () => {
  const bands = [band('inside'), band('outside'), band('not run')];
  expect(unmetExpectations({ bands, claims: [] })).toEqual(['band outside']);
});

it('lists findings that say the contrary of what is expected, with what was measured', () => {
  expect(unmet('no', 'yes')).toEqual([
    'claim A4, test accuracy: no, expected yes; Measured: 85.0 % (84.5 to 85.5); claimed: about 87 %.',
  ]);
  expect(unmet('yes', 'no')).toHaveLength(1);
  expect(unmet('yes', 'opposite')).toHaveLength(1);
  expect(unmet('opposite', 'yes')).toHaveLength(1);
});

it('takes what is left open, and either refutation, for no contradiction', () => {
  for (const [holds, expected] of [
    ['unclear', 'yes'],
    ['no', 'unclear'],
    ['opposite', 'no'],
    ['yes', 'not comparable'],
    ['not comparable', 'yes'],
  ] as const) {
    expect(unmet(holds, expected), `${holds}, expected ${expected}`).toEqual([]);
  }
});

it('fails nothing for what was not run or is not applicable', () => {
  expect(unmetExpectations({ bands: [band('not run')], claims: [] })).toEqual([]);
  expect(unmet('no', 'yes', 'not run')).toEqual([]);
  expect(unmet('no', 'yes', 'not applicable')).toEqual([]);
});
