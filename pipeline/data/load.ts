import { join } from 'node:path';
import type { DataSet, DataSetLocation, Split, SplitFile } from '../model/data-set.ts';
import { verify } from './digest.ts';
import { readIfPresent } from './files.ts';
import { readImages, readLabels } from './idx.ts';
import { invalidDataFile } from './invalid.ts';
import { fileName } from './split-files.ts';

/** Samples in file order: `from` is the first, `to` the first that is not taken. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Reads a located data set, verified once more. Throws UserError for files that changed or are damaged. */
export async function loadDataSet(location: DataSetLocation): Promise<DataSet> {
  const [train, test] = await Promise.all([loadSplit(location, 'train'), loadSplit(location, 't10k')]);
  if (train.rows !== test.rows || train.columns !== test.columns) {
    const size = `${test.rows} x ${test.columns} images, but train has ${train.rows} x ${train.columns}`;
    throw invalidDataFile(fileName('t10k-images', location.record.kind), size);
  }
  const { rows, columns } = train;
  return { record: location.record, rows, columns, train: train.split, test: test.split };
}

async function loadSplit(location: DataSetLocation, prefix: 'train' | 't10k') {
  const imagesName = fileName(`${prefix}-images`, location.record.kind);
  const labelsName = fileName(`${prefix}-labels`, location.record.kind);
  const images = readImages(await readVerified(location, `${prefix}-images`), imagesName);
  const classes = location.record.classNames.length;
  const labels = readLabels(await readVerified(location, `${prefix}-labels`), classes, labelsName);
  const [samples = 0, rows = 0, columns = 0] = images.dimensions;
  if (labels.length !== samples) {
    throw invalidDataFile(labelsName, `${labels.length} labels for ${samples} images`);
  }
  const split: Split = { images: images.values, labels, samples };
  return { split, rows, columns };
}

async function readVerified({ folder, record }: DataSetLocation, file: SplitFile): Promise<Buffer> {
  const name = fileName(file, record.kind);
  const bytes = await readIfPresent(join(folder, name));
  if (!bytes) throw invalidDataFile(name, 'is no longer there');
  verify(bytes, { sha256: record.digests[name] ?? '' }, name);
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
