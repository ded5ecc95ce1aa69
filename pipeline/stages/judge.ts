import { checkBands } from '../bands/check.ts';
import type { BandTable } from '../bands/file.ts';
import { judgeTogether, residualsOf, sayChance } from '../bands/together.ts';
import { assessClaims, unmetExpectations } from '../claims/assess.ts';
import { VERDICTS } from '../model/finding.ts';
import type { Measurements, Results } from '../model/results.ts';
import { checkRuns } from '../reference/check.ts';
import { sayChecks, unmetChecks } from '../reference/words.ts';
import { sealResults } from '../results/file.ts';
import type { Study } from '../study.ts';
import type { BuildContext } from './context.ts';

/** What measurements are judged by. */
export interface Yardsticks {
  readonly study: Study;
  /** Null where there is none to be had. */
  readonly reference: Measurements | null;
  readonly bands: BandTable;
  /** How claims are judged, where not each is to be judged anew. */
  readonly assess?: typeof assessClaims;
}

/** Adds checks, bands and verdicts to the measurements, and digests of it all. */
export function judge(
  measurements: Measurements,
  { study, reference, bands, assess = assessClaims }: Yardsticks,
): Results {
  const checks = checkRuns(measurements, reference, study);
  return sealResults({
    ...measurements,
    checks,
    bands: checkBands({ measurements, checks }, bands, study.experiments),
    claims: assess(measurements, study.claims),
  });
}

/** What was decided about the measurements. */
export type Judgement = Pick<Results, 'checks' | 'bands' | 'claims'>;

/** Tells how checks, bands and claims came out; returns the lines of what does not hold. */
export function reportJudgement({ log }: BuildContext, results: Judgement): string[] {
  log(`checks    ${sayChecks(results.checks)}`);
  const { outside, of, alarms } = judgeTogether(residualsOf(results.bands));
  log(
    `bands     ${of === 0 ? 'none to check' : `${of - outside} of ${of} values lie inside, ${sayChance(of)}`}`,
  );
  const counts = VERDICTS.map((verdict) => [
    verdict,
    results.claims.filter((c) => c.verdict === verdict).length,
  ]);
  const present = counts.filter(([, count]) => count !== 0);
  log(`claims    ${present.map(([verdict, count]) => `${count} ${verdict}`).join(', ') || 'none'}`);
  const unmet = [
    ...unmetChecks(results.checks),
    ...alarms,
    ...unmetExpectations({ bands: [], claims: results.claims }),
  ];
  for (const line of unmet) log(`failed    ${line}`);
  return unmet;
}
