import { describe, expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import { assessClaims, verdictOf } from '../../pipeline/claims/assess.ts';
import { moreThan, within } from '../../pipeline/claims/criteria.ts';
import { testClaim } from '../../pipeline/claims/test-claim.ts';
import { paired } from '../../pipeline/claims/values.ts';
import type { Claim, Hypothesis } from '../../pipeline/model/claim.ts';
import type { ClaimRecord, Holds } from '../../pipeline/model/finding.ts';
import type { Replicate } from '../../pipeline/model/results.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

const three = plausibleMeasurements({ seeds: 3 });

/** The seeds' numbers, times a factor: 1, 2, 3 with three seeds; mean 2, interval -0.48 to 4.48. */
const seedNumbers = (factor: number) => (replicate: Replicate) => factor * replicate.seed;

const hypothesis: Hypothesis = {
  id: 'number',
  quantity: 'number of the seed',
  unit: 'ratio',
  criterion: moreThan(-1, { words: 'more than -1', reason: 'it is a number' }),
  sample: (m) => paired(m, ['a-softmax', 'a-network-a'], seedNumbers(1)),
  expected: 'yes',
  control: (m) => m,
};
const claim: Claim = {
  id: 'X1',
  question: '1_1',
  sentence: 'Something holds.',
  experiments: ['a-softmax', 'a-network-a'],
  seedsNeeded: 3,
  hypotheses: [hypothesis],
};
const judge = (measurements = three, change: Partial<Claim> = {}): ClaimRecord =>
  assessClaims(measurements, [{ ...claim, ...change }])[0]!;

describe('a claim', () => {
  it('records what was measured of each hypothesis, by which rule, and why its threshold is where it is', () => {
    const { repeatProbability, findings, ...record } = judge();
    expect(record).toEqual({
      id: 'X1',
      sentence: 'Something holds.',
      verdict: 'reproduced',
      expected: 'reproduced',
      reason: null,
      seedsToSettle: null,
      experiments: ['a-softmax', 'a-network-a'],
    });
    expect(findings).toEqual([
      {
        id: 'number',
        quantity: 'number of the seed',
        unit: 'ratio',
        claimed: 'more than -1',
        rule: 't interval',
        seeds: 'paired',
        threshold: {
          claimed: { low: -1, high: null },
          refuted: { below: -1, above: null },
          opposite: { below: null, above: null },
        },
        reason: 'it is a number',
        // s = 1, n = 3, t(0.975, 2) = 4.3027
        estimate: {
          mean: 2,
          low: expect.closeTo(2 - 4.302652729749464 / Math.sqrt(3), 10),
          high: expect.closeTo(2 + 4.302652729749464 / Math.sqrt(3), 10),
          count: 3,
        },
        holds: 'yes',
        expected: 'yes',
        seedsToSettle: null,
        repeatProbability,
      },
    ]);
    expect(repeatProbability).toBeGreaterThan(0.5);
  });

  it('is not run where experiments are missing, and asks nothing then', () => {
    const { 'a-softmax': _, ...rest } = three.experiments;
    const sample = () => {
      throw new Error('asked');
    };
    expect(judge({ ...three, experiments: rest }, { hypotheses: [{ ...hypothesis, sample }] })).toMatchObject(
      {
        verdict: 'not run',
        expected: 'reproduced',
        reason: 'not tested: these experiments were not run: a-softmax',
        findings: [],
      },
    );
  });

  it('is not run where the runs lack what a hypothesis reads, and says what the others found', () => {
    const unread: Hypothesis = { ...hypothesis, id: 'unread', sample: () => null };
    const { verdict, findings, repeatProbability } = judge(three, { hypotheses: [unread, hypothesis] });
    expect(verdict).toBe('not run');
    expect(findings.map(({ holds }) => holds)).toEqual(['not run', 'yes']);
    expect(findings[0]).toMatchObject({ estimate: null, claimed: 'more than -1' });
    expect(repeatProbability).toBeNull();
  });

  it('is refused by name where a hypothesis computes what is no number', () => {
    const divided: Hypothesis = {
      ...hypothesis,
      id: 'divided',
      sample: (m) => paired(m, ['a-network-a'], () => 0 / 0),
    };
    expect(() => judge(three, { hypotheses: [divided] })).toThrow(/^invalid claim: \S+: divided gives NaN; /);
  });

  it('is not applicable with too few seeds, and still shows the numbers', () => {
    const { verdict, reason, findings } = judge(plausibleMeasurements({ seeds: 1 }));
    expect([verdict, reason]).toEqual(['not applicable', '3 seeds are needed; there is 1']);
    expect(findings[0]).toMatchObject({
      holds: 'unclear',
      estimate: { mean: 1, low: null, high: null, count: 1 },
      seedsToSettle: null,
    });
  });

  it('counts only seeds that all experiments share', () => {
    const { replicates, seeds, ...network } = plausibleMeasurements({ seeds: 5 }).experiments['a-network-a']!;
    const others = { ...network, seeds: seeds.slice(2), replicates: replicates.slice(2) };
    const record = judge({ ...three, experiments: { ...three.experiments, 'a-network-a': others } });
    expect(record.reason).toBe('3 seeds are needed; there is 1');
    const none = { ...network, seeds: [9], replicates: [{ ...replicates[0]!, seed: 9 }] };
    expect(judge({ ...three, experiments: { ...three.experiments, 'a-network-a': none } })).toMatchObject({
      verdict: 'not run',
      reason: 'the experiments have no seed in common',
    });
  });

  it.each([
    [
      'stand-in data',
      plausibleMeasurements({ kind: 'embedded' }),
      'the data are stand-ins; there are 3 seeds',
    ],
    ['quick runs', { ...three, scale: 'quick' } as const, 'the runs are quick ones'],
  ])('is not applicable to %s, unless it holds of any data', (_, measurements, reason) => {
    expect(judge(measurements)).toMatchObject({ verdict: 'not applicable', reason });
    expect(judge(measurements, { ofAnyData: true }).verdict).toBe('reproduced');
  });

  it('calls a missed figure of other data not comparable, and a met one met', () => {
    const figure = (low: number) => ({
      ...hypothesis,
      figure: true as const,
      criterion: within(low, low + 10, { words: 'about that', reason: null }),
    });
    const others = {
      ...three,
      datasets: three.datasets.map((dataset) => ({ ...dataset, otherThanDocument: 'it had others' })),
    };
    expect(judge(others, { hypotheses: [figure(20)] }).verdict).toBe('not comparable');
    expect(judge(others, { hypotheses: [figure(-3)] }).verdict).toBe('reproduced');
    expect(judge(three, { hypotheses: [figure(20)] }).verdict).toBe('not supported');
    expect(judge(others).verdict).toBe('reproduced');
  });

  it('is open with the number of seeds that the slowest of its hypotheses needs', () => {
    const above = (bound: number) => ({
      ...hypothesis,
      criterion: moreThan(bound, { words: 'more', reason: null }),
    });
    const { verdict, seedsToSettle, findings } = judge(three, { hypotheses: [above(1), above(1.9)] });
    expect(verdict).toBe('open');
    expect(findings[1]!.seedsToSettle).toBeGreaterThan(findings[0]!.seedsToSettle!);
    expect(seedsToSettle).toBe(findings[1]!.seedsToSettle);
  });
});

it.each<[Holds[], string]>([
  [['yes', 'yes'], 'reproduced'],
  [['yes', 'no', 'unclear'], 'reproduced in part'],
  [['yes', 'unclear'], 'reproduced in part'],
  [['yes', 'not comparable'], 'reproduced in part'],
  [['no', 'opposite', 'unclear'], 'contradicted'],
  [['no', 'unclear'], 'not supported'],
  [['unclear', 'not comparable'], 'open'],
  [['not comparable'], 'not comparable'],
  [['yes', 'not run'], 'not run'],
])('%j together are %s', (answers, verdict) => {
  expect(verdictOf(answers)).toBe(verdict);
});

describe('the claims of the study', () => {
  const claims = study.claims;

  it('that are about real data are not applicable to stand-ins, whatever the number of seeds', () => {
    const records = assessClaims(plausibleMeasurements({ kind: 'embedded', seeds: 5 }), claims);
    const others = records.filter(({ verdict }) => verdict !== 'not applicable').map(({ id }) => id);
    expect(others).toEqual(claims.filter(({ ofAnyData }) => ofAnyData).map(({ id }) => id));
  });

  it.each([1, 2, 3, 5])('give finite numbers from %i seeds', (seeds) => {
    const measurements = plausibleMeasurements({ seeds });
    for (const claim of claims) {
      for (const { estimate, threshold } of testClaim(claim, measurements)) {
        const numbers = [estimate, threshold.claimed, threshold.refuted].flatMap((part) =>
          Object.values(part!),
        );
        expect(
          numbers.every((value) => value === null || Number.isFinite(value)),
          claim.id,
        ).toBe(true);
      }
    }
  });

  it('are tested on curves that end before the phases of a claim do', () => {
    const softmax = three.experiments['a-softmax']!;
    const cut = (curve: { accuracy: number[]; loss: number[] }) => ({
      accuracy: curve.accuracy.slice(0, 6),
      loss: curve.loss.slice(0, 6),
    });
    const replicates = softmax.replicates.map(({ history, ...rest }) => ({
      ...rest,
      history: { train: cut(history.train), test: cut(history.test!) },
    }));
    const short = {
      ...three,
      scale: 'quick' as const,
      experiments: { ...three.experiments, 'a-softmax': { ...softmax, replicates } },
    };
    const a2 = assessClaims(short, claims).find(({ id }) => id === 'A2')!;
    expect(a2.verdict).toBe('not applicable');
    expect(new Set(a2.findings.map(({ holds }) => holds))).toEqual(new Set(['not run']));
  });
});
