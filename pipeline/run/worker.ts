import { setImmediate } from 'node:timers/promises';
import { EXIT, UserError } from '../base/errors.ts';
import { loadDataSet } from '../data/load.ts';
import { openEngine } from '../engine/choose.ts';
import { forbidChance } from '../engine/forbid-chance.ts';
import type { Engine, EngineName } from '../model/engine.ts';
import type { Trainers } from '../model/trainer.ts';
import type { TrainRequest, Work, WorkerMessage } from './training-process.ts';

/** A process of its own that trains one run after the other. Started with the engine's name and the trainers' module. */

const PROGRESS_INTERVAL_MS = 100;

/** Taken before an experiment forbids clocks: it times messages, never a number. */
const nowMs = performance.now.bind(performance);

function tell(message: WorkerMessage): void {
  process.send!(message);
}

/** Keeps the last result in memory, since neighbouring runs mostly share their data. */
function keepLast<Key, Value>(make: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  let known: { key: string; value: Value } | undefined;
  return async (key) => {
    const text = JSON.stringify(key);
    if (known?.key !== text) known = { key: text, value: await make(key) };
    return known.value;
  };
}

const readData = keepLast(loadDataSet);
const readSplit = keepLast(async ({ location, seed }: Pick<Work, 'location' | 'seed'>) =>
  (await readData(location)).forSeed(seed),
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

interface Bench {
  readonly engine: Engine;
  readonly trainers: Trainers;
}

async function train({ experiment: { config }, seed, location }: Work, { engine, trainers }: Bench) {
  const trainer = trainers[config.family]!;
  const data = await readSplit({ location, seed });
  const parsed = trainer.schema.parse(config);
  const { train: trainRun } = await trainer.load(parsed);
  const onProgress = progressTeller();
  return forbidChance(() => trainRun({ engine, config: parsed, data, seed, onProgress }));
}

async function main(engineName: EngineName, trainersModule: string): Promise<void> {
  const { engine } = await openEngine(engineName);
  await engine.activate();
  const { trainers } = await import(trainersModule);
  process.on('message', async ({ run }: TrainRequest) => {
    try {
      tell({ type: 'finished', run: await train(run, { engine, trainers }) });
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

process.on('SIGHUP', () => {}); // whether a terminal that is gone ends a build, the build decides
process.on('disconnect', () => process.exit());
main(process.argv[2] as EngineName, process.argv[3]!).catch((error) => tell(failure(error)));
