import path from 'node:path';
import { EXIT, UserError } from '../base/errors.ts';
import { locateDataSet } from '../data/locate.ts';
import { identifyEngine } from '../engine/choose.ts';
import type { DataSetLocation } from '../model/data-set.ts';
import type { EngineIdentity } from '../model/engine.ts';
import type { Experiment } from '../model/experiment.ts';
import type { Measurements } from '../model/results.ts';
import { assembleMeasurements, type FinishedRun } from '../results/assemble.ts';
import { costEstimator, readCosts } from '../run/costs.ts';
import { type IdentifiedRun, identifyRuns, type PlannedRun, planRuns } from '../run/plan.ts';
import { type Run, runName } from '../run/run.ts';
import { atScale } from '../run/scale.ts';
import { selectExperiments } from '../run/select.ts';
import { shardOf } from '../run/shards.ts';
import type { BuildContext } from './context.ts';
import { REPLACED_DATA } from './forecast.ts';
import { trainMissing } from './train.ts';

/** What a build has to measure. */
export interface Assignment {
  readonly engine: EngineIdentity;
  readonly scale: Measurements['scale'];
  /** In the catalogue's order, with ascending seeds. */
  readonly cells: readonly IdentifiedRun[];
}

/** Finds engine, data and code of every selected experiment of the catalogue. */
export async function assign(context: BuildContext): Promise<Assignment> {
  return assignExperiments(context, await chooseExperiments(context), context.options.seeds);
}

/** Finds engine, data and code of the experiments, each with every seed. */
export async function assignExperiments(
  context: BuildContext,
  selected: readonly Experiment[],
  seeds: readonly number[],
): Promise<Assignment> {
  const { study, options, root, store, runLog } = context;
  const scale = options.quick ? 'quick' : 'full';
  const locations = await runLog.time('data', () => locateData(context, selected));
  const experiments = selected
    .filter(({ dataset }) => locations.has(dataset))
    .map((experiment) => atScale(experiment, scale, study.trainers));
  const engine = chooseEngine(context);
  const cells = experiments.flatMap((experiment) => {
    const location = locations.get(experiment.dataset)!;
    const trainer = study.trainers[experiment.config.family]!;
    return seeds.map((seed): Run => ({ experiment, seed, location, trainer }));
  });
  const identified = await runLog.time('identify', () => identifyRuns(cells, { root, engine, store }));
  return { engine, scale, cells: identified };
}

/** Plans every cell, trains what the cache lacks, and brings all runs together. */
export async function measure(context: BuildContext, assignment: Assignment): Promise<Measurements> {
  return assembleMeasurements(await measureRuns(context, assignment), assignment);
}

/** Plans every cell and trains what the cache lacks; the runs in the order of the cells. */
export async function measureRuns(
  context: BuildContext,
  { engine, cells }: Pick<Assignment, 'engine' | 'cells'>,
): Promise<FinishedRun[]> {
  const { options, store, runLog } = context;
  const plan = await runLog.time('plan', () => planRuns(cells, { store, useCache: !options['no-cache'] }));
  reportPlan(context, plan);
  return runLog.time('train', () => trainMissing(context, engine, plan));
}

/** The experiments to run: those selected, or this shard's share of them. */
async function chooseExperiments({ study, options, log }: BuildContext): Promise<Experiment[]> {
  const selected = selectExperiments(study.experiments, options.only);
  if (!options.shard) return selected;
  const mine = shardOf(selected, options.shard, costEstimator(await readCosts(study), study));
  log(`shard     ${options.shard.index}/${options.shard.count}: ${mine.map(({ id }) => id).join(', ')}`);
  return mine;
}

/** Settles on an engine and says which, and why no other. */
export function chooseEngine({ options, log, runLog }: BuildContext): EngineIdentity {
  const { identity, notes } = identifyEngine(options.engine);
  log(`engine    ${identity.name} ${identity.version} (${identity.numericClass})`);
  for (const note of notes) log(`          ${note}`);
  runLog.note('engineNotes', notes);
  return identity;
}

/**
 * The data sets of the experiments by name. Without those that cannot be had, unless real data were asked for: a study
 * may name more than everybody has. Throws a UserError where none can be had.
 */
async function locateData(
  context: BuildContext,
  experiments: readonly Experiment[],
): Promise<Map<string, DataSetLocation>> {
  const { options, log, runLog } = context;
  const locations = new Map<string, DataSetLocation>();
  const missing: UserError[] = [];
  for (const wanted of new Set(experiments.map(({ dataset }) => dataset))) {
    const location = await locateOne(context, wanted).catch((error: unknown) => {
      const canDoWithout = error instanceof UserError && error.exitCode === EXIT.missing;
      if (options.data === 'real' || !canDoWithout) throw error;
      missing.push(error);
      return null;
    });
    if (location) locations.set(wanted, location);
  }
  if (locations.size === 0 && missing[0]) throw missing[0];
  for (const { message } of missing) {
    log(`warning   ${message}; its experiments are left out`);
    runLog.warn(message);
  }
  const records = [...locations.values()].map(({ record }) => record);
  const replaced = records.filter(({ kind }) => kind === 'embedded').map(({ subject }) => subject);
  if (replaced.length > 0) runLog.note(REPLACED_DATA, replaced);
  return locations;
}

async function locateOne({ study, options, log }: BuildContext, wanted: string): Promise<DataSetLocation> {
  const location = await locateDataSet(study.dataSources[wanted]!, {
    preference: options.data,
    dataDir: options.dataDir,
    cacheDir: path.resolve(options.cacheDir),
    log: (line) => log(`data      ${line}`),
  });
  const { name, kind, sizes } = location.record;
  log(`data      ${name}: ${kind}, ${sizes.train} images to train on and ${sizes.test} to test`);
  return location;
}

type PlanLine = Run & ({ readonly state: 'fresh' } | Exclude<PlannedRun, { state: 'fresh' }>);

/** Tells what is fresh and what is not. */
export function reportPlan({ options, log }: BuildContext, plan: readonly PlanLine[]): void {
  const count = (state: PlannedRun['state']) => plan.filter((cell) => cell.state === state).length;
  log(
    `plan      ${plan.length} runs: ${count('fresh')} fresh, ${count('stale')} stale, ${count('missing')} missing`,
  );
  if (!options.explain) return;
  for (const cell of plan) {
    const why = cell.state === 'stale' ? `: ${cell.changes.join('; ')}` : '';
    log(`  ${`[${cell.state}]`.padEnd(9)} ${runName(cell)}${why}`);
  }
}
