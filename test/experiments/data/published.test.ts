import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fashionMnist } from '../../../experiments/data/fashion-mnist.ts';
import { notmnist } from '../../../experiments/data/notmnist.ts';
import { sha256 } from '../../../pipeline/data/digest.ts';
import { features, loadDataSet } from '../../../pipeline/data/load.ts';
import { locateDataSet } from '../../../pipeline/data/locate.ts';
import { keepMade } from '../../../pipeline/data/made-set.ts';
import { resplitFiles } from '../../../pipeline/data/resplit.ts';
import { SPLIT_FILES } from '../../../pipeline/model/data-set.ts';
import { temporaryFolder } from '../../data/tiny.ts';

const dataDir = process.env.REPORT_DATA_DIR;

describe.runIf(dataDir !== undefined)("the publisher's Fashion-MNIST", () => {
  test('is verified, read and transposed in little time', async () => {
    const options = { preference: 'real', dataDir, cacheDir: temporaryFolder(), log: () => {} } as const;
    const location = await locateDataSet(fashionMnist, options);
    const { train, test: held, rows, columns } = await loadDataSet(location);
    expect([rows, columns, train.samples, held.samples]).toEqual([28, 28, 60_000, 10_000]);
    expect(location.record.sizes).toEqual({ train: 60_000, test: 10_000 });
    // The first labels as the publisher's own reader shows them: an ankle boot, two T-shirts, a dress.
    expect([...train.labels.subarray(0, 4)]).toEqual([9, 0, 0, 3]);
    const matrix = features(train, { from: 0, to: 60_000 });
    const mean = matrix.reduce((total, value) => total + value, 0) / matrix.length;
    // Xiao, Rasul and Vollgraf's training images have a mean brightness of 0.2860.
    expect(mean).toBeCloseTo(0.286, 4);
  });
});

describe.runIf(dataDir !== undefined)("the re-split of the publisher's notMNIST", () => {
  const testImages = join(dataDir ?? '', 'notmnist', 't10k-images-idx3-ubyte.gz');
  const testLabels = join(dataDir ?? '', 'notmnist', 't10k-labels-idx1-ubyte.gz');
  const keys = (images: Uint8Array, labels: Uint8Array) =>
    Array.from(labels, (label, i) => `${label} ${sha256(images.subarray(784 * i, 784 * (i + 1)))}`);

  test('holds each test image with its label exactly once', async () => {
    const files = resplitFiles(notmnist, readFileSync(testImages), readFileSync(testLabels));
    const location = await keepMade(
      { source: notmnist, set: notmnist.resplit!, cacheDir: temporaryFolder() },
      files,
    );
    const { train, test: held, record } = await loadDataSet(location);
    expect(record.name).toBe('notmnist-10k');
    expect([train.samples, held.samples]).toEqual([8_000, 2_000]);
    const images = gunzipSync(readFileSync(testImages)).subarray(16);
    const labels = gunzipSync(readFileSync(testLabels)).subarray(8);
    const divided = [...keys(train.images, train.labels), ...keys(held.images, held.labels)];
    expect(divided.sort()).toEqual(keys(images, labels).sort());
    // White on black: their mean brightness as numpy has it.
    const mean = images.reduce((total, value) => total + value, 0) / images.length / 255;
    expect(mean).toBeCloseTo(0.426624, 6);
    const counts = new Array(10).fill(0);
    for (const label of held.labels) counts[label]++;
    // A fifth of 1,000 of each letter, drawn without replacement: a standard deviation of 12.
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(5 * 12);
  });
});

test('the re-split has the digests that it had when its bands were derived', () => {
  const { digests } = notmnist.resplit!;
  expect(SPLIT_FILES.map((file) => digests[file].slice(0, 16))).toEqual([
    'be379ff1731c5c55',
    '7486fa2694c8484b',
    '3ce9140a268e3abf',
    '7f9be5b626470a16',
  ]);
});
