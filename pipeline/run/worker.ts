import { setImmediate } from 'node:timers/promises';
import type { TrainingConfig } from '../../experiments/experiment.ts';
import { loadLayersModel, loadLowLevelModel } from '../../experiments/models.ts';
import type { DataSetLocation } from '../data/data-set.ts';
import { loadDataSet } from '../data/load.ts';
import { openEngine } from '../engine/choose.ts';
import type { Engine, EngineName } from '../engine/engine.ts';
import { forbidChance } from '../engine/forbid-chance.ts';
import type { RunRecord } from '../engine/history.ts';
import { trainLayers } from '../engine/layers/train-layers.ts';
import { sliceData } from '../engine/slices.ts';
import { trainLowLevel } from '../engine/train-low-level.ts';
import { EXIT, UserError } from '../errors.ts';
import type { Cell } from './cell.ts';
import type { TrainRequest, WorkerMessage } from './messages.ts';

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
