import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { UserError } from '../../pipeline/base/errors.ts';

/** Mutants a target: `npm run fuzz` asks for ten thousand, the ordinary tests for a taste. */
export const CASES = Number(process.env.FUZZ_CASES ?? 60);
/** The same mutants again: a failure says the seed, and FUZZ_SEED=<seed> brings it back. */
export const SEED = Number(process.env.FUZZ_SEED ?? 20_261_124);

/** What a target did with a mutant. A wrong acceptance is an assertion that fails. */
export type Outcome = 'accepted' | 'refused';

const AN_HOUR_MS = 3_600_000;

/**
 * A test that hands every mutant to `examine`. Whatever that throws fails the test: refusals are for `examine` to tell
 * from crashes, with `refusal`. Prints how many mutants were accepted and refused, and the seconds they took.
 */
export function fuzz<Mutant>(
  title: string,
  mutants: fc.Arbitrary<Mutant>,
  examine: (mutant: Mutant) => Outcome | Promise<Outcome>,
): void {
  const counts = { accepted: 0, refused: 0 };
  let slowestMs = 0;
  it(
    title,
    async () => {
      const property = fc.asyncProperty(mutants, async (mutant) => {
        const start = performance.now();
        counts[await examine(mutant)] += 1;
        slowestMs = Math.max(slowestMs, performance.now() - start);
      });
      await fc.assert(property, { numRuns: CASES, seed: SEED });
      expect(counts.refused).toBeGreaterThan(0); // mutants that all pass are none
    },
    AN_HOUR_MS,
  );
  afterAll(() => {
    const { accepted, refused } = counts;
    const cases = `${accepted + refused} cases, ${accepted} accepted, ${refused} refused`;
    process.stdout.write(`fuzz      ${title}: ${cases}; slowest ${slowestMs.toFixed(0)} ms; seed ${SEED}\n`);
  });
}

/** The value, or null where the reader refuses as it should: with one line for the user. Other errors are crashes. */
export function refusal<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.message).toMatch(/; /); // what to do next
    return null;
  }
}

/** As `refusal`, for readers that answer later. */
export async function laterRefusal<Value>(read: () => Promise<Value>): Promise<Value | null> {
  const result = await read().then(
    (value) => () => value,
    (error: unknown) => (): Value => {
      throw error;
    },
  );
  return refusal(result);
}
