import type { Random } from '../../pipeline/base/random.ts';

/**
 * Random choices for drawings, made from a stream's uniform numbers with operations that IEEE 754 rounds
 * exactly, so that a drawing has the same bytes on every machine.
 */
export interface Dice {
  /** In [low, high). */
  uniform(low: number, high: number): number;
  /** Mean 0, standard deviation 1, within ±3.5: a sum of four uniform numbers, which needs no logarithm. */
  normal(): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of the items, each as likely. */
  pick<T>(items: readonly T[]): T;
}

export function diceFrom({ uniform }: Random): Dice {
  return {
    uniform: (low, high) => low + (high - low) * uniform(),
    normal: () => (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3),
    chance: (probability) => uniform() < probability,
    pick: (items) => items[Math.floor(uniform() * items.length)]!,
  };
}
