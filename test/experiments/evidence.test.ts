import { expect, test } from 'vitest';
import { claims } from '../../experiments/claims.ts';
import { testClaim } from '../../pipeline/claims/assess.ts';
import { findingSentence } from '../../pipeline/claims/sentence.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

const measurements = plausibleMeasurements({ seeds: 10, wanted: true });

/** All that a claim says of itself and of made-up measurements: what moves here moves in the report. */
const describeClaims = () =>
  claims
    .map((claim) => {
      const { id, question, sentence, experiments, seedsNeeded } = claim;
      const findings = testClaim(claim, measurements).flatMap((finding) => [
        `  ${finding.id}, by ${finding.rule}, ${finding.seeds}: ${finding.quantity}`,
        `    ${findingSentence(finding)} ${finding.holds}; expected ${finding.expected}`,
        ...(finding.reason === null ? [] : [`    because ${finding.reason}`]),
      ]);
      return [
        `${id} (${question}): ${sentence}`,
        `of ${experiments.join(', ')}; ${seedsNeeded} seeds`,
        ...findings,
      ];
    })
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');

test('every claim finds the same evidence as before in the same measurements', async () => {
  await expect(describeClaims()).toMatchFileSnapshot('../golden/claims.txt');
});
