import * as z from 'zod';

/** The curves of a run whose losses are compared; `looks` are the test losses that were observed during training. */
export const LOSS_CURVES = ['looks', 'train', 'validation', 'test'] as const;
export const lossCurve = z.enum(LOSS_CURVES);
export type LossCurve = z.infer<typeof lossCurve>;

/** One value of a curve, and how far it is from its counterpart: |a - b| / |b|, with b the reference's loss. */
const difference = z.strictObject({
  curve: lossCurve,
  /** Counted from 1. */
  at: z.int().min(1),
  relative: z.number().min(0),
});
export type Difference = z.infer<typeof difference>;

/** How one run compares with the reference's run of the same configuration, data and seed. */
export const checkRecord = z.strictObject({
  experiment: z.string(),
  seed: z.int(),
  /** `bits` within one numeric class, where all that was recorded must be equal. */
  compared: z.enum(['bits', 'tolerance', 'nothing']),
  /** Why nothing was compared; null where something was. */
  why: z.string().nullable(),
  /** How many values of each curve were compared, from the first. */
  until: z.int().min(0),
  /** How many of the looks during training. */
  looks: z.int().min(0),
  /** The relative difference that a loss may have; 0 for bits, null where nothing was compared. */
  limit: z.number().min(0).nullable(),
  /** Null where nothing differs or nothing was compared. */
  largest: difference.nullable(),
  /** The first difference beyond the limit: where the run left the reference's course. */
  left: difference.nullable(),
  /** Null where nothing was compared. */
  holds: z.boolean().nullable(),
  message: z.string(),
});
export type CheckRecord = z.infer<typeof checkRecord>;

/** How closely two engines follow each other when they train one experiment with one seed. */
export interface CourseLimit {
  /** The largest relative difference of two losses. */
  readonly relative: number;
  /** How many values of each curve are compared, from the first: later ones are rounding's; null for all of them. */
  readonly until: number | null;
  /** How many of the looks during training are compared. */
  readonly looks: number;
  /** What was measured to set the limit, and by which command. */
  readonly derivation: string;
}

/** What a study's runs are held against. */
export interface StudyReference {
  /** The committed results of a full run on real data, as a file: URL. */
  readonly results: string;
  /** Null for experiments whose course rounding decides from the first value on. */
  limit(experiment: string): CourseLimit | null;
}
