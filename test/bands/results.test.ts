import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { claims } from '../../experiments/claims.ts';
import { checkBands } from '../../pipeline/bands/check.ts';
import { readBands } from '../../pipeline/bands/file.ts';
import { assessClaims } from '../../pipeline/claims/assess.ts';
import { unmetExpectations } from '../../pipeline/claims/expectations.ts';
import { readResults } from '../../pipeline/results/file.ts';

/** The results under test, as `npm run check` hands them over; the last build's by default. */
const path =
  process.env.REPORT_RESULTS ?? fileURLToPath(new URL('../../report/results.json', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));

if (existsSync(path) || process.env.REPORT_RESULTS !== undefined) {
  const measurements = await readResults(path);
  // Today's bands and claims, not those that were written with the results.
  const bands = checkBands(measurements, await readBands(root));
  const records = assessClaims(measurements, claims);

  describe('final metrics lie inside their bands', () => {
    if (bands.length === 0) it.skip('no bands for the data of these results', () => {});
    for (const band of bands) {
      it.skipIf(band.holds === 'not run')(`${band.experiment} ${band.metric}`, () => {
        expect(unmetExpectations({ bands: [band], claims: [] }), band.message).toEqual([]);
      });
    }
  });

  describe('claims get the verdicts that they expect', () => {
    for (const claim of records) {
      it.skipIf(claim.verdict === 'not run')(`${claim.id} is ${claim.expected}`, () => {
        expect(unmetExpectations({ bands: [], claims: [claim] }), claim.evidence.join('\n')).toEqual([]);
      });
    }
  });
} else {
  it.skip(`no results at ${path}: make them with npm run report`, () => {});
}
