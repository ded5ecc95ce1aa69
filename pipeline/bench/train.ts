import { loadLayersModel, loadLowLevelModel } from '../../experiments/models.ts';
import { loadDataSet } from '../data/load.ts';
import { openEngine } from '../engine/choose.ts';
import type { DataSet, Split } from '../model/data-set.ts';
import { sliceData } from '../training/full-batch/slices.ts';
import { trainLowLevel } from '../training/full-batch/train.ts';
import { trainLayers } from '../training/mini-batch/train.ts';
import type { SampleCounts, TrainingJob } from './job.ts';
import type { Pace } from './pace.ts';

/** More than any race asks for. */
const ENDLESS = Number.MAX_SAFE_INTEGER;

/** Trains as a worker of the build does, for as long as the race goes on. An iteration is one update. */
export async function train(job: TrainingJob, pace: Pace): Promise<void> {
  const { config } = job;
  const { engine } = await openEngine(job.engine);
  await engine.activate();
  const data = resize(await loadDataSet(job.data), job.samples);
  const common = { engine, seed: 1, onProgress: () => pace.iterationEnded() };
  if (config.family === 'low-level') {
    const model = await loadLowLevelModel(config.model);
    const sliced = sliceData(data, null);
    await pace.start();
    await trainLowLevel({ ...common, model, config: { ...config, iterations: ENDLESS }, data: sliced });
  } else {
    const build = await loadLayersModel(config.model);
    await pace.start();
    await trainLayers({ ...common, build, config: { ...config, epochs: ENDLESS, samples: null }, data });
  }
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
