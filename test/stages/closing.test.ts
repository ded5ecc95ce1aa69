import { expect, test } from 'vitest';
import { reasonsOpen } from '../../pipeline/stages/closing.ts';
import study from '../study/index.ts';

const [claim] = study.claims;
const claims = [claim!, { ...claim!, id: 'small-effect', seedsNeeded: 5 }];
const verdicts = (...given: ('inconclusive' | 'not run' | 'reproduced')[]) =>
  given.map((verdict, index) => ({
    ...claims[index]!,
    verdict,
    expected: 'reproduced' as const,
    evidence: [],
    experiments: [],
  }));

const REAL = { scale: 'full', anyEmbedded: false, seeds: 1 } as const;

test('nothing is said where every claim has a verdict', () => {
  expect(reasonsOpen(claims, verdicts('reproduced', 'reproduced'), REAL)).toEqual([]);
});

test('what all undecided claims need is said once', () => {
  const open = verdicts('inconclusive', 'inconclusive');
  expect(reasonsOpen(claims, open, { scale: 'quick', anyEmbedded: true, seeds: 1 })).toEqual([
    '2 claims that need full scale, real data, 3 to 5 seeds',
  ]);
  expect(reasonsOpen(claims, open, { ...REAL, seeds: 3 })).toEqual(['2 claims that need 5 seeds']);
  expect(reasonsOpen(claims, open, { ...REAL, seeds: 5 })).toEqual([
    '2 claims that lie too near to what would refute them',
  ]);
});

test('claims on experiments that were left out are told apart', () => {
  expect(reasonsOpen(claims, verdicts('reproduced', 'not run'), REAL)).toEqual([
    '1 claim on experiments that are not in this report',
  ]);
});
