import { binomialAtLeast, binomialInterval } from '../base/distributions.ts';
import {
  type Contrast,
  contrastInterval,
  contrastOf,
  type Interval,
  mean,
  probabilityBelow,
} from '../base/statistics.ts';
import type { Criterion, Sample } from '../model/claim.ts';
import type { FindingEstimate, Holds, Threshold } from '../model/finding.ts';

/** The error that each side of an interval is allowed: 95 % intervals, and 90 % of shares of a few seeds. */
export const ONE_SIDED_ERROR = { interval: 0.025, binomial: 0.05 } as const;

/** What a sample says of a criterion, before the number of the claim's negatives is taken into account. */
export interface Outcome {
  readonly isClaimed: boolean;
  /** The p value of what refutes the criterion, as a share of the error it is allowed: significant up to 1. */
  readonly refutation: number;
  /** The same for the contrary of the claim. */
  readonly opposition: number;
}

const HOLDING: Outcome = { isClaimed: true, refutation: Infinity, opposition: Infinity };
/** The same outcome of a criterion that has no contrary. */
const missing = (refutation: number): Outcome => ({ isClaimed: false, refutation, opposition: Infinity });

/** Tests a criterion by its own rule. The sample has a value at least. */
export function test(sample: Sample, criterion: Criterion): Outcome {
  if (criterion.rule === 'binomial') return testShare(valuesOf(sample));
  if (criterion.rule === 'every run') {
    return isInside(extremes(valuesOf(sample)), criterion.threshold.claimed) ? HOLDING : missing(0);
  }
  return testMean(contrastOf(sample), criterion.threshold);
}

/** By the interval of the mean over seeds, which lies beyond a bound exactly if the p value is within its error. */
function testMean(contrast: Contrast, { claimed, refuted, opposite }: Threshold): Outcome {
  const error = ONE_SIDED_ERROR.interval;
  const above = (bound: number | null) => bound === null || 1 - probabilityBelow(contrast, bound) < error;
  const below = (bound: number | null) => bound === null || probabilityBelow(contrast, bound) < error;
  if (above(claimed.low) && below(claimed.high)) return HOLDING;
  return {
    isClaimed: false,
    refutation: beyond(contrast, refuted) / error,
    opposition: beyond(contrast, opposite) / error,
  };
}

/** The p value of lying below one bound or above the other. */
function beyond(contrast: Contrast, { below, above }: Threshold['refuted']): number {
  return Math.min(
    below === null ? 1 : probabilityBelow(contrast, below),
    above === null ? 1 : 1 - probabilityBelow(contrast, above),
  );
}

/** Values are 0 or 1: do more than a half of all seeds give 1? The sign test. */
function testShare(values: readonly number[]): Outcome {
  const successes = countOnes(values);
  const error = ONE_SIDED_ERROR.binomial;
  if (binomialAtLeast(successes, values.length, 1 / 2) <= error) return HOLDING;
  return missing((1 - binomialAtLeast(successes + 1, values.length, 1 / 2)) / error);
}

/** What is measured: the mean, and the interval by which the criterion's rule decides. */
export function estimateOf(sample: Sample, { rule }: Criterion): FindingEstimate {
  const values = valuesOf(sample);
  if (rule === 'binomial') {
    const count = values.length;
    const confidence = 1 - 2 * ONE_SIDED_ERROR.binomial;
    const successes = countOnes(values);
    return { mean: successes / count, ...binomialInterval(successes, count, confidence), count };
  }
  if (rule === 'every run') return { mean: mean(values), ...extremes(values), count: values.length };
  const contrast = contrastOf(sample);
  const { low, high } = contrastInterval(contrast);
  const count = Math.min(...sample.map((group) => group.values.length));
  return { mean: contrast.mean, low: finite(low), high: finite(high), count };
}

const valuesOf = (sample: Sample) => sample.flatMap(({ values }) => values);
const extremes = (values: readonly number[]) => ({ low: Math.min(...values), high: Math.max(...values) });
const finite = (value: number) => (Number.isFinite(value) ? value : null);
export const countOnes = (values: readonly number[]) => values.filter((value) => value === 1).length;

const isInside = ({ low, high }: Interval, claimed: Threshold['claimed']) =>
  low > (claimed.low ?? -Infinity) && high < (claimed.high ?? Infinity);

/**
 * The answers of a claim's hypotheses. A claim holds only if every part of it does, so that positive answers need no
 * correction for their number (an intersection-union test: Berger 1982); but one part that fails by chance would fail
 * it, so negative answers must stay significant by Holm 1979: the i-th smallest of k p values times k - i + 1.
 */
export function decide(outcomes: readonly Outcome[]): Holds[] {
  const answers = outcomes.map(({ isClaimed }): Holds => (isClaimed ? 'yes' : 'unclear'));
  const open = outcomes
    .map((outcome, index) => ({ ...outcome, index }))
    .filter(({ isClaimed }) => !isClaimed)
    .sort((a, b) => a.refutation - b.refutation);
  for (const [rank, { refutation, opposition, index }] of open.entries()) {
    const factor = outcomes.length - rank;
    if (refutation * factor > 1) break;
    answers[index] = opposition * factor <= 1 ? 'opposite' : 'no';
  }
  return answers;
}
