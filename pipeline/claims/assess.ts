import { UserError } from '../base/errors.ts';
import type { Claim } from '../model/claim.ts';
import type { ClaimRecord, Finding, Holds, Verdict } from '../model/finding.ts';
import type { Measurements, Results } from '../model/results.ts';
import { imagineNewSeeds } from './repeat.ts';
import { findingSentence } from './sentence.ts';
import { sawData, type TestedClaim, testHypotheses } from './test-claim.ts';
import { commonSeeds } from './values.ts';

/**
 * Judges every claim. Experiments that are missing make it 'not run'; too few seeds, a quick run or embedded data make
 * it 'not applicable', unless the claim holds of any data. The findings always give the numbers there are.
 */
export function assessClaims(measurements: Measurements, claims: readonly Claim[]): ClaimRecord[] {
  return claims.map((claim) => {
    const { id, sentence, experiments, hypotheses } = claim;
    const expected = verdictOf(hypotheses.map((hypothesis) => hypothesis.expected));
    return { id, sentence, expected, ...assessOrName(claim, measurements), experiments: [...experiments] };
  });
}

/** What a claim computes is the study's own code: its mistakes are the user's to mend, if they know where. */
function assessOrName(claim: Claim, measurements: Measurements): Assessment {
  try {
    return assess(claim, measurements);
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    const named = new UserError(`invalid claim: ${claim.id}: ${reason}; mend what it computes`);
    named.cause = error; // by which a preview finds the line
    throw named;
  }
}

type Assessment = Pick<
  ClaimRecord,
  'verdict' | 'reason' | 'findings' | 'seedsToSettle' | 'repeatProbability'
>;

function assess(claim: Claim, measurements: Measurements): Assessment {
  const undecided = { seedsToSettle: null, repeatProbability: null };
  const missing = claim.experiments.filter((id) => !(id in measurements.experiments));
  if (missing.length > 0) {
    return {
      verdict: 'not run',
      reason: `not tested: these experiments were not run: ${missing.join(', ')}`,
      findings: [],
      ...undecided,
    };
  }
  const seeds = commonSeeds(measurements, claim.experiments).length;
  if (seeds === 0) {
    return {
      verdict: 'not run',
      reason: 'the experiments have no seed in common',
      findings: [],
      ...undecided,
    };
  }
  const tested = testHypotheses(claim, measurements);
  const { findings } = tested;
  const reason = whyUndecided(claim, measurements, seeds);
  if (reason !== null) return { verdict: 'not applicable', reason, findings, ...undecided };
  const verdict = verdictOf(findings.map(({ holds }) => holds));
  const needed = findings.flatMap((finding) => finding.seedsToSettle ?? []);
  return {
    verdict,
    reason: verdict === 'not run' ? 'not tested: the runs did not record everything that it needs' : null,
    ...withRepeats(claim, tested),
    seedsToSettle: needed.length === 0 ? null : Math.max(...needed),
  };
}

/** Why the numbers cannot decide about the document's sentence; null when they can. */
function whyUndecided(claim: Claim, measurements: Measurements, seeds: number): string | null {
  if (seeds < claim.seedsNeeded) return `${claim.seedsNeeded} seeds are needed; there ${are(seeds)}`;
  if (claim.ofAnyData) return null;
  if (sawData(claim, measurements, 'none')) {
    return `the data are stand-ins; there ${are(seeds)} ${seeds === 1 ? 'seed' : 'seeds'}`;
  }
  return measurements.scale === 'quick' ? 'the runs are quick ones' : null;
}

const are = (seeds: number) => (seeds === 1 ? 'is 1' : `are ${seeds}`);

/** All parts of a claim together: reproduced if each holds, in part if some do, else what the rest come to. */
export function verdictOf(answers: readonly Holds[]): Verdict {
  if (answers.includes('not run')) return 'not run';
  if (answers.every((answer) => answer === 'yes')) return 'reproduced';
  if (answers.includes('yes')) return 'reproduced in part';
  if (answers.includes('opposite')) return 'contradicted';
  if (answers.includes('no')) return 'not supported';
  return answers.includes('unclear') ? 'open' : 'not comparable';
}

/** Adds how likely five new seeds would answer the same; not where a single seed tells no spread. */
function withRepeats({ id }: Claim, { findings, samples, answer }: TestedClaim) {
  const spreads = samples.every(({ sample }) => sample.every(({ values }) => values.length > 1));
  if (!spreads || samples.length < findings.length) return { findings, repeatProbability: null };
  const imagined = imagineNewSeeds(id, samples, answer);
  const share = (isSame: (answers: readonly Holds[]) => boolean) =>
    imagined.filter(isSame).length / imagined.length;
  const verdict = verdictOf(findings.map(({ holds }) => holds));
  return {
    findings: findings.map((finding, index) => ({
      ...finding,
      repeatProbability: share((answers) => answers[index] === finding.holds),
    })),
    repeatProbability: share((answers) => verdictOf(answers) === verdict),
  };
}

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
