import { expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import { assessClaims } from '../../pipeline/claims/assess.ts';
import { RULES, thresholdsOf } from '../../pipeline/claims/sentence.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

const records = assessClaims(plausibleMeasurements({ seeds: 2 }), study.claims);

it('names every threshold once, with its reason and all that it decides', () => {
  const part = records.filter(({ id }) => ['A8', 'A9'].includes(id));
  const little = thresholdsOf(part).find(({ claimed }) => claimed === 'less than 1 point')!;
  expect(little).toEqual({
    claimed: 'less than 1 point',
    rule: 't interval',
    reason: expect.stringContaining('half point'),
    findings: [
      'A8: size of the improvement of test accuracy by the second ReLU layer',
      'A9: improvement of test accuracy by the second ReLU layer',
    ],
  });
});

it('explains every rule that a finding is decided by', () => {
  const used = new Set(records.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
  expect([...used].sort()).toEqual(Object.keys(RULES).sort());
});

it('has a reason for every threshold that the document does not name itself', () => {
  const unexplained = records.flatMap(({ id, findings }) =>
    findings.filter(({ reason }) => reason === null).map((finding) => `${id}: ${finding.claimed}`),
  );
  expect(new Set(unexplained)).toEqual(new Set(['A3: less than 5 points', 'A3: less than 0.2 nats']));
});
