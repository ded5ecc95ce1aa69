import { chiSquareAbove } from '../base/distributions.ts';

/** How far values of one quantity scatter, estimated with so many degrees of freedom. */
export interface Spread {
  readonly variance: number;
  readonly degreesOfFreedom: number;
}

/** A spread that several quantities share. */
export interface PooledSpread extends Spread {
  /** How many of them. */
  readonly quantities: number;
}

/** Less likely than this, spreads are not taken for one. */
const ALIKE = 0.05;

/**
 * How likely the estimated variances differ so much when the true ones are equal, for normal values: small where they
 * are not alike. All must be above 0. Bartlett 1937.
 */
export function likenessOf(spreads: readonly Spread[]): number {
  if (spreads.length < 2) return 1;
  const { variance, degreesOfFreedom: total } = pool(spreads);
  const sum = (of: (spread: Spread) => number) => spreads.reduce((all, spread) => all + of(spread), 0);
  const logs = sum((spread) => spread.degreesOfFreedom * Math.log(spread.variance));
  const inverses = sum((spread) => 1 / spread.degreesOfFreedom);
  const correction = 1 + (inverses - 1 / total) / (3 * (spreads.length - 1));
  return chiSquareAbove((total * Math.log(variance) - logs) / correction, spreads.length - 1);
}

/** The mean variance, weighed by degrees of freedom, which add up. */
function pool(spreads: readonly Spread[]): PooledSpread {
  const total = spreads.reduce((sum, { degreesOfFreedom }) => sum + degreesOfFreedom, 0);
  const squares = spreads.reduce((sum, spread) => sum + spread.degreesOfFreedom * spread.variance, 0);
  return { variance: squares / total, degreesOfFreedom: total, quantities: spreads.length };
}

/** Each with the spread that all of them share, if they are alike, else with its own. All must be above 0. */
export function poolAlike(spreads: readonly Spread[]): PooledSpread[] {
  const alike = likenessOf(spreads) >= ALIKE;
  return spreads.map((spread) => pool(alike ? spreads : [spread]));
}
