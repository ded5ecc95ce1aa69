import { expect, test } from 'vitest';
import { claims } from '../../experiments/claims.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

/** Measurements on which every claim is assessed; a control is another for each claim. */
const MADE_UP: Readonly<Record<string, Measurements>> = {
  'ten seeds': plausibleMeasurements({ seeds: 10 }),
  'one seed': plausibleMeasurements({ seeds: 1 }),
};

/** All that a claim says of itself and of made-up measurements: what moves here moves in the report. */
const describeClaims = () =>
  claims
    .map(({ id, question, sentence, experiments, expected, assess, control }) => {
      const assessed = Object.entries(MADE_UP).flatMap(([name, measurements]) =>
        [measurements, control(measurements)].flatMap((given, index) => {
          const { verdict, evidence } = assess(given);
          return [
            `${name}${index === 1 ? ', control' : ''}: ${verdict}`,
            ...evidence.map((line) => `  ${line}`),
          ];
        }),
      );
      return [
        `${id} (${question}): ${sentence}`,
        `of ${experiments.join(', ')}`,
        `expected: ${expected}`,
        ...assessed,
      ];
    })
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');

test('every claim finds the same evidence as before in the same measurements', async () => {
  await expect(describeClaims()).toMatchFileSnapshot('../golden/claims.txt');
});
