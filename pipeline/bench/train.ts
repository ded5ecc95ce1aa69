import { loadDataSet } from '../data/load.ts';
import { openEngine } from '../engine/choose.ts';
import type { SampleCounts } from '../model/benchmark.ts';
import type { DataSet, Split } from '../model/data-set.ts';
import type { Trainers } from '../model/trainer.ts';
import type { Pace, TrainingJob } from './pace.ts';

/** Every race is run with the same. */
const SEED = 1;

/** Trains as a process of the build does, for as long as the race goes on. An iteration is one update. */
export async function train(job: TrainingJob, pace: Pace): Promise<void> {
  const { engine } = await openEngine(job.engine);
  await engine.activate();
  const { trainers }: { trainers: Trainers } = await import(job.trainersModule);
  const { train: trainRun } = await trainers[job.config.family]!.load(job.config);
  const data = resize((await loadDataSet(job.data)).forSeed(SEED), job.samples);
  await pace.start();
  await trainRun({ engine, config: job.config, data, seed: SEED, onProgress: () => pace.iterationEnded() });
}

/** The data set with as many samples as asked for; when they run out, the first ones come again. */
export function resize(data: DataSet, samples: SampleCounts): DataSet {
  return {
    ...data,
    train: resizeSplit(data.train, samples.train),
    test: resizeSplit(data.test, samples.test),
  };
}

function resizeSplit({ images, labels, samples: available }: Split, samples: number): Split {
  const pixels = images.length / available;
  const resized = { images: new Uint8Array(samples * pixels), labels: new Uint8Array(samples), samples };
  for (let from = 0; from < samples; from += available) {
    const count = Math.min(available, samples - from);
    resized.images.set(images.subarray(0, count * pixels), from * pixels);
    resized.labels.set(labels.subarray(0, count), from);
  }
  return resized;
}
