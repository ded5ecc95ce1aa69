import type { ClaimRecord, Finding } from '../model/finding.ts';
import type { Results } from '../model/results.ts';
import { findingSentence } from './sentence.ts';

/** Which way an answer decides; what leaves open or was not measured decides neither way. */
function direction({ holds }: Pick<Finding, 'holds'>): 'for' | 'against' | null {
  if (holds === 'yes') return 'for';
  return holds === 'no' || holds === 'opposite' ? 'against' : null;
}

/** Of runs that cannot decide. */
const WITHOUT_VERDICT: readonly ClaimRecord['verdict'][] = ['not run', 'not applicable'];

/**
 * The findings that say the contrary of what is expected, for better or for worse. Other seeds may well leave open what
 * was decided, or decide what was open: that contradicts nothing.
 */
export function unexpected({ verdict, findings }: Pick<ClaimRecord, 'verdict' | 'findings'>): Finding[] {
  if (WITHOUT_VERDICT.includes(verdict)) return [];
  return findings.filter((finding) => {
    const [found, expected] = [direction(finding), direction({ holds: finding.expected })];
    return found !== null && expected !== null && found !== expected;
  });
}

/** Whether a claim has an answer, and none of its findings says the contrary of what is expected. */
export function isAsExpected(claim: Pick<ClaimRecord, 'verdict' | 'findings'>): boolean {
  const hasAnswer = claim.findings.some((finding) => direction(finding) !== null);
  return hasAnswer && !WITHOUT_VERDICT.includes(claim.verdict) && unexpected(claim).length === 0;
}

/** One line for each band that does not hold and each finding that says the contrary of what is expected. */
export function unmetExpectations({ bands, claims }: Pick<Results, 'bands' | 'claims'>): string[] {
  const outside = bands.filter(({ holds }) => holds === 'outside').map(({ message }) => message);
  const changed = claims.flatMap((claim) =>
    unexpected(claim).map((finding) => {
      const { holds, expected, quantity } = finding;
      return `claim ${claim.id}, ${quantity}: ${holds}, expected ${expected}; ${findingSentence(finding)}`;
    }),
  );
  return [...outside, ...changed];
}
