import { binomialStandardError } from '../base/statistics.ts';
import type { Criterion } from '../model/claim.ts';
import type { Rule, Threshold } from '../model/finding.ts';

/** Criteria by what is claimed. Values are fractions, nats, or what else the hypothesis counts in. */

/** Why a threshold lies where it does, and what the change is called if 'increase' and 'decrease' do not say it. */
interface Because {
  readonly reason: string;
  readonly words?: string;
}

const OPEN = { below: null, above: null } as const;

/**
 * An increase. Refuted by an interval that stays below `margin`: an increase that small would not matter. `margin` is
 * positive; the contrary is a decrease.
 */
export const anIncrease = (margin: number, { reason, words = 'an increase' }: Because): Criterion => ({
  rule: 't interval',
  words,
  threshold: {
    claimed: { low: 0, high: null },
    refuted: { below: margin, above: null },
    opposite: { below: 0, above: null },
  },
  reason,
});

/** A decrease, likewise. */
export const aDecrease = (margin: number, { reason, words = 'a decrease' }: Because): Criterion => ({
  rule: 't interval',
  words,
  threshold: {
    claimed: { low: null, high: 0 },
    refuted: { below: null, above: -margin },
    opposite: { below: null, above: 0 },
  },
  reason,
});

interface Size {
  readonly words: string;
  readonly reason: string | null;
  /** Beyond this the contrary of the claim holds; none if left out. */
  readonly oppositeBelow?: number;
}

export const moreThan = (bound: number, { words, reason, oppositeBelow }: Size): Criterion => ({
  rule: 't interval',
  words,
  threshold: {
    claimed: { low: bound, high: null },
    refuted: { below: bound, above: null },
    opposite: { below: oppositeBelow ?? null, above: null },
  },
  reason,
});

export const lessThan = (bound: number, { words, reason }: Omit<Size, 'oppositeBelow'>): Criterion => ({
  rule: 't interval',
  words,
  threshold: {
    claimed: { low: null, high: bound },
    refuted: { below: null, above: bound },
    opposite: OPEN,
  },
  reason,
});

/** Inside a range: two one-sided tests (Schuirmann 1987). */
export const within = (low: number, high: number, { words, reason }: Omit<Size, 'oppositeBelow'>) =>
  bounded('equivalence', { low, high }, { words, reason });

/** At no cost: a loss of at most `margin`, which is positive. */
export const noWorseThan = (margin: number, { words, reason }: Omit<Size, 'oppositeBelow'>) =>
  bounded('non-inferiority', { low: -margin, high: null }, { words, reason });

/** Something that is expected of most seeds: of more than a half of all that could be drawn. */
export const inMostSeeds = (words: string): Criterion =>
  bounded(
    'binomial',
    { low: 1 / 2, high: null },
    { words, reason: 'what happens in half of the seeds may be chance' },
  );

/** Something that no run can miss: a bound on every single value. */
export const inEveryRun = (below: number, { words, reason }: Omit<Size, 'oppositeBelow'>) =>
  bounded('every run', { low: null, high: below }, { words, reason });

function bounded(
  rule: Rule,
  claimed: Threshold['claimed'],
  { words, reason }: Pick<Criterion, 'words' | 'reason'>,
): Criterion {
  const threshold = { claimed, refuted: { below: claimed.low, above: claimed.high }, opposite: OPEN };
  return { rule, words, threshold, reason };
}

/** A test set of the same size would move an accuracy by less than so many standard errors in 95 cases of 100. */
const ABOUT_STANDARD_ERRORS = 2;

/** About so large an accuracy, a fraction, on a test set of this size: within 0.8 points at 80 % of 10,000 images. */
export function about(figure: number, samples: number): Criterion {
  const tolerance = ABOUT_STANDARD_ERRORS * binomialStandardError(figure, samples);
  return within(figure - tolerance, figure + tolerance, {
    words: `about ${Math.round(100 * figure)} %`,
    reason: `two standard errors of an accuracy on ${samples} images are ${(100 * tolerance).toFixed(1)} points`,
  });
}
