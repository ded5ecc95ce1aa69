import { checkBands } from '../../bands/check.ts';
import type { BandBook } from '../../bands/file.ts';
import { digestOf } from '../../cache/key.ts';
import { assessClaims } from '../../claims/assess.ts';
import type { ClaimRecord } from '../../model/finding.ts';
import type { BandRecord, Results } from '../../model/results.ts';
import { changesSince } from '../../results/changes.ts';
import type { Study } from '../../study.ts';
import type { Problem } from '../grade.ts';

interface Project {
  readonly root: string;
  readonly study: Study;
  readonly book: BandBook;
}

/** What another state of the project made: configurations, training code, and the rules that judge. */
export async function findStale(results: Results, project: Project): Promise<Problem[]> {
  const changes = await changesSince(results, project);
  return (changes.length > 0 ? changes : otherJudgement(results, project)).map(stale);
}

function stale(what: string): Problem {
  return { kind: 'stale', message: `${what}; make the results anew with npm run report` };
}

/** What is recorded and not found today. Bands and claims that the project has gained since are no sign. */
function otherJudgement(results: Results, { book, study }: Project): string[] {
  let judged: { bands: BandRecord[]; claims: ClaimRecord[] };
  try {
    judged = {
      bands: checkBands(results, book, study.experiments),
      claims: assessClaims(results, study.claims),
    };
  } catch (error) {
    // Consistent in itself, yet without something that each run of this configuration gives.
    return [`bands and claims cannot be judged (${error instanceof Error ? error.message : error})`];
  }
  const changed = results.claims.filter(
    ({ id, verdict }) => judged.claims.find((found) => found.id === id)?.verdict !== verdict,
  );
  if (changed.length > 0)
    return changed.map(({ id, verdict }) => `${id} is recorded as ${verdict}, which it is not`);
  const found = new Set([...judged.bands, ...judged.claims].map(digestOf));
  const known = [...results.bands, ...results.claims].every((record) => found.has(digestOf(record)));
  return known ? [] : ['bands or the evidence of claims are not what this project finds'];
}
