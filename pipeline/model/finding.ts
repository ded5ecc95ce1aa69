import * as z from 'zod';

/** What a quantity is counted in. Accuracies and shares are fractions in the results, whatever they are printed as. */
export const findingUnit = z.enum([
  /** A level or a share. */
  'percent',
  /** A difference of accuracies. */
  'points',
  /** A difference of losses. */
  'nats',
  /** A difference of training times. */
  'epochs',
  /** A difference of powers of ten. */
  'decades',
  'ratio',
  /** The binary logarithm of an iteration's number, counted from 1: equal factors are equal distances. */
  'iteration',
  /** 1 for a seed in which something happened, 0 for one in which it did not. */
  'seeds',
]);
export type FindingUnit = z.infer<typeof findingUnit>;

/**
 * Whether one part of a claim holds. `opposite`: its contrary is established, not merely itself missed. `not
 * comparable`: a figure of the document that our data miss, and that other data might. `not run`: nothing was measured.
 */
export const holds = z.enum(['yes', 'no', 'opposite', 'unclear', 'not comparable', 'not run']);
export type Holds = z.infer<typeof holds>;

export const rule = z.enum(['t interval', 'equivalence', 'non-inferiority', 'binomial', 'every run']);
export type Rule = z.infer<typeof rule>;

const bound = z.number().nullable();

/** When a finding holds and when it is refuted. Null where a side is open. */
export const threshold = z.strictObject({
  /** Holds when the interval lies inside. */
  claimed: z.strictObject({ low: bound, high: bound }),
  /** Refuted when the interval lies wholly below or above. */
  refuted: z.strictObject({ below: bound, above: bound }),
  /** Where the refutation is the contrary of the claim. */
  opposite: z.strictObject({ below: bound, above: bound }),
});
export type Threshold = Readonly<z.infer<typeof threshold>>;

/**
 * Over `count` seeds. Rules of intervals: mean and 95 % confidence interval. Binomial: share of the seeds and its 90 %
 * interval. Every run: mean, smallest and largest. Null where the values cannot bound it.
 */
export const estimate = z.strictObject({ mean: z.number(), low: bound, high: bound, count: z.int().min(1) });
export type FindingEstimate = Readonly<z.infer<typeof estimate>>;

/** One hypothesis of a claim, tested. */
export const finding = z.strictObject({
  /** Names the hypothesis within its claim. */
  id: z.string(),
  /** What was measured, in words: a noun phrase. */
  quantity: z.string(),
  unit: findingUnit,
  /** What the document says of it, in words. */
  claimed: z.string(),
  rule,
  /** Whether runs that are compared share their seeds, so that each seed gives one difference (else: Welch). */
  seeds: z.enum(['paired', 'independent']),
  threshold,
  /** Why the threshold lies where it does; null where the document names it or it is zero. */
  reason: z.string().nullable(),
  estimate: estimate.nullable(),
  holds,
  /** On real data with enough seeds. */
  expected: holds,
  /** How many seeds would decide what is unclear; null where nothing is or the spread is unknown. */
  seedsToSettle: z.int().min(1).nullable(),
  /** How likely five new seeds would give the same answer. */
  repeatProbability: z.number().min(0).max(1).nullable(),
});
export type Finding = Readonly<z.infer<typeof finding>>;

export const VERDICTS = [
  'reproduced',
  'reproduced in part',
  'not supported',
  'contradicted',
  'not comparable',
  'open',
  'not applicable',
  'not run',
] as const;
export const verdict = z.enum(VERDICTS);
export type Verdict = z.infer<typeof verdict>;

export const claimRecord = z.strictObject({
  id: z.string(),
  sentence: z.string(),
  verdict,
  /** On real data with enough seeds, as the findings' expectations have it. */
  expected: verdict,
  /** Why there is no answer: what was not run, or why the runs cannot decide. Null where there is one. */
  reason: z.string().nullable(),
  findings: z.array(finding),
  /** The most that one of the unclear findings needs. */
  seedsToSettle: z.int().min(1).nullable(),
  /** How likely five new seeds would give the same verdict. */
  repeatProbability: z.number().min(0).max(1).nullable(),
  /** Ids of the experiments that the verdict rests on. */
  experiments: z.array(z.string()),
});
export type ClaimRecord = z.infer<typeof claimRecord>;
