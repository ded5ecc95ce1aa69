import jStat from 'jstat';

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

/** s = sqrt(sum of (x - mean)^2 / (n - 1)): the unbiased variance's root (Bessel). Throws below two values. */
export function sampleStandardDeviation(values: readonly number[]): number {
  if (values.length < 2) throw new RangeError('missing values; a standard deviation needs two');
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** t with P(T <= t) = probability for Student's T with so many degrees of freedom. Good to about 1e-8. */
export function tQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`invalid probability; not in (0, 1): ${probability}`);
  }
  return jStat.studentt.inv(probability, degreesOfFreedom);
}

/** t quantile that leaves (1 - confidence) / 2 on either side, for n values. */
const twoSided = (confidence: number, n: number) => tQuantile(1 - (1 - confidence) / 2, n - 1);

/** Confidence interval of a mean: mean +- t s / sqrt(n). Unbounded for one value. Student 1908. */
export function meanInterval(values: readonly number[], confidence = 0.95): Estimate {
  const count = values.length;
  const centre = mean(values);
  if (count < 2) return { mean: centre, low: -Infinity, high: Infinity, count };
  const half = (twoSided(confidence, count) * sampleStandardDeviation(values)) / Math.sqrt(count);
  return { mean: centre, low: centre - half, high: centre + half, count };
}

/** Confidence interval of the mean of a - b, element by element: the paired t interval. */
export function pairedDifference(a: readonly number[], b: readonly number[], confidence = 0.95): Estimate {
  if (a.length !== b.length) throw new RangeError(`invalid pairs; ${a.length} values against ${b.length}`);
  return meanInterval(
    a.map((value, index) => value - b[index]!),
    confidence,
  );
}

/**
 * Where one more run falls: mean +- t s sqrt(1 + 1 / n). Wider than the interval of the mean, because the new
 * run scatters too. Unbounded for one value. Hahn and Meeker, Statistical Intervals (1991), section 4.7.
 */
export function predictionInterval(values: readonly number[], confidence = 0.99): Estimate {
  const count = values.length;
  const centre = mean(values);
  if (count < 2) return { mean: centre, low: -Infinity, high: Infinity, count };
  const half = twoSided(confidence, count) * sampleStandardDeviation(values) * Math.sqrt(1 + 1 / count);
  return { mean: centre, low: centre - half, high: centre + half, count };
}

/** sqrt(p (1 - p) / n), a fraction: how far an accuracy p on n images scatters from test set to test set. */
export function binomialStandardError(accuracy: number, samples: number): number {
  return Math.sqrt((accuracy * (1 - accuracy)) / samples);
}

/** Least-squares slope: sum of (x - mean x)(y - mean y) / sum of (x - mean x)^2, in y's unit per x's unit. */
export function slope(x: readonly number[], y: readonly number[]): number {
  if (x.length !== y.length) throw new RangeError(`invalid pairs; ${x.length} values against ${y.length}`);
  const [centreX, centreY] = [mean(x), mean(y)];
  const products = x.reduce((sum, value, index) => sum + (value - centreX) * (y[index]! - centreY), 0);
  return products / x.reduce((sum, value) => sum + (value - centreX) ** 2, 0);
}
