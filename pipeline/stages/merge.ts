import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { tryParseJson } from '../base/json.ts';
import type { Measurements } from '../model/results.ts';
import { count } from '../numbers/formats.ts';
import type { Rendered } from '../report/html.ts';
import { changesSince, otherCode, otherSettings } from '../results/changes.ts';
import { brokenDigests, readResults } from '../results/file.ts';
import { requireForm } from '../results/form.ts';
import { type FoundRun, isMixedClass, joinRuns } from '../results/join.ts';
import { groupShards, mergeShards } from '../results/merge.ts';
import { type FoundShard, readShards } from '../results/shard-file.ts';
import type { Study } from '../study.ts';
import type { BuildContext } from './context.ts';
import { finishedFolders } from './options.ts';

const RESULTS = 'results.json';

/** What was measured by an earlier build, or by several. */
export interface Finished {
  readonly measurements: Measurements;
  /** Ids of the experiments that other code than this checkout's trained; none where that is refused. */
  readonly otherCode: readonly string[];
}

/** What a page says of results that no training of this build led to. */
export const renderedOf = ({ options }: BuildContext, finished: Finished | null): Rendered | null =>
  finished && options.from !== undefined ? { otherCode: finished.otherCode.length } : null;

/**
 * The measurements of all runs in the folders that --merge or --from names: a folder holds shards, or the results.json
 * of a whole run. Throws a UserError for what cannot be brought together, and for what an older state of the project
 * made; but what is only rendered (--from) may have been trained by other code, which is said.
 */
export async function readFinished(context: BuildContext): Promise<Finished> {
  const { study, options, log, runLog } = context;
  const { shards, resultFolders } = await openFolders(finishedFolders(options));
  const { experiments: catalogue } = study;
  const shardRuns = groupShards(shards).map((group) => runOfShards(group, catalogue));
  const runs = [...shardRuns, ...(await Promise.all(resultFolders.map(readRun)))];
  const merged = joinRuns(runs, catalogue);
  const { engine, experiments } = merged;
  const sources = Object.entries({ shard: shards.length, run: resultFolders.length })
    .filter(([, number]) => number > 0)
    .map(([thing, number]) => count(number, thing));
  log(`merged    ${sources.join(' and ')}, ${count(Object.keys(experiments).length, 'experiment')}`);
  log(`engine    ${engine.name} (${engine.version}; ${engine.numericClass})`);
  const stale = await requireToday(context, merged);
  for (const run of runs) requireForm(run.measurements, run.place, { study, origin: 'this state' });
  if (isMixedClass(engine.numericClass)) {
    const warning = 'trained in several numeric classes: bits cannot be compared with another run';
    log(`warning   ${warning}`);
    runLog.warn(warning);
  }
  if (shards.length > 0) {
    const notes = shards.map(({ file }) => ({ ...file.shard, ...file.run }));
    runLog.note('shards', notes);
  }
  const runLogs = (await Promise.all(resultFolders.map(readRunLogs))).flat();
  if (runLogs.length > 0) runLog.note('runs', runLogs);
  return { measurements: merged, otherCode: stale };
}

/** All shards, and the folders with a whole run's results. Throws a UserError for one with neither, or a bad shard. */
async function openFolders(folders: readonly string[]) {
  const shards: FoundShard[] = [];
  const resultFolders: string[] = [];
  for (const folder of folders) {
    const found = await readShards(folder);
    if (found.length > 0) shards.push(...found);
    else if (existsSync(path.join(folder, RESULTS))) resultFolders.push(folder);
    else {
      throw new UserError(
        `missing run: ${folder} holds neither shards nor a ${RESULTS}; make shards with npm run experiments -- --shard <i>/<n> --out ${folder}`,
      );
    }
  }
  return { shards, resultFolders };
}

function runOfShards(shards: readonly FoundShard[], catalogue: Study['experiments']): FoundRun {
  return { place: path.dirname(shards[0]!.place), measurements: mergeShards(shards, catalogue) };
}

/** Reads the results.json of a run. Throws a UserError for one that is damaged or was edited. */
async function readRun(folder: string): Promise<FoundRun> {
  const place = path.join(folder, RESULTS);
  const results = await readResults(place);
  const [broken] = brokenDigests(results);
  if (broken) throw new UserError(`invalid results: ${place}: ${broken}; make it anew with npm run report`);
  const { checks: _, bands: __, claims: ___, digests: ____, ...measurements } = results;
  return { place, measurements };
}

/** The run.json beside a results.json as it stands, or those that it holds; null without one: it tells of times only. */
async function readRunLogs(folder: string): Promise<unknown[]> {
  const text = await readFile(path.join(folder, 'run.json'), 'utf8').catch(() => '');
  const found = (tryParseJson(text) ?? null) as { readonly runs?: unknown } | null;
  return Array.isArray(found?.runs) ? found.runs : [found];
}

/** Ids of experiments that other code trained, where that may be. Throws a UserError where it may not. */
async function requireToday(
  { root, study, options, log, runLog }: BuildContext,
  measurements: Measurements,
): Promise<readonly string[]> {
  const mayBeOther = options.from !== undefined;
  const changes = mayBeOther
    ? otherSettings(measurements, study)
    : await changesSince(measurements, { root, study });
  if (changes[0] !== undefined) {
    throw new UserError(
      `stale results: ${changes[0]}; train it again, or merge in the checkout that trained it`,
    );
  }
  const ids = mayBeOther ? await otherCode(measurements, { root, study }) : [];
  if (ids.length > 0) {
    const named = ids.length > 3 ? count(ids.length, 'experiment') : ids.join(', ');
    const warning = `trained by other code than this checkout's: ${named}`;
    log(`warning   ${warning}`);
    runLog.warn(warning);
  }
  return ids;
}
