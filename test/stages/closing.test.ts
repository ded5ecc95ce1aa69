import { expect, test } from 'vitest';
import { assessClaims } from '../../pipeline/claims/assess.ts';
import type { ClaimRecord, Verdict } from '../../pipeline/model/finding.ts';
import { SCHEMA_VERSION } from '../../pipeline/model/results.ts';
import { reasonsOpen } from '../../pipeline/stages/closing.ts';
import study from '../study/index.ts';

const [claim] = study.claims;
const claims = [claim!, { ...claim!, id: 'small-effect', seedsNeeded: 5 }];
const NOTHING = {
  schemaVersion: SCHEMA_VERSION,
  scale: 'full',
  engine: { name: 'wasm', version: '1', numericClass: '' },
  datasets: [],
  experiments: {},
} as const;
const [record] = assessClaims({ ...NOTHING, datasets: [] }, study.claims);

const decided = (verdicts: readonly Verdict[], seedsToSettle: number | null = null): ClaimRecord[] =>
  verdicts.map((verdict, index) => ({ ...record!, id: claims[index]!.id, verdict, seedsToSettle }));

const REAL = { scale: 'full', anyEmbedded: false, seeds: 1 } as const;

test('nothing is said where every claim has a verdict', () => {
  expect(reasonsOpen(claims, decided(['reproduced', 'not supported']), REAL)).toEqual([]);
});

test('what the runs lack to decide is said once for all claims', () => {
  const unfit = decided(['not applicable', 'not applicable']);
  expect(reasonsOpen(claims, unfit, { scale: 'quick', anyEmbedded: true, seeds: 1 })).toEqual([
    '2 claims that need full scale, real data, 3 to 5 seeds',
  ]);
  expect(reasonsOpen(claims, unfit, { ...REAL, seeds: 3 })).toEqual(['2 claims that need 5 seeds']);
  expect(reasonsOpen(claims, unfit.slice(0, 1), REAL)).toEqual(['1 claim that needs 3 seeds']);
});

test('how many seeds would settle what is open is said where that is known', () => {
  const open = ['open', 'open'] as const;
  expect(reasonsOpen(claims, decided(open, 12), REAL)).toEqual(['2 claims that 12 seeds would settle']);
  expect(reasonsOpen(claims, decided(open), REAL)).toEqual(['2 claims too close to call']);
});

test('claims on experiments that were left out are told apart', () => {
  expect(reasonsOpen(claims, decided(['reproduced', 'not run']), REAL)).toEqual([
    '1 claim on experiments that are not in this report',
  ]);
});
