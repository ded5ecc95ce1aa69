import { binomialAtLeast, tQuantile } from '../base/distributions.ts';
import { combineErrors, contrastOf } from '../base/statistics.ts';
import type { Criterion, Sample } from '../model/claim.ts';
import { countOnes, ONE_SIDED_ERROR } from './decide.ts';

/** Nobody trains more: what needs them is as good as undecidable. */
export const MOST_SEEDS = 1000;

/** The chance with which so many seeds decide, if the seeds seen are typical. */
const POWER = 0.8;

/**
 * The least number of seeds that decide an unclear criterion with a probability of 80 %, if mean and spread stay what
 * they are; at most MOST_SEEDS. Refutations must be significant among `parts` hypotheses. Null where one seed tells no
 * spread.
 */
export function seedsToSettle(sample: Sample, criterion: Criterion, parts: number): number | null {
  if (criterion.rule === 'binomial') return settleShare(sample, parts);
  if (sample.some(({ values }) => values.length < 2)) return null;
  const { mean } = contrastOf(sample);
  const error = ONE_SIDED_ERROR.interval;
  const [inside, outside] = [insideBy(mean, criterion), outsideBy(mean, criterion)];
  return least(
    sample,
    (seeds) =>
      halfWidth(sample, seeds, error) <= inside || halfWidth(sample, seeds, error / parts) <= outside,
  );
}

/** How far the mean lies inside what is claimed; 0 outside. */
function insideBy(mean: number, { threshold: { claimed } }: Criterion): number {
  return Math.max(0, Math.min(mean - (claimed.low ?? -Infinity), (claimed.high ?? Infinity) - mean));
}

/** How far it lies inside what refutes the claim. */
function outsideBy(mean: number, { threshold: { refuted } }: Criterion): number {
  return Math.max(0, (refuted.below ?? -Infinity) - mean, mean - (refuted.above ?? Infinity));
}

/** The distance from a bound that so many seeds tell with that power and error: (t + t') se. */
function halfWidth(sample: Sample, seeds: number, error: number): number {
  const { standardError, degreesOfFreedom } = combineErrors(
    sample.map((group) => {
      const variance = contrastOf([group]).standardError ** 2;
      return { variance: (variance * group.values.length) / seeds, freedom: seeds - 1 };
    }),
  );
  const quantiles = [1 - error, POWER].map((p) => tQuantile(p, degreesOfFreedom));
  return quantiles.reduce((sum, quantile) => sum + quantile, 0) * standardError;
}

/** With the share of seeds that was seen. */
function settleShare(sample: Sample, parts: number): number {
  const values = sample.flatMap((group) => group.values);
  const share = countOnes(values) / values.length;
  const error = ONE_SIDED_ERROR.binomial;
  return least(sample, (seeds) => {
    const successes = Math.round(share * seeds);
    const more = binomialAtLeast(successes, seeds, 1 / 2);
    const fewer = 1 - binomialAtLeast(successes + 1, seeds, 1 / 2);
    return more <= error || fewer <= error / parts;
  });
}

/** The smallest number of seeds that suffices; those seen do not. */
function least(sample: Sample, suffices: (seeds: number) => boolean): number {
  const seen = Math.min(...sample.map(({ values }) => values.length));
  for (let seeds = seen + 1; seeds < MOST_SEEDS; seeds++) if (suffices(seeds)) return seeds;
  return MOST_SEEDS;
}
