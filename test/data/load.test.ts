import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../pipeline/base/errors.ts';
import { sha256 } from '../../pipeline/data/digest.ts';
import { classCount, features, loadDataSet, oneHot } from '../../pipeline/data/load.ts';
import { locateDataSet } from '../../pipeline/data/locate.ts';
import type { Split, SplitFile } from '../../pipeline/model/data-set.ts';
import { IMAGES, LABELS, TINY_SET, temporaryFolder, writeTinySet } from './tiny.ts';

/** Locates a tiny set that is right by its digests, whatever its files hold. */
async function locateTiny(changes: Partial<Record<SplitFile, Uint8Array>>) {
  const folder = temporaryFolder();
  writeTinySet(folder, changes);
  const digests = Object.entries(changes).map(([file, bytes]) => [file, { sha256: sha256(bytes) }]);
  const fingerprints = { ...TINY_SET.fingerprints, ...Object.fromEntries(digests) };
  const options = { preference: 'real', dataDir: folder, cacheDir: folder, log: () => {} } as const;
  const location = await locateDataSet({ ...TINY_SET, fingerprints }, options);
  return { folder, location };
}

describe('loadDataSet', () => {
  test('reads both splits in file order', async () => {
    const { location } = await locateTiny({});
    const { rows, columns, train, record } = await loadDataSet(location);
    expect({ rows, columns, samples: train.samples }).toEqual({ rows: 2, columns: 3, samples: 2 });
    expect([...train.images]).toEqual([...IMAGES.subarray(16)]);
    expect([...train.labels]).toEqual([9, 0]);
    expect(record).toBe(location.record);
  });

  test('refuses as many labels as images are not', async () => {
    const threeLabels = gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 9, 0, 1));
    const { location } = await locateTiny({ 't10k-labels': threeLabels });
    await expect(loadDataSet(location)).rejects.toThrow(
      'invalid data file: t10k-labels-idx1-ubyte.gz: 3 labels for 2 images; replace it',
    );
  });

  test('refuses a label beyond the class names', async () => {
    const { location } = await locateTiny({ 'train-labels': gzipSync(LABELS.with(8, 10)) });
    await expect(loadDataSet(location)).rejects.toThrow('label 0 is 10, which is not one of 10 classes');
  });

  test('refuses test images of another size than the training images', async () => {
    const turned = gzipSync(IMAGES.with(11, 3).with(15, 2));
    const { location } = await locateTiny({ 't10k-images': turned });
    await expect(loadDataSet(location)).rejects.toThrow('3 x 2 images, but train has 2 x 3');
  });

  test('notices a file that changed since it was located', async () => {
    const { folder, location } = await locateTiny({});
    writeTinySet(folder, { 'train-labels': gzipSync(LABELS.with(8, 1)) });
    await expect(loadDataSet(location)).rejects.toThrow(UserError);
    await expect(loadDataSet(location)).rejects.toThrow(/train-labels-idx1-ubyte\.gz: sha256 is/);
  });
});

/** Three samples of two pixels. */
const SPLIT: Split = {
  images: Uint8Array.of(0, 255, 51, 102, 153, 204),
  labels: Uint8Array.of(2, 0, 1),
  samples: 3,
};

describe('features', () => {
  test('puts features into rows, samples into columns, and scales by 255', () => {
    const expected = [0 / 255, 51 / 255, 153 / 255, 255 / 255, 102 / 255, 204 / 255];
    expect(features(SPLIT, { from: 0, to: 3 })).toEqual(Float32Array.from(expected));
    expect(features(SPLIT, { from: 1, to: 2 })).toEqual(Float32Array.from([51 / 255, 102 / 255]));
    expect(features(SPLIT, { from: 3, to: 3 })).toHaveLength(0);
  });

  test('agrees with a plain transposition across block edges', () => {
    const [samples, pixels, from, to] = [101, 7, 3, 98];
    const images = Uint8Array.from({ length: samples * pixels }, (_, i) => (i * 37) % 256);
    const result = features({ images, labels: new Uint8Array(samples), samples }, { from, to });
    for (let sample = from; sample < to; sample++) {
      for (let pixel = 0; pixel < pixels; pixel++) {
        const expected = Math.fround(images[sample * pixels + pixel]! / 255);
        expect(result[pixel * (to - from) + sample - from]).toBe(expected);
      }
    }
  });

  test('refuses a range outside the split', () => {
    for (const [from, to] of [
      [-1, 2],
      [2, 1],
      [0, 4],
      [0.5, 2],
      [0, Number.NaN],
    ] as const) {
      expect(() => features(SPLIT, { from, to })).toThrow(RangeError);
    }
  });
});

describe('oneHot', () => {
  test('has a single 1 in each column, in the row of the label', () => {
    expect([...oneHot(SPLIT, { from: 0, to: 3 }, 3)]).toEqual([0, 1, 0, 0, 0, 1, 1, 0, 0]);
    expect([...oneHot(SPLIT, { from: 2, to: 3 }, 3)]).toEqual([0, 1, 0]);
  });

  test('refuses a label without a row', () => {
    expect(() => oneHot(SPLIT, { from: 0, to: 3 }, 2)).toThrow('label 2 is not one of 2 classes');
  });
});

test('counts classes from the largest label', () => {
  expect(classCount(SPLIT)).toBe(2 + 1);
});
