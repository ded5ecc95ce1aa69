import { expect, it } from 'vitest';
import { unmetExpectations } from '../../pipeline/claims/expectations.ts';
import type { ClaimRecord, Verdict } from '../../pipeline/model/finding.ts';
import type { BandRecord } from '../../pipeline/model/results.ts';

const band = (holds: BandRecord['holds']): BandRecord => ({
  experiment: 'a-softmax',
  dataset: 'fashion-mnist',
  metric: 'test.loss',
  value: 0.7,
  low: 0.5,
  high: 0.6,
  margin: -0.1,
  holds,
  derived: 'by hand',
  seeds: [1],
  date: '2026-11-22',
  message: `band ${holds}`,
});
const claim = (verdict: Verdict, expected: Verdict): ClaimRecord => ({
  id: 'A4',
  sentence: 'Something.',
  verdict,
  expected,
  evidence: ['It is 86.00 %.', 'More.'],
  experiments: [],
});

it('lists bands that do not hold, with their own message', () => {
  const bands = [band('inside'), band('outside'), band('not run')];
  expect(unmetExpectations({ bands, claims: [] })).toEqual(['band outside']);
});

it('lists claims whose verdict changed, for better or for worse, with the number that decided', () => {
  const claims = [
    claim('reproduced', 'reproduced'),
    claim('not supported', 'reproduced'),
    claim('reproduced', 'not supported'),
  ];
  expect(unmetExpectations({ bands: [], claims })).toEqual([
    'claim A4: not supported, expected reproduced; It is 86.00 %.',
    'claim A4: reproduced, expected not supported; It is 86.00 %.',
  ]);
});

it('fails nothing for what was not run', () => {
  expect(unmetExpectations({ bands: [band('not run')], claims: [claim('not run', 'reproduced')] })).toEqual(
    [],
  );
});
