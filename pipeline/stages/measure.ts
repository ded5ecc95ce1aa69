import path from 'node:path';
import { EXIT, UserError } from '../base/errors.ts';
import { loadDataSet } from '../data/load.ts';
import { locateDataSet } from '../data/locate.ts';
import { contactSheet, pixelsOf, testLabels } from '../data/pictures.ts';
import { identifyEngine } from '../engine/choose.ts';
import type { DataSetLocation, Split } from '../model/data-set.ts';
import type { EngineIdentity } from '../model/engine.ts';
import type { Experiment } from '../model/experiment.ts';
import type { Measurements } from '../model/results.ts';
import { shownPlaces } from '../results/answers.ts';
import { assembleMeasurements, type FinishedRun, type Pictures } from '../results/assemble.ts';
import { costEstimator, readCosts } from '../run/costs.ts';
import {
  atScale,
  type IdentifiedRun,
  identifyRuns,
  type PlannedRun,
  planRuns,
  selectExperiments,
  shardOf,
} from '../run/plan.ts';
import type { Run } from '../run/run.ts';
import type { BuildContext } from './context.ts';
import { REPLACED_DATA } from './forecast.ts';
import { requireCatalogue } from './preflight.ts';
import { planWithReference } from './reference.ts';
import { trainMissing } from './train.ts';

/** What a build has to measure. */
export interface Assignment {
  readonly engine: EngineIdentity;
  readonly scale: Measurements['scale'];
  /** In the catalogue's order, with ascending seeds. */
  readonly runs: readonly IdentifiedRun[];
}

/** Finds engine, data and code of every selected experiment of the catalogue. */
export async function assign(context: BuildContext): Promise<Assignment> {
  const experiments = await chooseExperiments(context);
  return assignExperiments(context, { experiments, seeds: context.options.seeds });
}

/**
 * Finds the selected experiments, and of all others those that need no training: a report on some experiments keeps
 * what there is of the rest.
 */
export async function assignWithFresh(context: BuildContext): Promise<Assignment> {
  const { study, options } = context;
  const assignment = await assign(context);
  if (options.only.length === 0 || options['no-cache']) return assignment;
  const selected = new Set(assignment.runs.map(({ experiment }) => experiment.id));
  const others = study.experiments.filter(({ id }) => !selected.has(id));
  const fresh = await findFresh(quietly(context), assignment.engine, others);
  const order = study.experiments.map(({ id }) => id);
  const runs = [...assignment.runs, ...fresh].toSorted(
    (a, b) => order.indexOf(a.experiment.id) - order.indexOf(b.experiment.id),
  );
  return { ...assignment, runs };
}

/** For looking around beside what was asked for. */
const quietly = (context: BuildContext): BuildContext => ({
  ...context,
  log: () => {},
  runLog: { ...context.runLog, note: () => {} },
});

/** The runs of the experiments of which every seed is in the cache; what cannot be looked up is passed over. */
async function findFresh(
  context: BuildContext,
  engine: EngineIdentity,
  experiments: readonly Experiment[],
): Promise<IdentifiedRun[]> {
  const { options, store } = context;
  const circumstances = { seed: options.seeds[0]!, engine, data: { name: '', digests: {} } };
  const wasTrained = async ({ id }: Experiment) => (await store.lastOrigin(id, circumstances)) !== null;
  const trained = await Promise.all(experiments.map(wasTrained));
  const wanted = { experiments: experiments.filter((_, index) => trained[index]), seeds: options.seeds };
  const located = await locateRuns(context, wanted).catch((error) => {
    if (error instanceof UserError) return []; // damaged data are the business of a build that needs them
    throw error;
  });
  const known = await identify(context, located, engine);
  const plan = await planRuns(known, { store, useCache: true });
  const stale = new Set(plan.filter(({ state }) => state !== 'fresh').map(({ experiment }) => experiment.id));
  return known.filter(({ experiment }) => !stale.has(experiment.id));
}

interface Wanted {
  readonly experiments: readonly Experiment[];
  readonly seeds: readonly number[];
}

/** Finds engine, data and code of the experiments, each with every seed. */
export async function assignExperiments(context: BuildContext, wanted: Wanted): Promise<Assignment> {
  requireCatalogue(context.study);
  const records = await locateRuns(context, wanted);
  const engine = chooseEngine(context);
  return { engine, scale: scaleOf(context), runs: await identify(context, records, engine) };
}

const scaleOf = ({ options }: BuildContext) => (options.quick ? 'quick' : 'full');

async function locateRuns(context: BuildContext, { experiments: selected, seeds }: Wanted): Promise<Run[]> {
  const { study, runLog } = context;
  const locations = await runLog.time('data', () => locateData(context, selected));
  const experiments = selected
    .filter(({ dataset }) => locations.has(dataset))
    .map((experiment) => atScale(experiment, scaleOf(context), study.trainers));
  return experiments.flatMap((experiment) => {
    const location = locations.get(experiment.dataset)!;
    const trainer = study.trainers[experiment.config.family]!;
    return seeds.map((seed): Run => ({ experiment, seed, location, trainer }));
  });
}

function identify({ root, store, runLog }: BuildContext, runs: readonly Run[], engine: EngineIdentity) {
  return runLog.time('identify', () => identifyRuns(runs, { root, engine, store }));
}

/** Plans every run, trains what the cache lacks, and brings all runs together; asks first, if there is something to train. */
export async function measure(
  context: BuildContext,
  assignment: Assignment,
  beforeTraining?: () => Promise<void>,
): Promise<Measurements> {
  // Before training: the cache, and the data in it, may vanish while that lasts.
  const seen = await lookAtData(assignment.runs);
  const finished = await measureRuns(context, assignment, beforeTraining);
  return withTestImages(assembleMeasurements(finished, { ...assignment, pictures: seen }), seen);
}

/** What results show of a data set, and the images that seed 1 tests on. */
type SeenData = Pictures & { readonly test: Split };

/** Every data set by its name, as its images are when they have been read. */
async function lookAtData(runs: Assignment['runs']): Promise<Map<string, SeenData>> {
  const seen = new Map<string, SeenData>();
  const locations = new Map(runs.map(({ location }) => [location.record.name, location]));
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  for (const [name, location] of locations) {
    const data = await loadDataSet(location);
    const first = data.forSeed(1);
    const shown = { contactSheet: await contactSheet(first), testLabels: testLabels(data, seeds) };
    seen.set(name, { ...shown, test: first.test });
  }
  return seen;
}

/** Adds the test images that results show. */
function withTestImages(measurements: Measurements, seen: ReadonlyMap<string, SeenData>): Measurements {
  const datasets = measurements.datasets.map((dataset) => {
    const places = shownPlaces(measurements, dataset.name);
    return places ? { ...dataset, testImages: pixelsOf(seen.get(dataset.name)!.test, places) } : dataset;
  });
  return { ...measurements, datasets };
}

/** Plans every run and trains what the cache lacks; the runs in the order of the runs. */
export async function measureRuns(
  context: BuildContext,
  { engine, runs }: Pick<Assignment, 'engine' | 'runs'>,
  beforeTraining?: () => Promise<void>,
): Promise<FinishedRun[]> {
  const { options, store, runLog } = context;
  const plan = await runLog.time('plan', async () => {
    const planned = await planRuns(runs, { store, useCache: !options['no-cache'] });
    return keepTaken(context, planned, await planWithReference(context, planned));
  });
  reportPlan(context, plan);
  if (plan.some(({ state }) => state !== 'fresh')) await beforeTraining?.();
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
  log(`engine    ${identity.name} (${identity.version}; ${identity.numericClass})`);
  for (const note of notes) log(`          ${note}`);
  runLog.note('engine', `${identity.name} ${identity.version}`);
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

/** Puts what was taken from the reference into the cache. */
async function keepTaken(
  { store }: BuildContext,
  planned: readonly PlannedRun[],
  completed: readonly PlannedRun[],
): Promise<readonly PlannedRun[]> {
  for (const [index, run] of completed.entries()) {
    if (run.state !== 'fresh' || planned[index]!.state === 'fresh') continue;
    await store.writeRun(run.experiment.id, { identity: run.identity, files: run.files }, run.run);
  }
  return completed;
}

/** Tells how much is fresh and how much is not: npm run status tells of each run. */
export function reportPlan({ log }: BuildContext, plan: readonly Pick<PlannedRun, 'state'>[]): void {
  const count = (state: PlannedRun['state']) => plan.filter((run) => run.state === state).length;
  log(
    `plan      ${plan.length} ${plan.length === 1 ? 'run' : 'runs'}: ${count('fresh')} fresh, ${count('stale')} stale, ${count('missing')} missing`,
  );
}
