import path from 'node:path';
import { codeDigest } from '../cache/key.ts';
import { mean } from '../check/statistics.ts';
import type { EngineIdentity } from '../engine/engine.ts';
import type { RunRecord } from '../engine/history.ts';
import { parseAddress } from '../fleet/address.ts';
import { withCleanup } from '../processes/cleanup.ts';
import type { FinishedRun } from '../results/assemble.ts';
import { type Cell, estimateCost } from '../run/cell.ts';
import type { PlannedCell } from '../run/plan.ts';
import { trainCells } from '../run/pool.ts';
import { createProgress, timedProgress } from '../run/progress.ts';
import { sayWaiting, shareCells } from '../run/shared-queue.ts';
import type { BuildContext } from './context.ts';

/** The runs of all cells in the plan's order, trained where they are not fresh, the longest first. */
export async function trainMissing(
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
    const train = await trainer(context, (cell, run) => runs.set(cell, run));
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

type Train = typeof trainCells<PlannedCell>;
type Keep = (cell: Cell, run: RunRecord) => void;

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
      onTaken(cell, run) {
        keep(cell, run);
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
