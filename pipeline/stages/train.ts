import path from 'node:path';
import { mean } from '../base/statistics.ts';
import type { RunOrigin } from '../cache/key.ts';
import { parseAddress } from '../fleet/connection.ts';
import type { EngineIdentity } from '../model/engine.ts';
import type { RunRecord } from '../model/run-record.ts';
import { withCleanup } from '../processes/temporary.ts';
import type { FinishedRun } from '../results/assemble.ts';
import type { PlannedRun } from '../run/plan.ts';
import { trainRuns } from '../run/pool.ts';
import { cutPrefix, findPrefixes, type Prefixes } from '../run/prefixes.ts';
import { createProgress, timedProgress } from '../run/progress.ts';
import { estimateCost, type Run } from '../run/run.ts';
import { sayWaiting, shareRuns } from '../run/shared-queue.ts';
import type { BuildContext } from './context.ts';
import { sayDuration } from './forecast.ts';

/** The runs of all cells in the plan's order, trained where they are not fresh, the longest first. */
export async function trainMissing(
  context: BuildContext,
  engine: EngineIdentity,
  plan: readonly PlannedRun[],
): Promise<FinishedRun[]> {
  const { toTrain, beginnings } = findPrefixes(plan);
  const cut = [...beginnings.values()].flat().length;
  if (cut > 0)
    context.log(`          ${cut} of them not trained: each is the beginning of another run, or all of it`);
  sayDuration(context, toTrain);
  const runs = keepRuns(context, beginnings);
  for (const cell of plan) if (cell.state === 'fresh') await runs.keep(cell, cell.run);
  await trainAll(context, engine, toTrain, runs.keep);
  return plan.map((cell) => ({
    experiment: cell.experiment,
    seed: cell.seed,
    dataset: cell.location.record,
    source: cell.identity.source.code,
    samples: cell.trainer.samplesSeen(cell.experiment.config, cell.location.record.sizes),
    run: runs.of(cell),
  }));
}

const originOf = ({ identity, files }: PlannedRun): RunOrigin => ({ identity, files });

type Keep = (cell: PlannedRun, run: RunRecord) => Promise<void>;

/** Holds the runs of all cells; what else a run gives is cut out of it, and put into the cache. */
function keepRuns({ store }: BuildContext, beginnings: Prefixes['beginnings']) {
  const runs = new Map<PlannedRun, RunRecord>();
  const keep: Keep = async (cell, run) => {
    runs.set(cell, run);
    for (const shorter of beginnings.get(cell) ?? []) {
      const beginning = cutPrefix(run, shorter);
      await store.writeRun(shorter.experiment.id, originOf(shorter), beginning);
      runs.set(shorter, beginning);
    }
  };
  return { keep, of: (cell: PlannedRun) => runs.get(cell)! };
}

/** Trains the cells, and keeps what they give in the cache and with the others. */
async function trainAll(
  context: BuildContext,
  engine: EngineIdentity,
  cells: readonly PlannedRun[],
  keep: Keep,
): Promise<void> {
  if (cells.length === 0) return;
  const { study, options, store, terminal, runLog } = context;
  const dearestFirst = cells.toSorted((a, b) => estimateCost(b) - estimateCost(a));
  const times = trainingTimes();
  const train = await trainer(context, keep);
  await train(dearestFirst, {
    engine: engine.name,
    trainersModule: study.trainersModule,
    workers: options.workers,
    progress: timedProgress(createProgress(dearestFirst, terminal), times.add),
    async onFinished(cell, run) {
      await store.writeRun(cell.experiment.id, originOf(cell), run);
      await keep(cell, run);
    },
  });
  runLog.note('secondsPerRun', times.means());
}

type Train = typeof trainRuns<PlannedRun>;

/** Who trains: the workers of a queue, or this machine, together with its other builds unless all is to be new. */
async function trainer(context: BuildContext, keep: Keep): Promise<Train> {
  const { options, log } = context;
  if (options.queue === undefined) return options['no-cache'] ? trainRuns : trainTogether(context, keep);
  const address = parseAddress(options.queue);
  const { trainOnFleet } = await import('../fleet/train-on-fleet.ts');
  log(`queue     ${address.shown}`);
  return (cells, { progress, onFinished }) => trainOnFleet(cells, { address, progress, onFinished });
}

/** Trains what no other build with this cache trains, and keeps what those train. */
function trainTogether({ options, store }: BuildContext, keep: Keep): Train {
  return async (cells, pool) => {
    const queue = shareRuns(cells, {
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
    await withCleanup(queue.close, () => trainRuns(cells, { ...pool, next: queue.next, onFinished }));
  };
}

/** How long the runs of each experiment took, for run.json. */
function trainingTimes() {
  const seconds = new Map<string, number[]>();
  return {
    add: ({ experiment: { id } }: Run, time: number) =>
      void seconds.set(id, [...(seconds.get(id) ?? []), time]),
    means: () => Object.fromEntries([...seconds].map(([id, times]) => [id, Number(mean(times).toFixed(2))])),
  };
}
