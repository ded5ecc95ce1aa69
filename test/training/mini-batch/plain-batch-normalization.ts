/**
 * Batch normalisation as Ioffe and Szegedy 2015 write it, in plain loops and double precision: an independent
 * implementation for tests. Matrices are rows of samples, [m][units].
 */

type Matrix = readonly (readonly number[])[];

const column = (matrix: Matrix, unit: number) => matrix.map((row) => row[unit]!);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const units = (matrix: Matrix) => Array.from(matrix[0]!, (_, unit) => unit);

/** Mini-batch mean and variance of every unit: Algorithm 1, lines 1 and 2. The variance divides by m. */
export function batchStatistics(x: Matrix): { mean: number[]; variance: number[] } {
  const m = x.length;
  const mean = units(x).map((unit) => sum(column(x, unit)) / m);
  const variance = units(x).map(
    (unit) => sum(column(x, unit).map((value) => (value - mean[unit]!) ** 2)) / m,
  );
  return { mean, variance };
}

export interface Normalization {
  readonly gamma: readonly number[];
  readonly beta: readonly number[];
  readonly epsilon: number;
}

/** Normalised by the given statistics, scaled and shifted: Algorithm 1, lines 3 and 4. */
export function normalize(
  x: Matrix,
  { mean, variance }: ReturnType<typeof batchStatistics>,
  { gamma, beta, epsilon }: Normalization,
): number[][] {
  return x.map((row) =>
    row.map((value, k) => (gamma[k]! * (value - mean[k]!)) / Math.sqrt(variance[k]! + epsilon) + beta[k]!),
  );
}

/** The chain rule of section 3, equation by equation; `dy` is the gradient of the loss by the outputs. */
export function gradients(x: Matrix, dy: Matrix, { gamma, epsilon }: Normalization) {
  const m = x.length;
  const { mean, variance } = batchStatistics(x);
  const dx = x.map((row) => row.map(() => 0));
  const dGamma: number[] = [];
  const dBeta: number[] = [];
  for (const k of units(x)) {
    const root = Math.sqrt(variance[k]! + epsilon);
    const centred = column(x, k).map((value) => value - mean[k]!);
    const dNormalized = column(dy, k).map((value) => value * gamma[k]!);
    const dVariance = sum(dNormalized.map((value, i) => value * centred[i]! * -0.5 * root ** -3));
    const dMean =
      sum(dNormalized.map((value) => -value / root)) + (dVariance * sum(centred.map((c) => -2 * c))) / m;
    for (let i = 0; i < m; i++) {
      dx[i]![k] = dNormalized[i]! / root + (dVariance * 2 * centred[i]!) / m + dMean / m;
    }
    dGamma.push(sum(column(dy, k).map((value, i) => (value * centred[i]!) / root)));
    dBeta.push(sum(column(dy, k)));
  }
  return { dx, dGamma, dBeta };
}
