import { describe, expect, it } from 'vitest';
import { claims } from '../../experiments/claims.ts';
import study from '../../experiments/index.ts';
import { verdictOf } from '../../pipeline/claims/assess.ts';
import { testClaim } from '../../pipeline/claims/test-claim.ts';
import type { Claim } from '../../pipeline/model/claim.ts';
import type { Verdict } from '../../pipeline/model/finding.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

/** Many seeds, so that nothing hangs on the fixture's noise. */
const plausible = plausibleMeasurements({ seeds: 10 });
const verdictOn = (claim: Claim, m: Measurements) => verdictOf(testClaim(claim, m).map(({ holds }) => holds));

/** What is found in the made-up measurements; not the same thing as what is expected of real ones. */
const ON_PLAUSIBLE: Readonly<Record<string, Verdict>> = {
  A1: 'reproduced',
  A2: 'reproduced',
  A3: 'reproduced',
  A4: 'reproduced',
  A5: 'reproduced',
  A6: 'reproduced',
  A7: 'reproduced',
  A8: 'reproduced',
  A9: 'reproduced',
  A10: 'reproduced',
  A11: 'reproduced in part',
  A12: 'reproduced in part',
  A13: 'reproduced in part',
  A14: 'not supported',
  A15: 'reproduced',
  A16: 'reproduced in part',
  B1: 'reproduced',
  B2: 'reproduced',
  B3: 'reproduced',
  B4: 'reproduced',
  B5: 'reproduced',
  B6: 'reproduced',
  B7: 'reproduced in part',
  C1: 'reproduced',
  C2: 'reproduced',
  C3: 'reproduced',
  C4: 'reproduced',
  C5: 'reproduced',
  C6: 'reproduced',
  C7: 'not supported',
};

describe('every claim', () => {
  it.each(Object.entries(ON_PLAUSIBLE))(
    '%s gets the verdict that the made-up measurements were made for',
    (id, verdict) => {
      expect(verdictOn(claims.find((claim) => claim.id === id)!, plausible)).toBe(verdict);
    },
  );

  it('has an id of its own', () => {
    expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length);
  });

  it.each(claims.map((claim) => [claim.id, claim] as const))(
    '%s reads only the experiments that it names, which are in the catalogue',
    (_, claim) => {
      const named = Object.entries(plausible.experiments).filter(([id]) => claim.experiments.includes(id));
      expect(testClaim(claim, { ...plausible, experiments: Object.fromEntries(named) })).toEqual(
        testClaim(claim, plausible),
      );
      expect(study.experiments.map(({ id }) => id)).toEqual(expect.arrayContaining([...claim.experiments]));
    },
  );

  it.each(claims.map((claim) => [claim.id, claim] as const))(
    '%s names its hypotheses apart, and only such that one of them implies',
    (_, { hypotheses }) => {
      const ids = hypotheses.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(hypotheses.map(({ quantity }) => quantity)).size).toBe(ids.length);
      for (const { implies } of hypotheses) expect([undefined, ...ids]).toContain(implies);
    },
  );
});

describe('runs are compared', () => {
  const streamOf = (id: string) => plausible.experiments[id]!.config.stream;
  const samples = claims.flatMap(({ id, hypotheses }) =>
    hypotheses.map((hypothesis) => ({
      name: `${id} ${hypothesis.id}`,
      groups: hypothesis.sample(plausible)!.map(({ experiments }) => [...new Set(experiments.map(streamOf))]),
    })),
  );

  it('seed by seed only if they draw from one stream of random numbers', () => {
    for (const { name, groups } of samples)
      for (const streams of groups) expect(streams, name).toHaveLength(1);
  });

  it('as independent only if they do not', () => {
    expect(samples.filter(({ groups }) => groups.length > 1).length).toBeGreaterThan(10);
    for (const { name, groups } of samples) expect(new Set(groups.flat()).size, name).toBe(groups.length);
  });
});
