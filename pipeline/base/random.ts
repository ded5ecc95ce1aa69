import { randomNormal } from 'd3-random';
import seedrandom from 'seedrandom';

/**
 * A stream of pseudo-random numbers that is fully named by its label: the same label, the same numbers, on every
 * platform. Forks are independent of each other and of how many numbers were drawn before.
 */
export interface Random {
  /** The next number in [0, 1). */
  uniform(): number;
  /** `count` draws from a normal distribution, rounded to float32. */
  normals(count: number, mean: number, standardDeviation: number): Float32Array;
  /** The numbers 0 to count - 1 in random order (Fisher and Yates). */
  permutation(count: number): Uint32Array;
  fork(label: string): Random;
}

/** Streams come from seedrandom's Alea (Baagøe 2010), seeded with the label, so no seed can mean "no seed". */
export function randomStream(label: string): Random {
  const uniform = seedrandom.alea(label);
  return {
    uniform,
    normals(count, mean, standardDeviation) {
      const normal = randomNormal.source(uniform)(mean, standardDeviation);
      return Float32Array.from({ length: count }, normal);
    },
    permutation(count) {
      const order = Uint32Array.from({ length: count }, (_, index) => index);
      for (let last = count - 1; last > 0; last--) {
        const other = Math.floor(uniform() * (last + 1));
        [order[last], order[other]] = [order[other]!, order[last]!];
      }
      return order;
    },
    fork: (fork) => randomStream(`${label}/${fork}`),
  };
}
