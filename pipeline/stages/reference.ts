import { EXIT, UserError } from '../base/errors.ts';
import { randomStream } from '../base/random.ts';
import { digestOf, keyOf } from '../cache/key.ts';
import { bitsThatDiffer } from '../grade/recompute.ts';
import type { EngineIdentity } from '../model/engine.ts';
import type { ClaimRecord } from '../model/finding.ts';
import type { Results } from '../model/results.ts';
import type { RunRecord } from '../model/run-record.ts';
import { count } from '../numbers/formats.ts';
import { type ReferenceFile, readReference } from '../reference/course.ts';
import type { ReferenceVerdicts } from '../report/view/claims.ts';
import { brokenDigests } from '../results/file.ts';
import { formMistakes, formOf } from '../run/form.ts';
import type { IdentifiedRun, PlannedRun } from '../run/plan.ts';
import { trainRuns } from '../run/pool.ts';
import { createProgress } from '../run/progress.ts';
import { estimateCost, runName } from '../run/run.ts';
import type { BuildContext } from './context.ts';

/** The reference, or null with a warning for one that cannot be read: the build may be what makes it anew. */
export function openReference({ runLog, log }: BuildContext, file: ReferenceFile | null): Results | null {
  try {
    return file?.parse() ?? null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const warning = `no run is checked against the reference: ${error.message}`;
    log(`warning   ${warning}`);
    runLog.warn(warning);
    return null;
  }
}

/** The reference, unless it cannot be read or was edited. */
function openSound(context: BuildContext, file: ReferenceFile | null): Results | null {
  const results = openReference(context, file);
  return results && brokenDigests(results).length === 0 ? results : null;
}

/** The verdict on a claim that these runs, such as those on stand-in data, cannot decide. */
export const UNDECIDED = 'not applicable';

/**
 * How a sound reference decides the claims that the study makes today, sentence by sentence; null where it decides none
 * of those that these runs leave undecided.
 */
export function verdictsOf(
  context: BuildContext,
  file: ReferenceFile | null,
  claims: readonly Pick<ClaimRecord, 'id' | 'verdict'>[],
): ReferenceVerdicts | null {
  const undecided = claims.filter(({ verdict }) => verdict === UNDECIDED);
  const results = undecided.length > 0 ? openSound(context, file) : null;
  if (!file || !results) return null;
  const isToday = ({ id, sentence }: ClaimRecord) =>
    context.study.claims.some((claim) => claim.id === id && claim.sentence === sentence);
  const verdicts = Object.fromEntries(results.claims.filter(isToday).map(({ id, verdict }) => [id, verdict]));
  const helps = undecided.some(({ id }) => id in verdicts && verdicts[id] !== UNDECIDED);
  return helps ? { digest: file.digest, verdicts } : null;
}

/**
 * With --data real, runs of the committed reference stand in for training: those whose recorded key is that of the run
 * here, so that nothing that can change a number differs, the numeric class included. --recompute proves some of them.
 */

/** The runs of a sound reference, by their keys; none where it has no keys, or was edited. */
interface ReferenceRuns {
  readonly results: Results;
  readonly byKey: ReadonlyMap<string, RunRecord>;
}

async function openRuns(context: BuildContext): Promise<ReferenceRuns | null> {
  const results = openSound(context, await readReference(context.study));
  if (!results) return null;
  const runs = Object.values(results.experiments).flatMap(({ keys = {}, replicates }) =>
    replicates.flatMap(({ seed, ...run }): [string, RunRecord][] => {
      const key = keys[seed];
      return key === undefined ? [] : [[key, run]];
    }),
  );
  return { results, byKey: new Map(runs) };
}

/** What the reference has under the run's key, if that has the form of such a run. */
function recordOf(run: IdentifiedRun, { byKey }: ReferenceRuns): RunRecord | undefined {
  const record = byKey.get(keyOf(run.identity));
  return record && formMistakes(record, formOf(run)).length === 0 ? record : undefined;
}

/** The plan, in which what the reference has of runs that the cache lacks counts as fresh. Says how much that is. */
export async function planWithReference(
  context: BuildContext,
  plan: readonly PlannedRun[],
): Promise<readonly PlannedRun[]> {
  const { options, log, runLog } = context;
  const lacking = plan.filter(({ state }) => state !== 'fresh').length;
  if (options.data !== 'real' || options['no-cache'] || lacking === 0) return plan;
  const reference = await openRuns(context);
  if (!reference) return plan;
  const completed = plan.map((run): PlannedRun => {
    const record = run.state === 'fresh' ? undefined : recordOf(run, reference);
    return record ? { ...run, state: 'fresh', run: record } : run;
  });
  const taken = completed.filter((run, index) => run !== plan[index]).length;
  log(
    taken > 0
      ? `reference ${taken} of ${lacking} runs that the cache lacks are taken from it: their keys agree`
      : `reference has none of the ${lacking} runs that the cache lacks: ${whyNone(reference, plan[0]!)}`,
  );
  if (taken > 0) runLog.note('runsFromReference', taken);
  return completed;
}

function whyNone({ results: { engine }, byKey }: ReferenceRuns, { identity }: IdentifiedRun): string {
  if (byKey.size === 0) return 'it records no keys';
  if (digestOf(engine) === digestOf(identity.engine)) {
    return 'it is of other code, packages, data, configurations or seeds';
  }
  return `it is of ${engine.name} ${engine.version} (${engine.numericClass})`;
}

/**
 * Trains as many runs of the reference again as --recompute says, of those that it has under the keys of this build.
 * Which ones, a seeded draw decides. Throws a UserError, exit code 1, if a bit differs, and one with 3 if there is
 * nothing to recompute: a proof that was asked for must not be left out silently.
 */
export async function recomputeReference(
  context: BuildContext,
  { engine, runs }: { readonly engine: EngineIdentity; readonly runs: readonly IdentifiedRun[] },
): Promise<void> {
  const { study, options, terminal, log, runLog } = context;
  if (options.recompute === 0) return;
  const reference = await openRuns(context);
  const known = runs.filter((run) => reference && recordOf(run, reference) !== undefined);
  if (!reference || known.length === 0) {
    const why = reference ? whyNone(reference, runs[0]!) : 'there is none';
    throw new UserError(
      `missing runs: nothing of the reference to recompute: ${why}; leave out --recompute`,
      EXIT.missing,
    );
  }
  const picked = draw(known, { count: options.recompute, seed: options.seed ?? '' });
  const wrong: string[] = [];
  await trainRuns(picked, {
    engine: engine.name,
    trainersModule: study.trainersModule,
    workers: options.workers,
    progress: createProgress(picked, terminal, estimateCost),
    async onFinished(run, trained) {
      const found = bitsThatDiffer(recordOf(run, reference)!, trained);
      if (found !== null) wrong.push(`${runName(run)}: ${found}`);
    },
  });
  if (wrong.length > 0) {
    throw new UserError(
      `invalid reference: ${wrong.sort().join('; ')}; make it anew, or build without it with --no-cache`,
      EXIT.expectation,
    );
  }
  log(`recomputed ${count(picked.length, 'run')} of the reference, equal to the last bit`);
  runLog.note('recomputed', picked.map(runName));
}

/** Fixed by the seed and the names of the runs. */
function draw(runs: readonly IdentifiedRun[], { count: most, seed }: { count: number; seed: string }) {
  const order = randomStream(`recompute/${seed}`).permutation(runs.length);
  const picked = new Set(order.slice(0, most));
  return runs.filter((_, index) => picked.has(index));
}
