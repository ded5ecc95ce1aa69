import type { Results } from '../model/results.ts';

/**
 * One line for each band that does not hold and each claim whose verdict is not the expected one, for better or
 * for worse. What was not run fails nothing.
 */
export function unmetExpectations({ bands, claims }: Pick<Results, 'bands' | 'claims'>): string[] {
  const outside = bands.filter(({ holds }) => holds === 'outside').map(({ message }) => message);
  const changed = claims
    .filter(({ verdict, expected }) => verdict !== 'not run' && verdict !== expected)
    .map(
      ({ id, verdict, expected, evidence }) =>
        // The first sentence of the evidence is the one that decided.
        `claim ${id}: ${verdict}, expected ${expected}; ${evidence[0]}`,
    );
  return [...outside, ...changed];
}
