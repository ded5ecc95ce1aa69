import path from 'node:path';
import { mean } from '../base/statistics.ts';
import { keyOf, type RunOrigin } from '../cache/key.ts';
import { parseAddress } from '../fleet/connection.ts';
import type { EngineIdentity } from '../model/engine.ts';
import type { RunRecord } from '../model/run-record.ts';
import { withCleanup } from '../processes/temporary.ts';
import type { FinishedRun } from '../results/assemble.ts';
import { estimateWork } from '../run/costs.ts';
import type { PlannedRun } from '../run/plan.ts';
import { trainRuns } from '../run/pool.ts';
import { cutPrefix, findPrefixes, type Prefixes } from '../run/prefixes.ts';
import { createProgress, timedProgress } from '../run/progress.ts';
import { estimateCost, type Run } from '../run/run.ts';
import { sayWaiting, shareRuns } from '../run/shared-queue.ts';
import type { BuildContext } from './context.ts';
import { sayDuration } from './forecast.ts';

/** The runs of all runs in the plan's order, trained where they are not fresh, the longest first. */
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
  const signal = toTrain.length > 0 ? await context.consent?.(toTrain) : undefined;
  const records = keepRuns(context, beginnings);
  for (const run of plan) if (run.state === 'fresh') await records.keep(run, run.run);
  await trainAll(context, toTrain, { engine, keep: records.keep, signal });
  return plan.map((run) => ({
    experiment: run.experiment,
    seed: run.seed,
    dataset: run.location.record,
    source: run.identity.source.code,
    key: keyOf(run.identity),
    samples: run.trainer.samplesSeen(run.experiment.config, run.location.record.sizes),
    run: records.of(run),
  }));
}

const originOf = ({ identity, files }: PlannedRun): RunOrigin => ({ identity, files });

type Keep = (run: PlannedRun, record: RunRecord) => Promise<void>;

/** Holds the runs of all runs; what else a run gives is cut out of it, and put into the cache. */
function keepRuns({ store }: BuildContext, beginnings: Prefixes['beginnings']) {
  const records = new Map<PlannedRun, RunRecord>();
  const keep: Keep = async (run, record) => {
    records.set(run, record);
    for (const shorter of beginnings.get(run) ?? []) {
      const beginning = cutPrefix(record, shorter);
      await store.writeRun(shorter.experiment.id, originOf(shorter), beginning);
      records.set(shorter, beginning);
    }
  };
  return { keep, of: (run: PlannedRun) => records.get(run)! };
}

/** Trains the runs, and keeps what they give in the cache and with the others. */
async function trainAll(
  context: BuildContext,
  runs: readonly PlannedRun[],
  { engine, keep, signal }: { engine: EngineIdentity; keep: Keep; signal: AbortSignal | undefined },
): Promise<void> {
  if (runs.length === 0) return;
  const { study, options, store, terminal, runLog } = context;
  const dearestFirst = runs.toSorted((a, b) => estimateCost(b) - estimateCost(a));
  const estimate = (run: Run) => estimateWork(run, { study, engine: engine.name });
  const times = trainingTimes();
  const train = await trainer(context, keep);
  await train(dearestFirst, {
    engine: engine.name,
    trainersModule: study.trainersModule,
    workers: options.workers,
    signal,
    progress: timedProgress(createProgress(dearestFirst, terminal, estimate), times.add),
    async onFinished(run, record) {
      await store.writeRun(run.experiment.id, originOf(run), record);
      await keep(run, record);
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
  return (runs, { progress, onFinished }) => trainOnFleet(runs, { address, progress, onFinished });
}

/** Trains what no other build with this cache trains, and keeps what those train. */
function trainTogether({ options, store }: BuildContext, keep: Keep): Train {
  return async (runs, pool) => {
    const queue = shareRuns(runs, {
      store,
      cacheDir: path.resolve(options.cacheDir),
      async onTaken(run, record) {
        await keep(run, record);
        pool.progress.take(run);
      },
      onWait: (pid, awaited) => pool.progress.say(sayWaiting(pid, awaited)),
    });
    const onFinished: typeof pool.onFinished = async (run, record) => {
      await pool.onFinished(run, record);
      queue.finish(run);
    };
    await withCleanup(queue.close, () => trainRuns(runs, { ...pool, next: queue.next, onFinished }));
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
