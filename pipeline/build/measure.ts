import path from 'node:path';
import type { Experiment, Subject } from '../../experiments/experiment.ts';
import { catalogue } from '../../experiments/index.ts';
import { codeDigest } from '../cache/key.ts';
import { mean } from '../check/statistics.ts';
import type { DataSetLocation } from '../data/data-set.ts';
import { locateDataSet } from '../data/locate.ts';
import { identifyEngine } from '../engine/choose.ts';
import type { EngineIdentity } from '../engine/engine.ts';
import type { RunRecord } from '../engine/history.ts';
import { parseAddress } from '../fleet/address.ts';
import { selectExperiments } from '../options.ts';
import { assembleMeasurements, type FinishedRun } from '../results/assemble.ts';
import type { Measurements } from '../results/schema.ts';
import { type Cell, cellName, estimateCost } from '../run/cell.ts';
import { costEstimator, readCosts } from '../run/costs.ts';
import { type IdentifiedCell, identifyCells, type PlannedCell, planCells } from '../run/plan.ts';
import { trainCells } from '../run/pool.ts';
import { createProgress, timedProgress } from '../run/progress.ts';
import { quickExperiment } from '../run/quick.ts';
import { shardOf } from '../run/shards.ts';
import type { BuildContext } from './context.ts';

/** What a build has to measure. */
export interface Assignment {
  readonly engine: EngineIdentity;
  readonly scale: Measurements['scale'];
  /** In the catalogue's order, with ascending seeds. */
  readonly cells: readonly IdentifiedCell[];
}

/** Finds engine, data and code of every selected experiment. */
export async function assign(context: BuildContext): Promise<Assignment> {
  const { options, root, store, runLog } = context;
  const selected = await chooseExperiments(context);
  const experiments = options.quick ? selected.map(quickExperiment) : selected;
  const engine = chooseEngine(context);
  const locations = await locateData(context, experiments);
  const cells = experiments.flatMap((experiment) => cellsOf(experiment, locations, options.seeds));
  const identified = await runLog.time('identify', () => identifyCells(cells, { root, engine, store }));
  return { engine, scale: options.quick ? 'quick' : 'full', cells: identified };
}

/** Plans every cell, trains what the cache lacks, and brings all runs together. */
export async function measure(
  context: BuildContext,
  { engine, scale, cells }: Assignment,
): Promise<Measurements> {
  const { options, store, runLog } = context;
  const plan = await runLog.time('plan', () => planCells(cells, { store, useCache: !options['no-cache'] }));
  reportPlan(context, plan);
  const runs = await runLog.time('train', () => trainMissing(context, engine, plan));
  return assembleMeasurements(runs, { engine, scale });
}

/** The experiments to run: those selected, or this shard's share of them. */
async function chooseExperiments({ root, options, log }: BuildContext): Promise<Experiment[]> {
  const selected = selectExperiments(catalogue, options.only);
  if (!options.shard) return selected;
  const mine = shardOf(selected, options.shard, costEstimator(await readCosts(root), catalogue));
  log(`shard     ${options.shard.index}/${options.shard.count}: ${mine.map(({ id }) => id).join(', ')}`);
  return mine;
}

function chooseEngine({ options, log, runLog }: BuildContext): EngineIdentity {
  const { identity, notes } = identifyEngine(options.engine);
  log(`engine    ${identity.name} ${identity.version} (${identity.numericClass})`);
  for (const note of notes) log(`          ${note}`);
  runLog.note('engineNotes', notes);
  return identity;
}

async function locateData(
  { options, log }: BuildContext,
  experiments: readonly Experiment[],
): Promise<Map<Subject, DataSetLocation>> {
  const locations = new Map<Subject, DataSetLocation>();
  for (const subject of new Set(experiments.map(({ config }) => config.subject))) {
    const location = await locateDataSet(subject, {
      preference: options.data,
      dataDir: options.dataDir,
      cacheDir: path.resolve(options.cacheDir),
      log: (line) => log(`data      ${line}`),
    });
    const { name, kind, sizes } = location.record;
    log(`data      ${name}: ${kind}, ${sizes.train} images to train on and ${sizes.test} to test`);
    locations.set(subject, location);
  }
  return locations;
}

function cellsOf(
  experiment: Experiment,
  locations: ReadonlyMap<Subject, DataSetLocation>,
  seeds: number,
): Cell[] {
  const location = locations.get(experiment.config.subject)!;
  return Array.from({ length: seeds }, (_, index) => ({ experiment, seed: index + 1, location }));
}

type PlanLine = Cell & ({ readonly state: 'fresh' } | Exclude<PlannedCell, { state: 'fresh' }>);

/** Tells what is fresh and what is not. */
export function reportPlan({ options, log }: BuildContext, plan: readonly PlanLine[]): void {
  const count = (state: PlannedCell['state']) => plan.filter((cell) => cell.state === state).length;
  log(
    `plan      ${plan.length} runs: ${count('fresh')} fresh, ${count('stale')} stale, ${count('missing')} missing`,
  );
  if (!options.explain) return;
  for (const cell of plan) {
    const why = cell.state === 'stale' ? `: ${cell.changes.join('; ')}` : '';
    log(`  ${`[${cell.state}]`.padEnd(9)} ${cellName(cell)}${why}`);
  }
}

/** The runs of all cells in the plan's order, trained where they are not fresh, the longest first. */
async function trainMissing(
  context: BuildContext,
  engine: EngineIdentity,
  plan: readonly PlannedCell[],
): Promise<FinishedRun[]> {
  const { options, store, terminal, runLog } = context;
  const runs = new Map<Cell, RunRecord>();
  for (const cell of plan) if (cell.state === 'fresh') runs.set(cell, cell.run);
  const missing = plan.filter((cell) => cell.state !== 'fresh');
  missing.sort((a, b) => estimateCost(b) - estimateCost(a));
  if (missing.length > 0) {
    const times = trainingTimes();
    const train = await trainer(context);
    await train(missing, {
      engine: engine.name,
      workers: options.workers,
      progress: timedProgress(createProgress(missing, terminal), times.add),
      async onFinished(cell, run) {
        await store.writeRun(cell.experiment.id, cell.identity, run);
        runs.set(cell, run);
      },
    });
    runLog.note('secondsPerRun', times.means());
  }
  return plan.map((cell) => ({
    experiment: cell.experiment,
    seed: cell.seed,
    dataset: cell.location.record,
    source: codeDigest(cell.identity.source),
    run: runs.get(cell)!,
  }));
}

/** Who trains: this machine, or the workers of a queue. */
async function trainer({ options, log }: BuildContext): Promise<typeof trainCells<PlannedCell>> {
  if (options.queue === undefined) return trainCells;
  const address = parseAddress(options.queue);
  const { trainOnFleet } = await import('../fleet/train-on-fleet.ts');
  log(`queue     ${address.shown}`);
  return (cells, { progress, onFinished }) => trainOnFleet(cells, { address, progress, onFinished });
}

/** How long the runs of each experiment took, for run.json. */
function trainingTimes() {
  const seconds = new Map<string, number[]>();
  return {
    add: ({ experiment: { id } }: Cell, time: number) =>
      void seconds.set(id, [...(seconds.get(id) ?? []), time]),
    means: () => Object.fromEntries([...seconds].map(([id, times]) => [id, Number(mean(times).toFixed(2))])),
  };
}
