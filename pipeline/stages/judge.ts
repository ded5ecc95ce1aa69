import { checkBands } from '../bands/check.ts';
import type { BandBook } from '../bands/file.ts';
import { assessClaims } from '../claims/assess.ts';
import { unmetExpectations } from '../claims/expectations.ts';
import { VERDICTS } from '../model/finding.ts';
import type { Measurements, Results } from '../model/results.ts';
import { checkRuns } from '../reference/check.ts';
import { sayChecks, unmetChecks } from '../reference/summary.ts';
import { sealResults } from '../results/seal.ts';
import type { Study } from '../study.ts';
import type { BuildContext } from './context.ts';

/** What measurements are judged by. */
export interface Yardsticks {
  readonly study: Study;
  /** Null where there is none to be had. */
  readonly reference: Measurements | null;
  readonly bands: BandBook;
}

/** Adds checks, bands and verdicts to the measurements, and digests of it all. */
export function judge(measurements: Measurements, { study, reference, bands }: Yardsticks): Results {
  const checks = checkRuns(measurements, reference, study);
  return sealResults({
    ...measurements,
    checks,
    bands: checkBands(measurements, bands, study.experiments),
    claims: assessClaims(measurements, study.claims),
  });
}

/** What was decided about the measurements. */
export type Judgement = Pick<Results, 'checks' | 'bands' | 'claims'>;

/** Tells how checks, bands and claims came out; returns the lines of what does not hold. */
export function reportJudgement({ log }: BuildContext, results: Judgement): string[] {
  log(`checks    ${sayChecks(results.checks)}`);
  const inside = results.bands.filter(({ holds }) => holds === 'inside').length;
  const checked = results.bands.filter(({ holds }) => holds !== 'not run').length;
  log(checked > 0 ? `bands     ${inside} of ${checked} hold` : 'bands     none to check');
  const counts = VERDICTS.map((verdict) => [
    verdict,
    results.claims.filter((c) => c.verdict === verdict).length,
  ]);
  const present = counts.filter(([, count]) => count !== 0);
  log(`claims    ${present.map(([verdict, count]) => `${count} ${verdict}`).join(', ') || 'none'}`);
  const unmet = [...unmetChecks(results.checks), ...unmetExpectations(results)];
  for (const line of unmet) log(`failed    ${line}`);
  return unmet;
}
