/** What the units of a layer give for several samples: [samples, units], row by row, and what tells of one unit. */

/** Of each unit, its values over the samples. */
export function columnsOf(values: ArrayLike<number>, samples: number): Float32Array[] {
  const units = values.length / samples;
  return Array.from({ length: units }, (_, unit) => columnOf(values, { unit, units }));
}

export function columnOf(
  values: ArrayLike<number>,
  { unit, units }: { unit: number; units: number },
): Float32Array {
  return Float32Array.from({ length: values.length / units }, (_, sample) => values[sample * units + unit]!);
}

/** Linear interpolation between the two nearest of the sorted values. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}

/** Values that differ by less are alike: float32 numbers near 1 are known to 1e-7. */
const ALIKE = 1e-6;

/**
 * Mean and deviation of a whole population, as batch normalisation computes it; and its skewness and excess kurtosis,
 * the means of the standardised values' third power and of their fourth less 3, which a Gaussian has 0 of both; null
 * where all values are alike.
 */
export function momentsOf(values: ArrayLike<number>) {
  const mean = meanOf(values);
  const deviation = Math.sqrt(meanOf(Array.from(values, (value) => (value - mean) ** 2)));
  const standardized = (power: number) =>
    deviation < ALIKE ? null : meanOf(Array.from(values, (value) => ((value - mean) / deviation) ** power));
  const fourth = standardized(4);
  return { mean, deviation, skewness: standardized(3), excessKurtosis: fourth === null ? null : fourth - 3 };
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum / values.length;
}
