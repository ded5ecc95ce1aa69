import { randomStream } from '../../pipeline/base/random.ts';
import type { DataSet, Split } from '../../pipeline/model/data-set.ts';
import type { Change } from '../../pipeline/model/experiment.ts';
import { layersBased } from '../../pipeline/training/mini-batch/config.ts';
import { samplesSeen } from '../../pipeline/training/mini-batch/trainer.ts';

/** Mistakes in the data that a run sees. */

function firstOf({ images, labels, samples }: Split, count: number): Split {
  const pixels = images.length / samples;
  return { images: images.subarray(0, count * pixels), labels: labels.subarray(0, count), samples: count };
}

const without = (split: Split, share: number) =>
  firstOf(split, split.samples - Math.round(share * split.samples));

/** Leaves the last so large a share of the training images out. */
export const dropTraining =
  (share: number) =>
  (data: DataSet): DataSet => ({ ...data, train: without(data.train, share) });

export const dropTest =
  (share: number) =>
  (data: DataSet): DataSet => ({ ...data, test: without(data.test, share) });

/** Gives so large a share of the training images the next class's label. */
export const mislabel =
  (share: number): NonNullable<Change['data']> =>
  (data, { seed }) => {
    const { labels, samples } = data.train;
    const wrong = randomStream(`mislabel/${seed}`)
      .permutation(samples)
      .subarray(0, Math.round(share * samples));
    const changed = Uint8Array.from(labels);
    for (const index of wrong) changed[index] = (labels[index]! + 1) % data.record.classNames.length;
    return { ...data, train: { ...data.train, labels: changed } };
  };

/** Puts the training images where the first epoch's permutation reads them in the order of the file. */
export const unshuffle: NonNullable<Change['data']> = (data, { config, seed }) => {
  const { images, labels, samples } = data.train;
  const layers = layersBased(config);
  const { train: count } = samplesSeen(layers, { train: samples, test: data.test.samples });
  const order = randomStream(`${layers.stream}/${seed}`).fork('shuffle').permutation(count);
  const pixels = images.length / samples;
  const moved = { ...data.train, images: Uint8Array.from(images), labels: Uint8Array.from(labels) };
  for (const [index, place] of order.entries()) {
    moved.images.set(images.subarray(index * pixels, (index + 1) * pixels), place * pixels);
    moved.labels[place] = labels[index]!;
  }
  return { ...data, train: moved };
};
