import * as z from 'zod';

/** Fractions in [0, 1]. */
const accuracies = z.array(z.number().min(0).max(1));
/** Nats per sample, penalty included. Can be below 0 only under the write-up's signed penalty. */
const losses = z.array(z.number());

/** One value an iteration (part A) or an epoch (parts B and C), the first at index 0. */
export const curve = z.strictObject({ accuracy: accuracies, loss: losses });
export type Curve = z.infer<typeof curve>;

/** Recorded before each update, as a gradient tape sees it. */
export const history = z.strictObject({
  train: curve,
  test: curve.optional(),
  validation: curve.optional(),
});
export type History = z.infer<typeof history>;

export const metrics = z.strictObject({ accuracy: z.number().min(0).max(1), loss: z.number() });
export type Metrics = z.infer<typeof metrics>;

export const finalMetrics = z.strictObject({
  train: metrics,
  test: metrics.optional(),
  validation: metrics.optional(),
});
export type FinalMetrics = z.infer<typeof finalMetrics>;

/** What training one experiment with one seed gives: numbers only, the same bytes for the same inputs. */
export const runRecord = z.strictObject({ final: finalMetrics, history });
export type RunRecord = z.infer<typeof runRecord>;
