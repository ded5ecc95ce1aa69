import { describe, expect, it } from 'vitest';
import { claims } from '../../experiments/claims.ts';
import { testClaim } from '../../pipeline/claims/test-claim.ts';
import type { Claim, Hypothesis } from '../../pipeline/model/claim.ts';
import type { Holds } from '../../pipeline/model/finding.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

/** Many seeds, so that nothing hangs on the fixture's noise. */
const plausible = plausibleMeasurements({ seeds: 10 });

const answersOf = (claim: Claim, measurements: Measurements) =>
  new Map(testClaim(claim, measurements).map(({ id, holds }) => [id, holds]));

const supports = (answer: Holds | undefined) => answer === 'yes';
const refutes = (answer: Holds | undefined) => ['no', 'opposite', 'not comparable'].includes(answer!);

/** The hypotheses of a claim whose answers a control turns round, and those that it only moves. */
function movedBy(claim: Claim, control: Hypothesis['control']): { turned: string[]; moved: string[] } {
  const before = answersOf(claim, plausible);
  const after = answersOf(claim, control(plausible));
  const moved = [...before.keys()].filter((id) => before.get(id) !== after.get(id));
  const turned = moved.filter(
    (id) =>
      (supports(before.get(id)) && refutes(after.get(id))) ||
      (refutes(before.get(id)) && supports(after.get(id))),
  );
  return { turned, moved };
}

describe.each(claims.map((claim) => [claim.id, claim] as const))('the controls of %s', (_, claim) => {
  it.each(claim.hypotheses.map((hypothesis) => [hypothesis.id, hypothesis] as const))(
    'turn %s round, and nothing that does not imply it',
    (id, { control }) => {
      const implied = claim.hypotheses.filter(({ implies }) => implies === id).map((other) => other.id);
      const { turned, moved } = movedBy(claim, control);
      expect(turned).toContain(id);
      expect(moved.filter((other) => other !== id && !implied.includes(other))).toEqual([]);
    },
  );
});

it('a control that changes nothing turns nothing', () => {
  for (const claim of claims) expect(movedBy(claim, (measurements) => measurements).moved).toEqual([]);
});

it('controls leave the measurements alone that they are given', () => {
  const before = structuredClone(plausible);
  for (const { hypotheses } of claims) for (const { control } of hypotheses) control(plausible);
  expect(plausible).toEqual(before);
});
