import { setImmediate } from 'node:timers/promises';
import { loadLowLevelModel } from '../../experiments/models.ts';
import type { DataSetLocation } from '../data/data-set.ts';
import { loadDataSet } from '../data/load.ts';
import { openEngine } from '../engine/choose.ts';
import type { Engine, EngineName } from '../engine/engine.ts';
import { forbidChance } from '../engine/forbid-chance.ts';
import type { RunRecord } from '../engine/history.ts';
import { type SlicedData, sliceData } from '../engine/slices.ts';
import { trainLowLevel } from '../engine/train-low-level.ts';
import { EXIT, UserError } from '../errors.ts';
import type { Cell } from './cell.ts';
import type { TrainRequest, WorkerMessage } from './messages.ts';

/** A process of its own that trains one cell after the other. Started by pool.ts with the engine's name. */

const PROGRESS_INTERVAL_MS = 100;

function tell(message: WorkerMessage): void {
  process.send!(message);
}

/** Keeps the last data set in memory, since neighbouring cells mostly share it. */
function slicedDataReader() {
  let known: { key: string; data: SlicedData } | undefined;
  return async (location: DataSetLocation, samples: Cell['experiment']['config']['samples']) => {
    const key = JSON.stringify([location, samples]);
    if (known?.key !== key) known = { key, data: sliceData(await loadDataSet(location), samples) };
    return known.data;
  };
}

function progressTeller(): (done: number) => Promise<void> {
  let toldAt = 0;
  return async (done) => {
    await setImmediate(); // lets a lost connection to the build be noticed
    const now = performance.now();
    if (now - toldAt < PROGRESS_INTERVAL_MS) return;
    toldAt = now;
    tell({ type: 'progress', done });
  };
}

async function train(cell: Cell, engine: Engine, data: SlicedData): Promise<RunRecord> {
  const { config } = cell.experiment;
  const model = await loadLowLevelModel(config.model);
  const onProgress = progressTeller();
  return forbidChance(() => trainLowLevel({ engine, model, config, data, seed: cell.seed, onProgress }));
}

async function main(engineName: EngineName): Promise<void> {
  const { engine } = await openEngine(engineName);
  await engine.activate();
  const readSlicedData = slicedDataReader();
  process.on('message', async ({ cell }: TrainRequest) => {
    try {
      const data = await readSlicedData(cell.location, cell.experiment.config.samples);
      tell({ type: 'finished', run: await train(cell, engine, data) });
    } catch (error) {
      tell(failure(error));
    }
  });
  tell({ type: 'ready' });
}

function failure(error: unknown): WorkerMessage {
  if (error instanceof UserError) return { type: 'failed', message: error.message, exitCode: error.exitCode };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { type: 'failed', message, exitCode: EXIT.internal };
}

process.on('disconnect', () => process.exit());
main(process.argv[2] as EngineName).catch((error) => tell(failure(error)));
