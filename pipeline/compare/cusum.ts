import { normalScore } from '../base/distributions.ts';
import { mean, sampleStandardDeviation } from '../base/statistics.ts';

/**
 * How far each value from index `from` (at least 2) on lies from all before it, in standard deviations of a normal
 * distribution. While values of one normal distribution come in, these are independent and standard normal, however few
 * there were at first: nothing is taken for known. Hawkins 1987, "Self-starting cusum charts".
 */
export function sequentialResiduals(values: readonly number[], from: number): number[] {
  return values.slice(from).map((value, index) => residualAfter(values.slice(0, from + index), value));
}

function residualAfter(earlier: readonly number[], value: number): number {
  const deviation = sampleStandardDeviation(earlier) * Math.sqrt(1 + 1 / earlier.length);
  const distance = value - mean(earlier);
  if (deviation === 0) return distance === 0 ? 0 : Math.sign(distance) * Infinity;
  return normalScore(distance / deviation, earlier.length - 1);
}

/** Departures smaller than twice this, in standard deviations, are not looked for. */
const SLACK = 0.5;
/**
 * A chart reaches this once in about 26,000 nights by chance (Siegmund 1985: an average run length on either side of
 * (exp(b) - b - 1) / (2 k^2) with b = 2 k (limit + 1.166)), and after about 18 nights of a shift by one deviation.
 */
const LIMIT = 9;

/** Where the sums of a CUSUM chart stand. Page 1954. */
export interface Cusum {
  readonly above: number;
  readonly below: number;
  /** Whether one of them is beyond the limit. */
  readonly alarm: boolean;
}

/** Adds residuals up, each less the slack; a sum that would fall below 0 starts anew. */
export function cusum(residuals: readonly number[]): Cusum {
  let [above, below] = [0, 0];
  for (const residual of residuals) {
    above = Math.max(0, above + residual - SLACK);
    below = Math.max(0, below - residual - SLACK);
  }
  return { above, below, alarm: Math.max(above, below) > LIMIT };
}
