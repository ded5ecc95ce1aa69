import { expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import { assessClaims } from '../../pipeline/claims/assess.ts';
import { decisionRules } from '../../pipeline/claims/sentence.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

const records = assessClaims(plausibleMeasurements({ seeds: 2 }), study.claims);

it('names every threshold once, with its reason and the claims that it decides', () => {
  const part = records.filter(({ id }) => ['A8', 'A9'].includes(id));
  const little = decisionRules(part).thresholds.filter(({ claimed }) => claimed === 'less than 1 point');
  expect(little).toEqual([
    { claimed: 'less than 1 point', reason: expect.stringContaining('half point'), claims: ['A8', 'A9'] },
  ]);
});

it('explains every rule that a finding is decided by', () => {
  const used = new Set(records.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
  const { rules } = decisionRules(records);
  expect(rules).toHaveLength(used.size);
  for (const { name, text } of rules) expect(`${name}: ${text}`).toMatch(/^[A-Z].+: .+\.$/);
});

it('has a reason for every threshold that the document does not name itself', () => {
  const unexplained = records.flatMap(({ id, findings }) =>
    findings.filter(({ reason }) => reason === null).map((finding) => `${id}: ${finding.claimed}`),
  );
  expect(new Set(unexplained)).toEqual(new Set(['A3: less than 5 points', 'A3: less than 0.2 nats']));
});
