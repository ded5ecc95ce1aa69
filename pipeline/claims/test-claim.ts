import type { Claim, Criterion, Hypothesis } from '../model/claim.ts';
import { type Comparability, comparability } from '../model/experiment.ts';
import type { Finding, Holds } from '../model/finding.ts';
import type { Measurements } from '../model/results.ts';
import { decide, estimateOf, type Outcome, test } from './decide.ts';
import type { Tested } from './repeat.ts';
import { seedsToSettle } from './settle.ts';

export interface TestedClaim {
  /** One for each hypothesis. */
  readonly findings: Finding[];
  /** Of those that could be tested, in their order. */
  readonly samples: readonly Tested[];
  /** What other outcomes of the same tests would have answered. */
  readonly answer: (outcomes: readonly Outcome[]) => Holds[];
}

/** Tests all hypotheses of a claim, whose experiments are there with a seed in common. */
export function testHypotheses(claim: Claim, measurements: Measurements): TestedClaim {
  const given = claim.hypotheses.map((hypothesis) => sampleOf(hypothesis, measurements));
  const run = claim.hypotheses.filter((_, index) => given[index] !== null);
  const samples = given.filter((each) => each !== null);
  const onOtherData = sawData(claim, measurements, 'other data');
  const answer = (outcomes: readonly Outcome[]) =>
    decide(outcomes).map((holds, index) => (onOtherData ? onlyIfMet(run[index]!, holds) : holds));
  const answers = answer(samples.map(({ sample, criterion }) => test(sample, criterion)));
  const findings = claim.hypotheses.map((hypothesis, index) => {
    const tested = given[index];
    return tested
      ? measured(hypothesis, tested, { holds: answers[run.indexOf(hypothesis)]!, parts: run.length })
      : unmeasured(hypothesis, criterionOf(hypothesis, measurements));
  });
  return { findings, samples, answer };
}

export const testClaim = (claim: Claim, measurements: Measurements): Finding[] =>
  testHypotheses(claim, measurements).findings;

function sampleOf(hypothesis: Hypothesis, measurements: Measurements): Tested | null {
  const sample = hypothesis.sample(measurements);
  const wrong = sample?.flatMap(({ values }) => values).find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new Error(`${hypothesis.id} gives ${wrong}`);
  return sample && { sample, criterion: criterionOf(hypothesis, measurements) };
}

const criterionOf = ({ criterion }: Hypothesis, measurements: Measurements): Criterion =>
  typeof criterion === 'function' ? criterion(measurements) : criterion;

/** A figure of the document's is met or not comparable where the data are others than its own. */
const onlyIfMet = ({ figure }: Hypothesis, holds: Holds): Holds =>
  figure && holds !== 'yes' ? 'not comparable' : holds;

/** Whether an experiment of the claim saw data of some comparability. */
export function sawData({ experiments }: Claim, m: Measurements, kind: Comparability): boolean {
  const used = new Set(experiments.map((id) => m.experiments[id]!.dataset));
  return m.datasets.some((dataset) => used.has(dataset.name) && comparability(dataset) === kind);
}

function described({ id, quantity, unit, expected }: Hypothesis, { words, ...criterion }: Criterion) {
  return { id, quantity, unit, claimed: words, ...criterion, expected, repeatProbability: null };
}

function measured(
  hypothesis: Hypothesis,
  { sample, criterion }: Tested,
  { holds, parts }: { holds: Holds; parts: number },
): Finding {
  return {
    ...described(hypothesis, criterion),
    seeds: sample.length === 1 ? 'paired' : 'independent',
    estimate: estimateOf(sample, criterion),
    holds,
    seedsToSettle: holds === 'unclear' ? seedsToSettle(sample, criterion, parts) : null,
  };
}

const unmeasured = (hypothesis: Hypothesis, criterion: Criterion): Finding => ({
  ...described(hypothesis, criterion),
  seeds: 'paired',
  estimate: null,
  holds: 'not run',
  seedsToSettle: null,
});
