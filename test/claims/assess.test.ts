import { describe, expect, it } from 'vitest';
import { claims } from '../../experiments/claims.ts';
import { assessClaims } from '../../pipeline/claims/assess.ts';
import type { Claim } from '../../pipeline/model/claim.ts';
import type { ClaimRecord } from '../../pipeline/model/finding.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

const three = plausibleMeasurements({ seeds: 3 });
const claim: Claim = {
  id: 'X1',
  question: '1_1',
  sentence: 'Something holds.',
  experiments: ['a-softmax', 'a-network-a'],
  seedsNeeded: 3,
  expected: 'reproduced',
  assess: () => ({ verdict: 'reproduced', evidence: ['It is 1.00 points.'] }),
  control: (measurements) => measurements,
};
const judge = (measurements = three, change: Partial<Claim> = {}): ClaimRecord =>
  assessClaims(measurements, [{ ...claim, ...change }])[0]!;

describe('assessClaims', () => {
  it('takes the verdict of the predicate where the data can decide', () => {
    expect(judge()).toEqual({
      id: 'X1',
      sentence: 'Something holds.',
      verdict: 'reproduced',
      expected: 'reproduced',
      evidence: ['It is 1.00 points.'],
      experiments: ['a-softmax', 'a-network-a'],
    });
  });

  it('says which experiments are missing, without asking the predicate', () => {
    const { 'a-softmax': _, ...rest } = three.experiments;
    const assess = () => {
      throw new Error('asked');
    };
    expect(judge({ ...three, experiments: rest }, { assess })).toMatchObject({
      verdict: 'not run',
      expected: 'reproduced',
      evidence: ['Not run: a-softmax.'],
    });
  });

  it('finds too few seeds inconclusive, as expected then, and still shows the numbers', () => {
    expect(judge(plausibleMeasurements({ seeds: 1 }))).toMatchObject({
      verdict: 'inconclusive',
      expected: 'inconclusive',
      evidence: ['3 seeds are needed to decide; there is 1.', 'It is 1.00 points.'],
    });
  });

  it('counts only seeds that all experiments share', () => {
    const { replicates, seeds, ...network } = plausibleMeasurements({ seeds: 5 }).experiments['a-network-a']!;
    const others = { ...network, seeds: seeds.slice(2), replicates: replicates.slice(2) };
    const record = judge({ ...three, experiments: { ...three.experiments, 'a-network-a': others } });
    expect(record.evidence[0]).toBe('3 seeds are needed to decide; there is 1.');
    const none = { ...network, seeds: [9], replicates: [{ ...replicates[0]!, seed: 9 }] };
    expect(judge({ ...three, experiments: { ...three.experiments, 'a-network-a': none } })).toMatchObject({
      verdict: 'inconclusive',
      evidence: ['The experiments have no seed in common.'],
    });
  });

  it.each([
    [
      'embedded data',
      plausibleMeasurements({ kind: 'embedded' }),
      'In these runs on the embedded stand-in data',
    ],
    ['a quick run', { ...three, scale: 'quick' } as const, 'In these quick runs the sentence holds'],
  ])('finds %s inconclusive and says what the predicate found there', (_, measurements, words) => {
    const { verdict, expected, evidence } = judge(measurements);
    expect([verdict, expected]).toEqual(['inconclusive', 'inconclusive']);
    expect(evidence[0]).toContain(words);
    expect(evidence[0]).toContain("the sentence holds; about the write-up's own they decide nothing.");
    expect(evidence[1]).toBe('It is 1.00 points.');
  });

  it('counts no claim as reproduced on embedded data', () => {
    const records = assessClaims(plausibleMeasurements({ kind: 'embedded', seeds: 5 }), claims);
    expect(new Set(records.map(({ verdict }) => verdict))).toEqual(new Set(['inconclusive']));
  });

  it.each([1, 2, 3, 5])('has evidence with finite numbers for every claim from %i seeds', (seeds) => {
    for (const { id, evidence } of assessClaims(plausibleMeasurements({ seeds }), claims)) {
      expect(evidence.length, id).toBeGreaterThan(0);
      expect(evidence.join(' '), id).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  it('assesses curves that end before the phases of a claim do', () => {
    const { experiments } = three;
    const softmax = experiments['a-softmax']!;
    const cut = (curve: { accuracy: number[]; loss: number[] }) => ({
      accuracy: curve.accuracy.slice(0, 20),
      loss: curve.loss.slice(0, 20),
    });
    const replicates = softmax.replicates.map(({ history, ...rest }) => ({
      ...rest,
      history: { train: cut(history.train), test: cut(history.test!) },
    }));
    const short = {
      ...three,
      scale: 'quick' as const,
      experiments: { ...experiments, 'a-softmax': { ...softmax, replicates } },
    };
    const a2 = assessClaims(short, claims).find(({ id }) => id === 'A2')!;
    expect(a2.evidence[0]).toContain('stays open');
    expect(a2.evidence[1]).toBe(
      'a-softmax, train accuracy ends before these phases do: the runs leave the three phases open.',
    );
  });
});
