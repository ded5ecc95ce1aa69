import { checkBands } from '../bands/check.ts';
import type { BandBook } from '../bands/file.ts';
import { assessClaims } from '../claims/assess.ts';
import { unmetExpectations } from '../claims/expectations.ts';
import { VERDICTS } from '../model/finding.ts';
import type { Measurements, Results } from '../model/results.ts';
import { sealResults } from '../results/seal.ts';
import type { Study } from '../study.ts';
import type { BuildContext } from './context.ts';

/** Adds bands and verdicts to the measurements, and digests of it all. */
export function judge(measurements: Measurements, bands: BandBook, study: Study): Results {
  return sealResults({
    ...measurements,
    bands: checkBands(measurements, bands, study.experiments),
    claims: assessClaims(measurements, study.claims),
  });
}

/** What was decided about the measurements. */
export type Judgement = Pick<Results, 'bands' | 'claims'>;

/** Tells how bands and claims came out; returns the lines of what does not hold. */
export function reportJudgement({ log }: BuildContext, results: Judgement): string[] {
  const inside = results.bands.filter(({ holds }) => holds === 'inside').length;
  const checked = results.bands.filter(({ holds }) => holds !== 'not run').length;
  log(checked > 0 ? `bands     ${inside} of ${checked} hold` : 'bands     none to check');
  const counts = VERDICTS.map((verdict) => [
    verdict,
    results.claims.filter((c) => c.verdict === verdict).length,
  ]);
  const present = counts.filter(([, count]) => count !== 0);
  log(`claims    ${present.map(([verdict, count]) => `${count} ${verdict}`).join(', ') || 'none'}`);
  const unmet = unmetExpectations(results);
  for (const line of unmet) log(`failed    ${line}`);
  return unmet;
}
