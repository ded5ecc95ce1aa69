import seedrandom from 'seedrandom';

/**
 * A seeded stream of random numbers for drawings. Everything is made from its uniform numbers with operations
 * that IEEE 754 rounds exactly, so that a drawing has the same bytes on every machine.
 */
export interface Random {
  /** In [low, high). */
  uniform(low: number, high: number): number;
  /** Mean 0, standard deviation 1, within ±3.5: a sum of four uniform numbers, which needs no logarithm. */
  normal(): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of the items, each as likely. */
  pick<T>(items: readonly T[]): T;
  /** The items in a random order. */
  shuffled<T>(items: readonly T[]): T[];
}

/** The stream named by a path such as `garments/train/17`. Equal names give equal numbers. */
export function randomStream(name: string): Random {
  const next = seedrandom.alea(name);
  const below = (count: number) => Math.floor(next() * count);
  return {
    uniform: (low, high) => low + (high - low) * next(),
    normal: () => (next() + next() + next() + next() - 2) * Math.sqrt(3),
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)]!,
    shuffled(items) {
      const result = [...items];
      for (let last = result.length - 1; last > 0; last--) {
        const other = below(last + 1);
        [result[last], result[other]] = [result[other]!, result[last]!];
      }
      return result;
    },
  };
}
