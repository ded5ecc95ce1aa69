import { type ClaimRecord, VERDICTS, type Verdict } from '../pipeline/model/finding.ts';
import type { Lookup } from '../pipeline/model/report.ts';
import type { Results } from '../pipeline/model/results.ts';
import * as formats from '../pipeline/numbers/formats.ts';
import { answerOf, slugOf } from '../pipeline/report/view/claims.ts';
import { epochsToTarget, plainNumber, seedMean } from './part-c/tables.ts';

/** What the report comes to, in numbers; what was not run is left out. */

const PARTS = ['A', 'B', 'C'] as const;

/** The claims of some verdict, by id; a dash where there are none. */
const idsWith = (claims: readonly ClaimRecord[], verdict: Verdict) =>
  claims.filter((claim) => claim.verdict === verdict).map(({ id }) => id);

/** One row a part, one column for each verdict that occurs. */
function verdictTable({ claims }: Results) {
  const verdicts = VERDICTS.filter((verdict) => claims.some((claim) => claim.verdict === verdict));
  const rows = PARTS.map((part) => {
    const own = claims.filter(({ id }) => id.startsWith(part));
    return { part, cells: verdicts.map((verdict) => ({ ids: idsWith(own, verdict) })) };
  });
  return {
    any: claims.length > 0,
    verdicts: verdicts.map((verdict) => ({ verdict, slug: slugOf(verdict) })),
    rows,
  };
}

/** Mean epochs to the target and mean test loss of a network of part C with and without normalisation. */
function normalisationFacts(from: Lookup) {
  const records = [from.record('c-relu'), from.record('c-relu-normalized')];
  const [plain, normalised] = records.map((record) => ({
    epochs: record && seedMean(record, epochsToTarget),
    loss: record && seedMean(record, ({ final }) => final.test?.loss),
  }));
  if (plain?.epochs == null || normalised?.epochs == null) return null;
  if (plain.loss === null || normalised.loss === null) return null;
  return {
    plain: { epochs: plainNumber(plain.epochs), loss: formats.loss(plain.loss) },
    normalised: { epochs: plainNumber(normalised.epochs), loss: formats.loss(normalised.loss) },
  };
}

/** What the claims settle of what the conclusions speak of. */
function settledFacts({ results }: Lookup) {
  const harm = answerOf(results, 'A7', 'harm');
  return {
    secondLayerOpen: answerOf(results, 'A8', 'accuracy-better') === 'unclear',
    widthHarmless: harm === 'no' || harm === 'opposite',
  };
}

export const conclusionsView = (from: Lookup) => ({
  table: verdictTable(from.results),
  normalisation: normalisationFacts(from),
  settled: settledFacts(from),
});
