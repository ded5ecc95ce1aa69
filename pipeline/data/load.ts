import { join } from 'node:path';
import type { DataSet, DataSetLocation, Split } from '../model/data-set.ts';
import { verify } from './digest.ts';
import { invalidDataFile, readIfPresent } from './files.ts';
import { readImages, readLabels } from './idx.ts';
import { idxName, POOL_FILES } from './records.ts';
import { splitForSeed } from './seeded-split.ts';

/** Samples in file order: `from` is the first, `to` the first that is not taken. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A data set in memory. */
export interface LoadedData {
  /** What runs with this seed see: the same for every seed, unless the set is split anew for each. */
  forSeed(seed: number): DataSet;
}

/** Reads a located data set, verified once more. Throws UserError for files that changed or are damaged. */
export async function loadDataSet(location: DataSetLocation): Promise<LoadedData> {
  const { record } = location;
  const { name, rows, columns, sizes } = record;
  if (record.splitBySeed) {
    const all = await loadImages(location, { ...POOL_FILES, samples: sizes.train + sizes.test });
    const split = (seed: number) => splitForSeed(all, { name, seed, train: sizes.train });
    return { forSeed: (seed) => ({ record, rows, columns, ...split(seed) }) };
  }
  const [train, test] = await Promise.all([
    loadImages(location, { ...filesOf('train'), samples: sizes.train }),
    loadImages(location, { ...filesOf('t10k'), samples: sizes.test }),
  ]);
  const dataSet: DataSet = { record, rows, columns, train, test };
  return { forSeed: () => dataSet };
}

const filesOf = (prefix: 'train' | 't10k') => ({
  images: idxName(`${prefix}-images`),
  labels: idxName(`${prefix}-labels`),
});

/** Images and their labels, as many and as large as the record says. */
async function loadImages(
  location: DataSetLocation,
  files: { readonly images: string; readonly labels: string; readonly samples: number },
): Promise<Split> {
  const { rows, columns, classNames } = location.record;
  const { dimensions, values } = readImages(await readVerified(location, files.images), files.images);
  const labels = readLabels(await readVerified(location, files.labels), classNames.length, files.labels);
  const [found, expected] = [dimensions.join(' x '), [files.samples, rows, columns].join(' x ')];
  if (found !== expected) throw invalidDataFile(files.images, `holds ${found} pixels, expected ${expected}`);
  if (labels.length !== files.samples) {
    throw invalidDataFile(files.labels, `${labels.length} labels for ${files.samples} images`);
  }
  return { images: values, labels, samples: files.samples };
}

async function readVerified({ folder, record }: DataSetLocation, name: string): Promise<Buffer> {
  const bytes = await readIfPresent(join(folder, name));
  if (!bytes) throw invalidDataFile(name, 'is no longer there');
  verify(bytes, record.digests[name] ?? '', name);
  return bytes;
}

/** Number of classes, read off the labels: one more than the largest. labels: [samples]. */
export function classCount({ labels }: Split): number {
  return 1 + labels.reduce((largest, label) => Math.max(largest, label), -1);
}

/** Samples whose features are written together: their bytes stay in cache while each row is filled in runs. */
const BLOCK_SAMPLES = 32;
/** A pixel's byte, scaled to [0, 1]. */
const SCALED = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** Pixels scaled to [0, 1], features as rows and samples as columns. -> [rows * columns, to - from], row-major. */
export function features(split: Split, { from, to }: Range): Float32Array {
  checkRange(split, from, to);
  const { images } = split;
  const pixels = images.length / split.samples;
  const samples = to - from;
  const result = new Float32Array(pixels * samples);
  for (let start = 0; start < samples; start += BLOCK_SAMPLES) {
    const end = Math.min(samples, start + BLOCK_SAMPLES);
    for (let pixel = 0; pixel < pixels; pixel++) {
      const row = pixel * samples;
      for (let sample = start; sample < end; sample++) {
        result[row + sample] = SCALED[images[(from + sample) * pixels + pixel]!]!;
      }
    }
  }
  return result;
}

/** Pixels scaled to [0, 1], samples as rows. -> [to - from, rows * columns], row-major. */
export function pixelRows(split: Split, { from, to }: Range): Float32Array {
  checkRange(split, from, to);
  const pixels = split.images.length / split.samples;
  const first = from * pixels;
  const result = new Float32Array((to - from) * pixels);
  for (let at = 0; at < result.length; at++) result[at] = SCALED[split.images[first + at]!]!;
  return result;
}

/** Labels as columns with a single 1. -> [classes, to - from], row-major. */
export function oneHot(split: Split, { from, to }: Range, classes: number): Float32Array {
  checkRange(split, from, to);
  const samples = to - from;
  const result = new Float32Array(classes * samples);
  for (let sample = 0; sample < samples; sample++) {
    const label = split.labels[from + sample]!;
    if (label >= classes) throw new RangeError(`label ${label} is not one of ${classes} classes`);
    result[label * samples + sample] = 1;
  }
  return result;
}

function checkRange({ samples }: Split, from: number, to: number): void {
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= samples)) {
    throw new RangeError(`invalid range of samples: ${from} to ${to} of ${samples}`);
  }
}
