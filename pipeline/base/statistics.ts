import { tProbability, tQuantile } from './distributions.ts';

/** A closed interval; infinite on both sides where the values cannot bound it. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A mean over `count` values and its confidence interval. */
export interface Estimate extends Interval {
  readonly mean: number;
  readonly count: number;
}

/** Sum over n. Throws for no values. */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('missing values; a mean needs one');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The middle value, or the mean of the two in the middle. Throws for no values. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('missing values; a median needs one');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

/** s = sqrt(sum of (x - mean)^2 / (n - 1)): the unbiased variance's root (Bessel). Throws below two values. */
export function sampleStandardDeviation(values: readonly number[]): number {
  if (values.length < 2) throw new RangeError('missing values; a standard deviation needs two');
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** Independent values of one quantity, and the factor with which their mean enters a sum. */
export interface WeightedValues {
  readonly weight: number;
  readonly values: readonly number[];
}

/** An estimated sum of means, and how uncertain it is. */
export interface Contrast {
  readonly mean: number;
  /** Infinite where one of the groups has a single value. */
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

/**
 * The weighted sum of the means of independent groups: mean = sum of w m, standard error = sqrt(sum of w^2 s^2 / n).
 * The groups may scatter differently, so the degrees of freedom are those of Welch 1947 and Satterthwaite 1946. One
 * group of weight 1 is Student's mean with n - 1 degrees of freedom; weights 1 and -1 are Welch's difference.
 */
export function contrastOf(groups: readonly WeightedValues[]): Contrast {
  const centre = groups.reduce((sum, { weight, values }) => sum + weight * mean(values), 0);
  if (groups.some(({ values }) => values.length < 2)) {
    return { mean: centre, standardError: Infinity, degreesOfFreedom: 1 };
  }
  const parts = groups.map(({ weight, values }) => ({
    variance: (weight * sampleStandardDeviation(values)) ** 2 / values.length,
    freedom: values.length - 1,
  }));
  return { mean: centre, ...combineErrors(parts) };
}

/** The standard error of a sum of independent means, given the variance and the degrees of freedom of each. */
export function combineErrors(parts: readonly { readonly variance: number; readonly freedom: number }[]) {
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  const spread = parts.reduce((sum, part) => sum + part.variance ** 2 / part.freedom, 0);
  const fewest = Math.min(...parts.map(({ freedom }) => freedom));
  return {
    standardError: Math.sqrt(variance),
    degreesOfFreedom: spread === 0 ? fewest : variance ** 2 / spread,
  };
}

/** Confidence interval of a contrast: mean +- t se. */
export function contrastInterval(contrast: Contrast, confidence = 0.95): Interval {
  return around(contrast, confidence, 1);
}

/** mean +- t se times a factor. */
function around(
  { mean: centre, standardError, degreesOfFreedom }: Contrast,
  confidence: number,
  factor: number,
) {
  const half = factor * tQuantile(1 - (1 - confidence) / 2, degreesOfFreedom) * standardError;
  return { low: centre - half, high: centre + half };
}

/** The p value of the hypothesis that the true sum is at least `bound`: small when the estimate lies well below it. */
export function probabilityBelow(
  { mean: centre, standardError, degreesOfFreedom }: Contrast,
  bound: number,
): number {
  const distance = centre - bound;
  return distance === 0 ? 0.5 : tProbability(distance / standardError, degreesOfFreedom);
}

const alone = (values: readonly number[]) => contrastOf([{ weight: 1, values }]);

/** Confidence interval of a mean: mean +- t s / sqrt(n). Unbounded for one value. Student 1908. */
export function meanInterval(values: readonly number[], confidence = 0.95): Estimate {
  return { mean: mean(values), ...around(alone(values), confidence, 1), count: values.length };
}

/**
 * Where one more run falls: mean +- t s sqrt(1 + 1 / n). Wider than the interval of the mean, because the new
 * run scatters too. Unbounded for one value. Hahn and Meeker, Statistical Intervals (1991), section 4.7.
 */
export function predictionInterval(values: readonly number[], confidence = 0.99): Estimate {
  const count = values.length;
  return { mean: mean(values), ...around(alone(values), confidence, Math.sqrt(count + 1)), count };
}

/** sqrt(p (1 - p) / n), a fraction: how far an accuracy p on n images scatters from test set to test set. */
export function binomialStandardError(accuracy: number, samples: number): number {
  return Math.sqrt((accuracy * (1 - accuracy)) / samples);
}

/**
 * The weights with which values at the places x add up to their least-squares slope, in y's unit per x's unit:
 * (x - mean) / sum of (x - mean)^2.
 */
export function slopeWeights(x: readonly number[]): number[] {
  const centre = mean(x);
  const squares = x.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return x.map((value) => (value - centre) / squares);
}
