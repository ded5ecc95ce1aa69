import { assessClaims } from '../../claims/assess.ts';
import { isAsExpected } from '../../claims/expectations.ts';
import type { Verdict } from '../../model/finding.ts';
import type { ClaimItem, WantedVerdict } from '../rubric.ts';
import { type Assessed, cutToSeeds, type Grounds } from './assessed.ts';

/** Verdicts of runs that cannot decide, and one that leaves the question open. */
const UNDECIDED: readonly Verdict[] = ['not run', 'not applicable', 'open'];

/** Judges the claim by the first seeds alone; what it is expected to be is read from the study, not from the results. */
export function assessClaim({ claim, minSeeds, levels }: ClaimItem, { results, study }: Grounds): Assessed {
  const title = `claim ${claim}`;
  const found = study.claims.find(({ id }) => id === claim)!;
  const cut = cutToSeeds(results, found.experiments, minSeeds ?? found.seedsNeeded);
  if (typeof cut === 'string') return { earned: 0, title, reason: cut };
  const [record] = assessClaims(cut, [found]);
  const { verdict, sentence } = record!;
  const meets = (wanted: WantedVerdict) => {
    if (wanted === 'expected') return isAsExpected(record!);
    return wanted === 'decided' ? !UNDECIDED.includes(verdict) : verdict === wanted;
  };
  const earned = levels.filter(({ verdicts }) => verdicts.some(meets)).map(({ points }) => points);
  return { earned: Math.max(0, ...earned), title, reason: `${verdict}: ${sentence}` };
}
