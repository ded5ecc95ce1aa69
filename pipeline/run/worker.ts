import { setImmediate } from 'node:timers/promises';
import { loadLayersModel, loadLowLevelModel } from '../../experiments/models.ts';
import { EXIT, UserError } from '../base/errors.ts';
import { loadDataSet } from '../data/load.ts';
import { openEngine } from '../engine/choose.ts';
import { forbidChance } from '../engine/forbid-chance.ts';
import type { DataSetLocation } from '../model/data-set.ts';
import type { Engine, EngineName } from '../model/engine.ts';
import type { TrainingConfig } from '../model/experiment.ts';
import type { RunRecord } from '../model/run-record.ts';
import { sliceData } from '../training/full-batch/slices.ts';
import { trainLowLevel } from '../training/full-batch/train.ts';
import { trainLayers } from '../training/mini-batch/train.ts';
import type { TrainRequest, WorkerMessage } from './messages.ts';
import type { Cell } from './run.ts';

/** A process of its own that trains one cell after the other. Started by pool.ts with the engine's name. */

const PROGRESS_INTERVAL_MS = 100;

/** Taken before an experiment forbids clocks: it times messages, never a number. */
const nowMs = performance.now.bind(performance);

function tell(message: WorkerMessage): void {
  process.send!(message);
}

/** Keeps the last result in memory, since neighbouring cells mostly share their data. */
function keepLast<Key, Value>(make: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  let known: { key: string; value: Value } | undefined;
  return async (key) => {
    const text = JSON.stringify(key);
    if (known?.key !== text) known = { key: text, value: await make(key) };
    return known.value;
  };
}

const readData = keepLast(loadDataSet);
const readSlices = keepLast(
  async ({ location, samples }: { location: DataSetLocation; samples: TrainingConfig['samples'] }) =>
    sliceData(await readData(location), samples),
);

function progressTeller(): (done: number) => Promise<void> {
  let toldAt = 0;
  return async (done) => {
    await setImmediate(); // lets a lost connection to the build be noticed
    const now = nowMs();
    if (now - toldAt < PROGRESS_INTERVAL_MS) return;
    toldAt = now;
    tell({ type: 'progress', done });
  };
}

async function train({ experiment: { config }, seed, location }: Cell, engine: Engine): Promise<RunRecord> {
  const onProgress = progressTeller();
  if (config.family === 'low-level') {
    const model = await loadLowLevelModel(config.model);
    const data = await readSlices({ location, samples: config.samples });
    return forbidChance(() => trainLowLevel({ engine, model, config, data, seed, onProgress }));
  }
  const build = await loadLayersModel(config.model);
  const data = await readData(location);
  return forbidChance(() => trainLayers({ engine, build, config, data, seed, onProgress }));
}

async function main(engineName: EngineName): Promise<void> {
  const { engine } = await openEngine(engineName);
  await engine.activate();
  process.on('message', async ({ cell }: TrainRequest) => {
    try {
      tell({ type: 'finished', run: await train(cell, engine) });
    } catch (error) {
      tell(failure(error));
    }
  });
  tell({ type: 'ready' });
}

/** What V8, the C++ library and ONNX Runtime say. */
const OUT_OF_MEMORY = /Array buffer allocation failed|bad_alloc|[Ff]ailed to allocate memory/;

function failure(error: unknown): WorkerMessage {
  if (error instanceof Error && OUT_OF_MEMORY.test(error.message)) return { type: 'starved' };
  if (error instanceof UserError) return { type: 'failed', message: error.message, exitCode: error.exitCode };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { type: 'failed', message, exitCode: EXIT.internal };
}

process.on('disconnect', () => process.exit());
main(process.argv[2] as EngineName).catch((error) => tell(failure(error)));
