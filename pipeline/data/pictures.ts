import { bitsFor, packBits } from '../base/packing.ts';
import type { DataSet, Split } from '../model/data-set.ts';
import type { ShownDataSet } from '../model/results.ts';
import type { LoadedData } from './load.ts';

const PER_CLASS = 10;
/** Between two images, in pixels. */
const GAP = 1;
const GROUND = 128;

/** Of a whole contact sheet, in pixels of the images themselves. */
export const sheetSize = (
  { rows, columns, classNames }: Pick<DataSet['record'], 'rows' | 'columns' | 'classNames'>,
  perClass = PER_CLASS,
) => ({
  width: perClass * (columns + GAP) - GAP,
  height: classNames.length * (rows + GAP) - GAP,
  perClass,
});

/**
 * The first `perClass` images of each class that seed 1's runs train on, pixel by pixel as the data have them: a row
 * for each class, in the order of the class names. A place stays empty where a class has fewer. -> a grey PNG in
 * base64, the same on every machine.
 */
export async function contactSheet(
  { train, rows, columns, record }: DataSet,
  perClass = PER_CLASS,
): Promise<string> {
  const { encode } = await import('fast-png'); // not wherever pictures are spoken of
  const { width, height } = sheetSize(record, perClass);
  const data = new Uint8Array(width * height).fill(GROUND);
  const placed = record.classNames.map(() => 0);
  train.labels.forEach((label, image) => {
    if (placed[label] === perClass) return;
    const corner = label * (rows + GAP) * width + placed[label]! * (columns + GAP);
    placed[label]! += 1;
    for (let row = 0; row < rows; row++) {
      const from = (image * rows + row) * columns;
      data.set(train.images.subarray(from, from + columns), corner + row * width);
    }
  });
  return Buffer.from(encode({ width, height, data, depth: 8, channels: 1 })).toString('base64');
}

/** What `testLabels` has the labels under that are the same for all seeds. */
export const EVERY_SEED = 'every';

/** The classes of the test images, packed, under each seed that has a split of its own, or once for all seeds. */
export function testLabels({ forSeed }: LoadedData, seeds: readonly number[]): ShownDataSet['testLabels'] {
  const labelsOf = (seed: number) => {
    const { record, test } = forSeed(seed);
    return packBits(test.labels, bitsFor(record.classNames.length));
  };
  const { splitBySeed } = forSeed(seeds[0]!).record;
  if (!splitBySeed) return { [EVERY_SEED]: labelsOf(seeds[0]!) };
  return Object.fromEntries(seeds.map((seed) => [seed, labelsOf(seed)]));
}

/** The pixels of these images, in base64, by their places in the split. */
export function pixelsOf({ images, samples }: Split, places: readonly number[]): Record<string, string> {
  const size = images.length / samples;
  return Object.fromEntries(
    places.map((place) => [
      place,
      Buffer.from(images.subarray(place * size, (place + 1) * size)).toString('base64'),
    ]),
  );
}
