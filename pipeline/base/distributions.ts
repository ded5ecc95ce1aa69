import { createRequire } from 'node:module';

/** What is used of cephes, whose own types are out of reach of its exports. */
interface Cephes {
  /** The regularised incomplete beta function I_x(a, b). */
  incbet(a: number, b: number, x: number): number;
  /** The x with I_x(a, b) = y. */
  incbi(a: number, b: number, y: number): number;
  /** P(X > x) for chi-square with so many degrees of freedom. */
  chdtrc(degreesOfFreedom: number, x: number): number;
  /** P(Z <= z) for the standard normal distribution. */
  ndtr(z: number): number;
  /** The z with P(Z <= z) = p. */
  ndtri(p: number): number;
}

/**
 * Cephes (Moshier 1984) as WebAssembly: full double precision, and the same bits on every machine. Compiled when first
 * asked, at once; the package's form for ES modules would have to be awaited, by builds too that compute nothing.
 */
const cephes: Cephes = {
  incbet: (...args) => load().incbet(...args),
  incbi: (...args) => load().incbi(...args),
  chdtrc: (...args) => load().chdtrc(...args),
  ndtr: (...args) => load().ndtr(...args),
  ndtri: (...args) => load().ndtri(...args),
};
let loaded: Cephes | undefined;
const load = (): Cephes => (loaded ??= createRequire(import.meta.url)('cephes') as Cephes);
const { incbet, incbi, chdtrc, ndtr, ndtri } = cephes;

/** P(T <= t) for Student's T with so many degrees of freedom, which need not be a whole number. */
export function tProbability(t: number, degreesOfFreedom: number): number {
  if (t === 0) return 0.5;
  const tail = incbet(degreesOfFreedom / 2, 0.5, degreesOfFreedom / (degreesOfFreedom + t * t)) / 2;
  return t < 0 ? tail : 1 - tail;
}

/** t with P(T <= t) = probability. */
export function tQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`invalid probability; not in (0, 1): ${probability}`);
  }
  if (probability > 0.5) return -tQuantile(1 - probability, degreesOfFreedom);
  const x = incbi(degreesOfFreedom / 2, 0.5, 2 * probability);
  return -Math.sqrt((degreesOfFreedom * (1 - x)) / x);
}

/** P(X > x) for chi-square with so many degrees of freedom. */
export const chiSquareAbove = (x: number, degreesOfFreedom: number): number => chdtrc(degreesOfFreedom, x);

/** P(Z <= z) for the standard normal distribution. */
export const normalProbability = (z: number): number => ndtr(z);

/** z with P(Z <= z) = probability. */
export const normalQuantile = (probability: number): number => ndtri(probability);

/**
 * The z that is as far out as t is, so that residuals with different degrees of freedom can be compared. Far out in
 * either tail it stays finite.
 */
export function normalScore(t: number, degreesOfFreedom: number): number {
  const tail = Math.max(tProbability(-Math.abs(t), degreesOfFreedom), Number.MIN_VALUE);
  return t < 0 ? normalQuantile(tail) : -normalQuantile(tail);
}

/** P(X >= successes) in so many trials that succeed with probability `share` each. */
export function binomialAtLeast(successes: number, trials: number, share: number): number {
  if (successes <= 0) return 1;
  return successes > trials ? 0 : incbet(successes, trials - successes + 1, share);
}

/**
 * The shares that so many successes leave possible, each side with an error of at most (1 - confidence) / 2. Clopper
 * and Pearson 1934.
 */
export function binomialInterval(successes: number, trials: number, confidence: number) {
  const error = (1 - confidence) / 2;
  return {
    low: successes === 0 ? 0 : incbi(successes, trials - successes + 1, error),
    high: successes === trials ? 1 : incbi(successes + 1, trials - successes, 1 - error),
  };
}
