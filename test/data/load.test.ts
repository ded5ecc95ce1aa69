import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../pipeline/base/errors.ts';
import { sha256 } from '../../pipeline/data/digest.ts';
import { classCount, features, loadDataSet, oneHot, pixelRows } from '../../pipeline/data/load.ts';
import { realRecord } from '../../pipeline/data/records.ts';
import type { DataSetLocation, Split } from '../../pipeline/model/data-set.ts';
import { IDX_CONTENTS, IDX_SOURCE, IMAGES, LABELS } from './idx-source.ts';
import { CLEANED, TREE_SOURCE, temporaryFolder, writeFiles } from './tree.ts';

/** The tiny set where it was prepared, right by its digests whatever its files hold. */
function prepared(changes: Readonly<Record<string, Uint8Array>> = {}): DataSetLocation {
  const files = { ...IDX_CONTENTS, ...changes };
  const digests = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)]));
  const folder = writeFiles(temporaryFolder(), files);
  return { folder, record: { ...realRecord(IDX_SOURCE), digests } };
}

describe('loadDataSet', () => {
  test('reads both splits in file order, the same for every seed', async () => {
    const location = prepared();
    const { forSeed } = await loadDataSet(location);
    const { rows, columns, train, record } = forSeed(1);
    expect({ rows, columns, samples: train.samples }).toEqual({ rows: 2, columns: 3, samples: 2 });
    expect([...train.images]).toEqual([...IMAGES.subarray(16)]);
    expect([...train.labels]).toEqual([9, 0]);
    expect(record).toBe(location.record);
    expect(forSeed(2)).toBe(forSeed(1));
  });

  test('splits a cleaned tree anew for each seed', async () => {
    const files = { 'images-idx3-ubyte': CLEANED.images, 'labels-idx1-ubyte': CLEANED.labels };
    const location = { folder: writeFiles(temporaryFolder(), files), record: realRecord(TREE_SOURCE) };
    const { forSeed } = await loadDataSet(location);
    const splits = Array.from({ length: 20 }, (_, i) => forSeed(i + 1));
    for (const { train, test: held, rows, columns } of splits) {
      expect([train.samples, held.samples, rows, columns]).toEqual([2, 2, 2, 3]);
      // Images are told by their first and last pixels; each is there once, with its label.
      const all = [train, held].flatMap(({ images, labels }) =>
        Array.from(labels, (label, i) => [label, images[6 * i], images[6 * i + 5]].join()),
      );
      expect(all.sort()).toEqual(['0,1,6', '0,10,60', '1,0,255', '1,255,0']);
    }
    expect(new Set(splits.map(({ train }) => train.images.join())).size).toBeGreaterThan(1);
    expect(forSeed(3)).toEqual(splits[2]);
  });

  test.each<[string, Record<string, Uint8Array>, string]>([
    [
      'as many labels as images are not',
      { 't10k-labels-idx1-ubyte': Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 9, 0, 1) },
      't10k-labels-idx1-ubyte: 3 labels for 2 images; replace it',
    ],
    [
      'a label beyond the class names',
      { 'train-labels-idx1-ubyte': LABELS.with(8, 10) },
      'label 0 is 10, which is not one of 10 classes',
    ],
    [
      'images of another size than its source states',
      { 't10k-images-idx3-ubyte': IMAGES.with(11, 3).with(15, 2) },
      't10k-images-idx3-ubyte: holds 2 x 3 x 2 pixels, expected 2 x 2 x 3',
    ],
  ])('refuses %s', async (_, changes, problem) => {
    await expect(loadDataSet(prepared(changes))).rejects.toThrow(`${problem}`);
  });

  test('notices a file that changed since it was located', async () => {
    const location = prepared();
    writeFileSync(join(location.folder, 'train-labels-idx1-ubyte'), LABELS.with(8, 1));
    await expect(loadDataSet(location)).rejects.toThrow(UserError);
    await expect(loadDataSet(location)).rejects.toThrow(/train-labels-idx1-ubyte: sha256 of/);
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

  test('as rows of pixels, keeps samples as rows', () => {
    expect(pixelRows(SPLIT, { from: 1, to: 3 })).toEqual(
      Float32Array.of(51 / 255, 102 / 255, 153 / 255, 204 / 255),
    );
    expect(() => pixelRows(SPLIT, { from: 0, to: 4 })).toThrow(RangeError);
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
