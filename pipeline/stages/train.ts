import path from 'node:path';
import { mean } from '../base/statistics.ts';
import { codeDigest } from '../cache/key.ts';
import { parseAddress } from '../fleet/address.ts';
import type { EngineIdentity } from '../model/engine.ts';
import type { RunRecord } from '../model/run-record.ts';
import { withCleanup } from '../processes/cleanup.ts';
import type { FinishedRun } from '../results/assemble.ts';
import type { PlannedCell } from '../run/plan.ts';
import { trainCells } from '../run/pool.ts';
import { beginningOf, type Courses, findCourses } from '../run/prefixes.ts';
import { createProgress, timedProgress } from '../run/progress.ts';
import { type Cell, estimateCost } from '../run/run.ts';
import { sayWaiting, shareCells } from '../run/shared-queue.ts';
import type { BuildContext } from './context.ts';

/** The runs of all cells in the plan's order, trained where they are not fresh, the longest first. */
export async function trainMissing(
  context: BuildContext,
  engine: EngineIdentity,
  plan: readonly PlannedCell[],
): Promise<FinishedRun[]> {
  const { toTrain, beginnings } = findCourses(plan);
  const cut = [...beginnings.values()].flat().length;
  if (cut > 0)
    context.log(`          ${cut} of them not trained: each is the beginning of another run, or all of it`);
  const runs = keepRuns(context, beginnings);
  for (const cell of plan) if (cell.state === 'fresh') await runs.keep(cell, cell.run);
  await trainCourses(context, engine, toTrain, runs.keep);
  return plan.map((cell) => ({
    experiment: cell.experiment,
    seed: cell.seed,
    dataset: cell.location.record,
    source: codeDigest(cell.identity.source),
    run: runs.of(cell),
  }));
}

type Keep = (cell: PlannedCell, run: RunRecord) => Promise<void>;

/** Holds the runs of all cells; what else a run gives is cut out of it, and put into the cache. */
function keepRuns({ store }: BuildContext, beginnings: Courses['beginnings']) {
  const runs = new Map<PlannedCell, RunRecord>();
  const keep: Keep = async (cell, run) => {
    runs.set(cell, run);
    for (const shorter of beginnings.get(cell) ?? []) {
      const beginning = beginningOf(run, shorter.identity.config);
      await store.writeRun(shorter.experiment.id, shorter.identity, beginning);
      runs.set(shorter, beginning);
    }
  };
  return { keep, of: (cell: PlannedCell) => runs.get(cell)! };
}

/** Trains the cells, and keeps what they give in the cache and with the others. */
async function trainCourses(
  context: BuildContext,
  engine: EngineIdentity,
  cells: readonly PlannedCell[],
  keep: Keep,
): Promise<void> {
  if (cells.length === 0) return;
  const { options, store, terminal, runLog } = context;
  const dearestFirst = cells.toSorted((a, b) => estimateCost(b) - estimateCost(a));
  const times = trainingTimes();
  const train = await trainer(context, keep);
  await train(dearestFirst, {
    engine: engine.name,
    workers: options.workers,
    progress: timedProgress(createProgress(dearestFirst, terminal), times.add),
    async onFinished(cell, run) {
      await store.writeRun(cell.experiment.id, cell.identity, run);
      await keep(cell, run);
    },
  });
  runLog.note('secondsPerRun', times.means());
}

type Train = typeof trainCells<PlannedCell>;

/** Who trains: the workers of a queue, or this machine, together with its other builds unless all is to be new. */
async function trainer(context: BuildContext, keep: Keep): Promise<Train> {
  const { options, log } = context;
  if (options.queue === undefined) return options['no-cache'] ? trainCells : trainTogether(context, keep);
  const address = parseAddress(options.queue);
  const { trainOnFleet } = await import('../fleet/train-on-fleet.ts');
  log(`queue     ${address.shown}`);
  return (cells, { progress, onFinished }) => trainOnFleet(cells, { address, progress, onFinished });
}

/** Trains what no other build with this cache trains, and keeps what those train. */
function trainTogether({ options, store }: BuildContext, keep: Keep): Train {
  return async (cells, pool) => {
    const queue = shareCells(cells, {
      store,
      cacheDir: path.resolve(options.cacheDir),
      async onTaken(cell, run) {
        await keep(cell, run);
        pool.progress.take(cell);
      },
      onWait: (pid, awaited) => pool.progress.say(sayWaiting(pid, awaited)),
    });
    const onFinished: typeof pool.onFinished = async (cell, run) => {
      await pool.onFinished(cell, run);
      queue.finish(cell);
    };
    await withCleanup(queue.close, () => trainCells(cells, { ...pool, next: queue.next, onFinished }));
  };
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
