import type { BandBook } from '../../bands/file.ts';
import { digestOf } from '../../cache/key.ts';
import { assessClaims } from '../../claims/assess.ts';
import type { BandRecord, Results } from '../../model/results.ts';
import { changesSince } from '../../results/changes.ts';
import type { Study } from '../../study.ts';
import type { Problem } from '../grade.ts';

interface Project {
  readonly root: string;
  readonly study: Study;
  readonly book: BandBook;
}

/** What another state of the project made: configurations and training code. */
export async function findStale(
  results: Results,
  project: Pick<Project, 'root' | 'study'>,
): Promise<Problem[]> {
  return (await changesSince(results, project)).map(stale);
}

/** What other rules judged. The results must have the form that training gives. */
export function findOtherRules(results: Results, project: Pick<Project, 'study' | 'book'>): Problem[] {
  return otherJudgement(results, project).map(stale);
}

function stale(what: string): Problem {
  return { kind: 'stale', message: `${what}; make the results anew with npm run report` };
}

/** What is recorded and not found today. Bands and claims that the project has gained since are no sign. */
function otherJudgement(results: Results, { book, study }: Pick<Project, 'study' | 'book'>): string[] {
  const claims = assessClaims(results, study.claims);
  const changed = results.claims.filter(
    ({ id, verdict }) => claims.find((found) => found.id === id)?.verdict !== verdict,
  );
  if (changed.length > 0)
    return changed.map(({ id, verdict }) => `${id} is recorded as ${verdict}, which it is not`);
  const found = new Set(claims.map(digestOf));
  if (!results.claims.every((record) => found.has(digestOf(record)))) {
    return ['the findings of claims are not what this project finds'];
  }
  return results.bands.every((band) => isOurs(band, book)) ? [] : ['its bands are not those of this project'];
}

/** Whether the project has this band. What it was asked about hangs on the reference that there was. */
function isOurs({ experiment, dataset, metric, low, high }: BandRecord, book: BandBook): boolean {
  const band = book[dataset]?.[experiment]?.[metric];
  return band?.low === low && band.high === high;
}
