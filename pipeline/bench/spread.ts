import * as z from 'zod';
import { percentile } from '../training/mini-batch/unit-values.ts';

/** A median and the quartiles on either side of it. */
export const spread = z.strictObject({
  median: z.number(),
  lowerQuartile: z.number(),
  upperQuartile: z.number(),
  /** How many values these are of. */
  count: z.int().min(1),
});
export type Spread = z.infer<typeof spread>;

/** Median and quartiles, between two values by linear interpolation. Throws for no values. */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('missing values; a median needs one');
  const sorted = [...values].sort((a, b) => a - b);
  const [lowerQuartile, median, upperQuartile] = [0.25, 0.5, 0.75].map((share) =>
    significant(percentile(sorted, share)),
  ) as [number, number, number];
  return { median, lowerQuartile, upperQuartile, count: values.length };
}

/** The spread of a / b, lap by lap, over the laps that both took part in. Throws when there are none. */
export function ratioOf(a: readonly number[], b: readonly number[]): Spread {
  const laps = Math.min(a.length, b.length);
  return spreadOf(a.slice(0, laps).map((value, lap) => value / b[lap]!));
}

/** Four significant digits: more than any measurement here holds. */
function significant(value: number): number {
  return Number(value.toPrecision(4));
}
