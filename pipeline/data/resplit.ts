import { join } from 'node:path';
import { randomStream } from '../base/random.ts';
import type { DataSetLocation, DataSource, SplitFile } from '../model/data-set.ts';
import { mismatch } from './digest.ts';
import { type IdxArray, readImages, readLabels, writeIdx } from './idx.ts';
import { findMade, keepMade } from './made-set.ts';
import { readPublished } from './published-file.ts';
import { fileName } from './split-files.ts';
import { storedGzip } from './stored-gzip.ts';

/**
 * What stands in for a published set whose training images cannot be had: its test images, divided anew. Made
 * from the first folder that holds the verified test files and kept in the cache folder; null if the set has no
 * re-split or no folder has its test files. Throws UserError if a file cannot be read or the cache not written.
 */
export async function locateResplit(
  set: DataSource,
  { folders, cacheDir }: { readonly folders: readonly string[]; readonly cacheDir: string },
): Promise<DataSetLocation | null> {
  const { resplit } = set;
  if (!resplit) return null;
  const made = { source: set, set: resplit, cacheDir };
  const kept = await findMade(made);
  if (kept) return kept;
  for (const folder of folders) {
    const images = await readFingerprinted(folder, 't10k-images', set);
    const labels = await readFingerprinted(folder, 't10k-labels', set);
    if (images && labels) return keepMade(made, resplitFiles(set, images, labels));
  }
  return null;
}

async function readFingerprinted(folder: string, file: SplitFile, set: DataSource): Promise<Buffer | null> {
  const bytes = await readPublished(join(folder, fileName(file, 'real')));
  return bytes && mismatch(bytes, set.fingerprints[file]) === null ? bytes : null;
}

/**
 * Shuffles images, each with its label, and takes the first `sizes.train` to train on and the rest to test: every
 * image is in exactly one of the two. The permutation is named by the set alone, so it is always the same.
 */
export function resplitFiles(
  { resplit, classNames }: DataSource,
  imageBytes: Uint8Array,
  labelBytes: Uint8Array,
): Map<SplitFile, Uint8Array> {
  const { name, sizes } = resplit!;
  const images = readImages(imageBytes, fileName('t10k-images', 'real'));
  const labels = readLabels(labelBytes, classNames.length, fileName('t10k-labels', 'real'));
  const order = randomStream('resplit').fork(name).permutation(labels.length);
  const [train, test] = [order.subarray(0, sizes.train), order.subarray(sizes.train)];
  const labelArray = { dimensions: [labels.length], values: labels };
  return new Map([
    ['train-images', storedGzip(writeIdx(chosen(images, train)))],
    ['train-labels', storedGzip(writeIdx(chosen(labelArray, train)))],
    ['t10k-images', storedGzip(writeIdx(chosen(images, test)))],
    ['t10k-labels', storedGzip(writeIdx(chosen(labelArray, test)))],
  ]);
}

/** The samples with these numbers, in this order. */
function chosen({ dimensions: [samples = 0, ...rest], values }: IdxArray, order: Uint32Array): IdxArray {
  const size = values.length / samples;
  const result = new Uint8Array(order.length * size);
  order.forEach((sample, place) => {
    result.set(values.subarray(sample * size, (sample + 1) * size), place * size);
  });
  return { dimensions: [order.length, ...rest], values: result };
}
