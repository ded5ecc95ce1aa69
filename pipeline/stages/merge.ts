import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { tryParseJson } from '../base/json.ts';
import type { Measurements } from '../model/results.ts';
import { count } from '../numbers/formats.ts';
import { changesSince } from '../results/changes.ts';
import { brokenDigests, readResults } from '../results/file.ts';
import { requireForm } from '../results/form.ts';
import { type FoundRun, isMixedClass, joinRuns } from '../results/join.ts';
import { groupShards, mergeShards } from '../results/merge.ts';
import { type FoundShard, readShards } from '../results/shard-file.ts';
import type { Study } from '../study.ts';
import type { BuildContext } from './context.ts';

const RESULTS = 'results.json';

/**
 * The measurements of all runs in the folders that --merge names: a folder holds shards, or the results.json of a
 * whole run. Throws a UserError for what cannot be brought together, and for what an older state of the project made.
 */
export async function readMerged({ root, study, options, log, runLog }: BuildContext): Promise<Measurements> {
  const { shards, resultFolders } = await openFolders(options.merge);
  const { experiments: catalogue } = study;
  const shardRuns = groupShards(shards).map((group) => runOfShards(group, catalogue));
  const runs = [...shardRuns, ...(await Promise.all(resultFolders.map(readRun)))];
  const merged = joinRuns(runs, catalogue);
  const { engine, experiments } = merged;
  const sources = Object.entries({ shard: shards.length, run: resultFolders.length })
    .filter(([, number]) => number > 0)
    .map(([thing, number]) => count(number, thing));
  log(`merged    ${sources.join(' and ')}, ${count(Object.keys(experiments).length, 'experiment')}`);
  log(`engine    ${engine.name} ${engine.version} (${engine.numericClass})`);
  await requireToday(merged, { root, study });
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
  if (resultFolders.length > 0) runLog.note('runs', await Promise.all(resultFolders.map(readRunLog)));
  return merged;
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

/** The run.json beside a results.json as it stands, null without one: it only tells of times and machines. */
async function readRunLog(folder: string): Promise<unknown> {
  const text = await readFile(path.join(folder, 'run.json'), 'utf8').catch(() => '');
  return tryParseJson(text) ?? null;
}

async function requireToday(
  measurements: Measurements,
  project: Pick<BuildContext, 'root' | 'study'>,
): Promise<void> {
  const [change] = await changesSince(measurements, project);
  if (!change) return;
  throw new UserError(`stale results: ${change}; train it again, or merge in the checkout that trained it`);
}
