import * as z from 'zod';

/**
 * The losses of a run that are compared: of its first training steps, of the test images at looks during training, and
 * its curves.
 */
export const LOSS_CURVES = ['steps', 'looks', 'train', 'validation', 'test'] as const;
export const lossCurve = z.enum(LOSS_CURVES);
export type LossCurve = z.infer<typeof lossCurve>;

/** How many values were compared, from the first: of the first training steps, of looks, of each curve. */
const compared = {
  steps: z.int().min(0),
  looks: z.int().min(0),
  until: z.int().min(0),
};

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
  ...compared,
  /** Whether that is all that the run recorded of its course, to the end. */
  whole: z.boolean(),
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
  /** How many of the first training steps are compared. */
  readonly steps: number;
  /** How many of the looks during training. */
  readonly looks: number;
  /** How many values of each curve, from the first: what comes later is rounding's; null for all of them. */
  readonly until: number | null;
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
