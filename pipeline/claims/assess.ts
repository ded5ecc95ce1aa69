import type { Assessment, Claim } from '../model/claim.ts';
import { comparability } from '../model/comparability.ts';
import type { ClaimRecord, Measurements, Verdict } from '../model/results.ts';
import { commonSeeds } from './values.ts';

/**
 * Judges every claim. Experiments that are missing make it 'not run'; too few seeds, a quick run or embedded data
 * make it 'inconclusive', and that is then the expected verdict too. The evidence always gives the numbers there are.
 */
export function assessClaims(measurements: Measurements, claims: readonly Claim[]): ClaimRecord[] {
  return claims.map((claim) => {
    const { id, sentence, experiments } = claim;
    return { id, sentence, ...judge(claim, measurements), experiments: [...experiments] };
  });
}

function judge(
  claim: Claim,
  measurements: Measurements,
): Pick<ClaimRecord, 'verdict' | 'expected' | 'evidence'> {
  const missing = claim.experiments.filter((id) => !(id in measurements.experiments));
  if (missing.length > 0) {
    return { verdict: 'not run', expected: claim.expected, evidence: [`Not run: ${missing.join(', ')}.`] };
  }
  const seeds = commonSeeds(measurements, claim.experiments).length;
  if (seeds === 0) return { ...INCONCLUSIVE, evidence: ['The experiments have no seed in common.'] };
  const assessment = claim.assess(measurements);
  const reservation = reservationOf(claim, measurements, seeds, assessment);
  const evidence = [...(reservation === null ? [] : [reservation]), ...assessment.evidence];
  return reservation === null
    ? { verdict: assessment.verdict, expected: claim.expected, evidence }
    : { ...INCONCLUSIVE, evidence };
}

const INCONCLUSIVE = { verdict: 'inconclusive', expected: 'inconclusive' } as const satisfies Record<
  string,
  Verdict
>;

/** What the predicate finds, said of other data than the write-up's. */
const FINDINGS: Record<Verdict, string> = {
  reproduced: 'holds',
  'reproduced with correction': 'holds with the corrected setting',
  'not supported': 'does not hold',
  contradicted: 'is contradicted',
  inconclusive: 'stays open',
  'not run': 'was not tested',
};

/** Why the numbers cannot decide about the write-up's sentence; null when they can. */
function reservationOf(
  { experiments, seedsNeeded }: Claim,
  { scale, datasets, experiments: records }: Measurements,
  seeds: number,
  { verdict }: Assessment,
): string | null {
  if (seeds < seedsNeeded) return `${seedsNeeded} seeds are needed to decide; there ${count(seeds)}.`;
  const used = new Set(experiments.map((id) => records[id]!.dataset));
  const embedded = datasets.some((dataset) => used.has(dataset.name) && comparability(dataset) === 'none');
  if (!embedded && scale === 'full') return null;
  const runs = scale === 'quick' ? 'quick runs' : 'runs';
  const data = embedded ? ' on the embedded stand-in data' : '';
  return `In these ${runs}${data} the sentence ${FINDINGS[verdict]}; about the write-up's own they decide nothing.`;
}

const count = (seeds: number) => (seeds === 1 ? 'is 1' : `are ${seeds}`);
