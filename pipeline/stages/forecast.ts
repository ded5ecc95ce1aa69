import { duration } from '../base/text.ts';
import { bytesToFetch } from '../data/records.ts';
import { identifyEngine } from '../engine/choose.ts';
import { estimateSeconds, sideBySide } from '../run/costs.ts';
import { type PlannedRun, planRuns, selectExperiments } from '../run/plan.ts';
import { findPrefixes } from '../run/prefixes.ts';
import type { Run } from '../run/run.ts';
import type { Study } from '../study.ts';
import type { BuildContext } from './context.ts';
import { assignExperiments, reportPlan } from './measure.ts';
import { finishedFolders } from './options.ts';
import { planWithReference } from './reference.ts';

/** What run.json calls the data sources whose embedded form was used. */
export const REPLACED_DATA = 'replacedData';

/** Says how long it takes to train these runs at full scale on real data, and how many seeds the claims need. */
export function sayDuration(context: BuildContext, runs: readonly Run[]): void {
  const { study, options, log } = context;
  const real = runs.some(({ location }) => location.record.kind === 'real');
  if (!real || options.quick || options.queue !== undefined) return;
  log(`          ${durationOf(context, runs)}${seedsAdvice(study, options.seeds.length)}`);
}

/** What to do for verdicts that this build cannot give, and what it costs on this machine. */
export function sayNext(context: BuildContext): void {
  const { study, options, log, runLog } = context;
  const replaced = (runLog.noted(REPLACED_DATA) ?? []) as readonly string[];
  const sources = replaced.map((name) => study.dataSources[name]!).filter(({ published }) => published);
  const needed = seedsNeeded(study);
  const isWhole = sources.length === 0 && !options.quick && options.seeds.length >= needed;
  if (isWhole || finishedFolders(options).length > 0 || options.only.length > 0) return;
  const runs = study.experiments.flatMap((experiment) =>
    Array<{ experiment: typeof experiment }>(needed).fill({ experiment }),
  );
  const bytes = sources.reduce((sum, source) => sum + bytesToFetch(source), 0);
  const words = [sources.length > 0 && '--data real', needed > 1 && `--seeds ${needed}`]
    .filter(Boolean)
    .join(' ');
  if (bytes > 0) log(`next      npm run data: fetches ${(bytes / 1e6).toFixed(1)} MB, once`);
  log(
    `${bytes > 0 ? '' : 'next'}`.padEnd(10) +
      `npm run report${words && ` -- ${words}`}: ${durationOf(context, runs)}`,
  );
}

const seedsNeeded = ({ claims }: Study) => Math.max(1, ...claims.map((claim) => claim.seedsNeeded));

/** '; the claims need 5 seeds: --seeds 5', or nothing where there are enough. */
function seedsAdvice(study: Study, seeds: number): string {
  const needed = seedsNeeded(study);
  return needed > seeds ? `; the claims need ${needed} seeds: --seeds ${needed}` : '';
}

/** How long training takes side by side: 'about 20 min with 2 workers'. */
export function durationOf(
  { study, options: { engine, workers } }: BuildContext,
  runs: readonly (Pick<Run, 'experiment'> & Partial<Run>)[],
): string {
  const { identity } = identifyEngine(engine);
  const seconds = runs.map((run) => estimateSeconds(run, { study, engine: identity.name }));
  return `about ${duration(sideBySide(seconds, workers))} with ${workers} ${workers === 1 ? 'worker' : 'workers'}`;
}

/** Looks every selected run up in the cache. Trains nothing. */
export async function surveyRuns(context: BuildContext): Promise<readonly PlannedRun[]> {
  const { study, options, store } = context;
  const experiments = selectExperiments(study.experiments, options.only);
  const { runs } = await assignExperiments(context, { experiments, seeds: options.seeds });
  return planWithReference(context, await planRuns(runs, { store, useCache: true }));
}

/** Says what is fresh, stale and missing, and what a build would have to train. */
export function reportStatus(context: BuildContext, plan: readonly PlannedRun[]): void {
  const { log } = context;
  for (const line of statusLines(plan)) log(line);
  reportPlan(context, plan);
  const { toTrain, beginnings } = findPrefixes(plan);
  if (toTrain.length === 0) {
    log('to train  nothing');
    return;
  }
  const cut = [...beginnings.values()].flat().length;
  const others = cut > 0 ? `; ${cut} more are beginnings of other runs` : '';
  log(`to train  ${toTrain.length} ${toTrain.length === 1 ? 'run' : 'runs'}${others}`);
  log(`          ${durationOf(context, toTrain)}`);
}

/** One line for the seeds of an experiment that are in one state for one reason. */
function statusLines(plan: readonly PlannedRun[]): string[] {
  const lines = new Map<string, { readonly state: string; readonly why: string; readonly seeds: number[] }>();
  for (const run of plan) {
    const why = run.state === 'stale' ? `: ${run.changes.join('; ')}` : '';
    const key = `${run.experiment.id} ${run.state}${why}`;
    const line = lines.get(key) ?? { state: `[${run.state}] ${run.experiment.id}`, why, seeds: [] };
    line.seeds.push(run.seed);
    lines.set(key, line);
  }
  return [...lines.values()].map(
    ({ state, why, seeds }) => `${state} ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}${why}`,
  );
}
