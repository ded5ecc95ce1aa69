import type { Claim, Criterion, Hypothesis } from '../model/claim.ts';
import { type Comparability, comparability } from '../model/comparability.ts';
import type { ClaimRecord, Finding, Holds, Verdict } from '../model/finding.ts';
import type { Measurements } from '../model/results.ts';
import { decide, estimateOf, type Outcome, test } from './decide.ts';
import { imagineNewSeeds, type Tested } from './repeat.ts';
import { seedsToSettle } from './settle.ts';
import { commonSeeds } from './values.ts';

/**
 * Judges every claim. Experiments that are missing make it 'not run'; too few seeds, a quick run or embedded data make
 * it 'not applicable', unless the claim holds of any data. The findings always give the numbers there are.
 */
export function assessClaims(measurements: Measurements, claims: readonly Claim[]): ClaimRecord[] {
  return claims.map((claim) => {
    const { id, sentence, experiments, hypotheses } = claim;
    const expected = verdictOf(hypotheses.map((hypothesis) => hypothesis.expected));
    return { id, sentence, expected, ...assess(claim, measurements), experiments: [...experiments] };
  });
}

type Assessment = Pick<
  ClaimRecord,
  'verdict' | 'reason' | 'findings' | 'seedsToSettle' | 'repeatProbability'
>;

function assess(claim: Claim, measurements: Measurements): Assessment {
  const undecided = { seedsToSettle: null, repeatProbability: null };
  const missing = claim.experiments.filter((id) => !(id in measurements.experiments));
  if (missing.length > 0) {
    return { verdict: 'not run', reason: `not run: ${missing.join(', ')}`, findings: [], ...undecided };
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
  const findings = testClaim(claim, measurements);
  const reason = whyUndecided(claim, measurements, seeds);
  if (reason !== null) return { verdict: 'not applicable', reason, findings, ...undecided };
  const verdict = verdictOf(findings.map(({ holds }) => holds));
  const needed = findings.flatMap((finding) => finding.seedsToSettle ?? []);
  return {
    verdict,
    reason: verdict === 'not run' ? 'these runs did not record all that it needs' : null,
    ...withRepeats(claim, measurements, findings),
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

/** Tests all hypotheses of a claim, whose experiments are there with a seed in common. */
export function testClaim(claim: Claim, measurements: Measurements): Finding[] {
  const { hypotheses } = claim;
  const tested = hypotheses.map((hypothesis) => sampleOf(hypothesis, measurements));
  const run = hypotheses.filter((_, index) => tested[index] !== null);
  const answers = answer(
    run,
    tested.flatMap((given) => (given ? test(given.sample, given.criterion) : [])),
    sawData(claim, measurements, 'other data'),
  );
  return hypotheses.map((hypothesis, index) => {
    const given = tested[index];
    if (!given) return unmeasured(hypothesis, measurements);
    const holds = answers[run.indexOf(hypothesis)]!;
    const { sample, criterion } = given;
    return {
      ...described(hypothesis, criterion),
      seeds: sample.length === 1 ? 'paired' : 'independent',
      estimate: estimateOf(sample, criterion),
      holds,
      seedsToSettle: holds === 'unclear' ? seedsToSettle(sample, criterion, run.length) : null,
    };
  });
}

function sampleOf(hypothesis: Hypothesis, measurements: Measurements): Tested | null {
  const sample = hypothesis.sample(measurements);
  return sample && { sample, criterion: criterionOf(hypothesis, measurements) };
}

const criterionOf = ({ criterion }: Hypothesis, measurements: Measurements): Criterion =>
  typeof criterion === 'function' ? criterion(measurements) : criterion;

/** A figure of the document's is met or not comparable where the data are others than its own. */
function answer(
  hypotheses: readonly Hypothesis[],
  outcomes: readonly Outcome[],
  onOtherData: boolean,
): Holds[] {
  return decide(outcomes).map((holds, index) =>
    onOtherData && hypotheses[index]!.figure && holds !== 'yes' ? 'not comparable' : holds,
  );
}

/** Whether an experiment of the claim saw data of some comparability. */
function sawData({ experiments }: Claim, m: Measurements, kind: Comparability): boolean {
  const used = new Set(experiments.map((id) => m.experiments[id]!.dataset));
  return m.datasets.some((dataset) => used.has(dataset.name) && comparability(dataset) === kind);
}

function described({ id, quantity, unit, expected }: Hypothesis, { words, ...criterion }: Criterion) {
  return { id, quantity, unit, claimed: words, ...criterion, expected, repeatProbability: null };
}

function unmeasured(hypothesis: Hypothesis, measurements: Measurements): Finding {
  return {
    ...described(hypothesis, criterionOf(hypothesis, measurements)),
    seeds: 'paired',
    estimate: null,
    holds: 'not run',
    seedsToSettle: null,
  };
}

/** Adds how likely five new seeds would answer the same; not where a single seed tells no spread. */
function withRepeats(claim: Claim, measurements: Measurements, findings: readonly Finding[]) {
  const run = claim.hypotheses.filter((_, index) => findings[index]!.holds !== 'not run');
  const tested = run.map((hypothesis) => sampleOf(hypothesis, measurements)!);
  const spreads = tested.every(({ sample }) => sample.every(({ values }) => values.length > 1));
  if (!spreads || run.length < findings.length) return { findings: [...findings], repeatProbability: null };
  const onOtherData = sawData(claim, measurements, 'other data');
  const imagined = imagineNewSeeds(claim.id, tested, (outcomes) => answer(run, outcomes, onOtherData));
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
