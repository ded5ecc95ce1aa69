import type { Measurements, Verdict } from './results.ts';

export interface Assessment {
  readonly verdict: Verdict;
  /** Sentences with the numbers that decided. */
  readonly evidence: readonly string[];
}

/** One of the write-up's sentences as a predicate over results. */
export interface Claim {
  readonly id: string;
  /** The write-up's number for the question, such as `2.1`. */
  readonly question: string;
  /** What the write-up says, in our words. */
  readonly sentence: string;
  /** Ids of the experiments that `assess` reads. */
  readonly experiments: readonly string[];
  /** With fewer seeds in common the claim is inconclusive, whatever the numbers are. */
  readonly seedsNeeded: number;
  /** The verdict on real data at full scale with enough seeds. */
  readonly expected: Verdict;
  /** Reads the measurements of all of `experiments`; the caller sees to it that they are there. */
  assess(measurements: Measurements): Assessment;
  /**
   * The negative control: turns measurements that support the claim into ones that do not, and, where the claim is
   * expected to fail, ones that fail it into ones that support it. A predicate that no control can turn says nothing.
   */
  control(measurements: Measurements): Measurements;
}

/**
 * The least number of seeds for claims that compare runs: a t interval over three values has two degrees of freedom
 * and is about 2.5 standard deviations wide on either side; over two values it is nine.
 */
export const SEEDS_NEEDED = 3;

/** For effects as small as their scatter between seeds: five seeds halve the interval of three. */
export const SEEDS_FOR_SMALL_EFFECTS = 5;
