import { type PlannedRun, planRuns } from '../run/plan.ts';
import { findPrefixes } from '../run/prefixes.ts';
import { selectExperiments } from '../run/select.ts';
import type { BuildContext } from './context.ts';
import { durationOf } from './forecast.ts';
import { assignExperiments, reportPlan } from './measure.ts';

/** Looks every selected run up in the cache. Trains nothing. */
export async function surveyRuns(context: BuildContext): Promise<PlannedRun[]> {
  const { study, options, store } = context;
  const experiments = selectExperiments(study.experiments, options.only);
  const { cells } = await assignExperiments(context, { experiments, seeds: options.seeds });
  return planRuns(cells, { store, useCache: true });
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
export function statusLines(plan: readonly PlannedRun[]): string[] {
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
