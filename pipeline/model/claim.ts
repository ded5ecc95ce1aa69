import type { FindingUnit, Holds, Rule, Threshold } from './finding.ts';
import type { Measurements } from './results.ts';

/** One value a seed, of runs that share their seeds; `weight` is the factor with which the mean enters the quantity. */
export interface SeedValues {
  readonly weight: number;
  readonly experiments: readonly string[];
  readonly seeds: readonly number[];
  readonly values: readonly number[];
}

/** What a quantity is estimated from. Several groups have nothing to do with each other, seed by seed. */
export type Sample = readonly SeedValues[];

/** What the document says of a quantity, and by which rule measurements decide about it. */
export interface Criterion {
  readonly rule: Rule;
  /** What is claimed, in words: 'an increase'. */
  readonly words: string;
  readonly threshold: Threshold;
  /** Why the threshold lies where it does; null where the document names it or it is zero. */
  readonly reason: string | null;
}

/** A part of a claim that measurements can test by itself. */
export interface Hypothesis {
  /** Names it within its claim. */
  readonly id: string;
  /** What is measured, in words: a noun phrase that begins in lower case unless it begins with a name. */
  readonly quantity: string;
  readonly unit: FindingUnit;
  readonly criterion: Criterion | ((measurements: Measurements) => Criterion);
  /** Null where the runs did not record what it needs. The caller sees to it that the claim's experiments are there. */
  sample(measurements: Measurements): Sample | null;
  /** A level or a size that depends on the data: missing it on other data than the document's decides nothing. */
  readonly figure?: true;
  /** The hypothesis of the same claim without which this one cannot hold: a size implies its direction. */
  readonly implies?: string;
  /** On real data with enough seeds. */
  readonly expected: Holds;
  /**
   * The negative control: turns measurements that support this hypothesis into ones that refute it, or the other way
   * round, and leaves the answers of the claim's other hypotheses alone, save those that imply this one. What no control
   * can turn says nothing.
   */
  control(measurements: Measurements): Measurements;
}

/** One of the document's sentences. */
export interface Claim {
  readonly id: string;
  /** The document's number for the question, such as `2.1`. */
  readonly question: string;
  /** What the document says, in our words. */
  readonly sentence: string;
  /** Ids of the experiments that the hypotheses read. */
  readonly experiments: readonly string[];
  readonly hypotheses: readonly Hypothesis[];
  /** With fewer seeds in common nothing is decided, whatever the numbers are. */
  readonly seedsNeeded: number;
  /** Whether stand-in data and short runs decide as well as the real ones: so for what holds of any network. */
  readonly ofAnyData?: true;
}

/**
 * The least number of seeds for claims that compare runs: a t interval over three values has two degrees of freedom
 * and is about 2.5 standard deviations wide on either side; over two values it is nine.
 */
export const SEEDS_NEEDED = 3;

/** For effects as small as their scatter between seeds: five seeds halve the interval of three. */
export const SEEDS_FOR_SMALL_EFFECTS = 5;
