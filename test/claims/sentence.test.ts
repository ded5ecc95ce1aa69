import { describe, expect, it } from 'vitest';
import { claimSummary, findingCells, findingSentence } from '../../pipeline/claims/sentence.ts';
import { MOST_SEEDS } from '../../pipeline/claims/settle.ts';
import type { Finding } from '../../pipeline/model/finding.ts';

const open = { below: null, above: null };
const finding: Finding = {
  id: 'gain',
  quantity: 'test accuracy that a layer adds',
  unit: 'points',
  claimed: 'an increase',
  rule: 't interval',
  seeds: 'paired',
  threshold: { claimed: { low: 0, high: null }, refuted: open, opposite: open },
  reason: null,
  estimate: { mean: 0.072, low: 0.068, high: 0.076, count: 5 },
  holds: 'yes',
  expected: 'yes',
  seedsToSettle: null,
  repeatProbability: 0.9,
};
const say = (change: Partial<Finding>) => findingSentence({ ...finding, ...change });

describe('a finding in plain English', () => {
  it('says what was measured and what is claimed', () => {
    expect(findingSentence(finding)).toBe('Measured: +7.2 points (6.8 to 7.6); claimed: an increase.');
  });

  it('has the sign of a difference, and none of nothing or of a level', () => {
    const minus = { mean: -0.072, low: -0.076, high: -0.068, count: 5 };
    expect(say({ estimate: minus })).toContain('Measured: −7.2 points (−7.6 to −6.8);');
    expect(say({ estimate: { mean: -0.0001, low: -0.01, high: 0.01, count: 5 } })).toContain(
      'Measured: 0 points (−1 to 1);',
    );
    expect(say({ unit: 'percent' })).toContain('Measured: 7.2 % (6.8 to 7.6);');
  });

  it('has the digits that the interval leaves sense in', () => {
    const around = (mean: number, half: number) =>
      say({ unit: 'nats', estimate: { mean, low: mean - half, high: mean + half, count: 5 } });
    expect(around(0.2345, 0.05)).toContain('+0.23 nats (0.18 to 0.28)');
    expect(around(0.2345, 0.0004)).toContain('+0.2345 nats (0.2341 to 0.2349)');
    expect(around(12.6, 3)).toContain('+13 nats (10 to 16)');
    expect(around(40, 1e-15)).toContain('+40.00 nats (40.00 to 40.00)');
  });

  it('says of one seed that it gives no interval', () => {
    expect(say({ estimate: { mean: 0.072, low: null, high: null, count: 1 } })).toContain(
      'Measured: +7.20 points (one seed, no interval);',
    );
  });

  it('names iterations, and counts seeds', () => {
    const estimate = { mean: Math.log2(18), low: Math.log2(16), high: Math.log2(21), count: 5 };
    expect(say({ unit: 'iteration', estimate })).toContain('Measured: iteration 18 (16 to 21);');
    expect(
      say({ unit: 'seeds', rule: 'binomial', estimate: { mean: 0.8, low: 0.3, high: 0.99, count: 5 } }),
    ).toContain('Measured: 4 of 5 seeds;');
    expect(
      say({ unit: 'percent', rule: 'every run', estimate: { mean: 2e-6, low: 1e-6, high: 3e-6, count: 5 } }),
    ).toContain('Measured: 0.0002 % (all runs: 0.0001 to 0.0003);');
  });

  it('says how many seeds would settle what is unclear', () => {
    expect(say({ holds: 'unclear', seedsToSettle: 12 })).toMatch(
      /claimed: an increase\. About 12 seeds would settle it\.$/,
    );
    expect(say({ holds: 'unclear', seedsToSettle: MOST_SEEDS })).toMatch(
      /Even 1000 seeds might not settle it\.$/,
    );
  });

  it('says why a figure stays open, and what was not measured', () => {
    expect(say({ holds: 'not comparable' })).toMatch(/so the figure stays open\.$/);
    expect(say({ estimate: null, holds: 'not run' })).toBe('Not measured; claimed: an increase.');
  });
});

describe('the line above the findings of a claim', () => {
  const summary = (...answers: Finding['holds'][]) =>
    claimSummary({
      reason: null,
      findings: answers.map((holds, index) => ({ ...finding, holds, quantity: `part ${index + 1}` })),
    });

  it('is the finding where there is one', () => {
    expect(summary('no')).toBe('Measured: +7.2 points (6.8 to 7.6); claimed: an increase.');
  });

  it('counts the parts that hold and names the others by what became of them', () => {
    expect(summary('yes', 'yes')).toBe('Both parts hold.');
    expect(summary('yes', 'yes', 'yes')).toBe('All 3 parts hold.');
    expect(summary('yes', 'no', 'no', 'unclear')).toBe(
      '1 of 4 parts holds. Not as claimed: part 2; part 3. Open: part 4.',
    );
    expect(summary('opposite', 'not comparable')).toBe(
      '0 of 2 parts hold. The opposite of what is claimed: part 1. Not comparable: part 2.',
    );
  });

  it('leaves many parts that do not hold to the table', () => {
    expect(summary('yes', 'no', 'no', 'no', 'no')).toBe('1 of 5 parts holds.');
  });

  it('is the reason where there is no answer', () => {
    expect(claimSummary({ reason: 'the runs are quick ones', findings: [finding] })).toBe(
      'The runs are quick ones.',
    );
  });
});

it('puts a finding into a row', () => {
  expect(findingCells(finding)).toEqual({
    quantity: 'Test accuracy that a layer adds',
    claimed: 'an increase',
    measured: '+7.2 points (6.8 to 7.6)',
    rule: 't interval',
    answer: 'holds',
  });
  const open = findingCells({ ...finding, seeds: 'independent', holds: 'unclear', seedsToSettle: 12 });
  expect([open.rule, open.answer]).toEqual(['Welch’s interval', 'open; about 12 seeds would settle it']);
});
