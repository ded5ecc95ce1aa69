import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type MadeSet } from '../../pipeline/model/data-set.ts';
// FIXME ['EMBEDDED']
import { sha256 } from '../../pipeline/data/digest.ts';
import { type Draw, keepDrawn, locateEmbedded } from '../../pipeline/data/embedded.ts';
import { loadDataSet } from '../../pipeline/data/load.ts';
import { SPLIT_FILES } from '../../pipeline/model/data-set.ts';
import type { DataSet, Split } from '../../pipeline/model/data-set.ts';
import { IMAGES, LABELS, temporaryFolder } from './tiny.ts';

/** "Draws" two images of 2 x 2 pixels. */
const draw: Draw = () => ({
  side: 2,
  images: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  labels: Uint8Array.of(9, 0),
});
const IMAGES_2X2 = Uint8Array.of(...[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2], 1, 2, 3, 4, 5, 6, 7, 8);
const TINY_EMBEDDED: MadeSet = {
  ...EMBEDDED['fashion-mnist'],
  sizes: { train: 2, test: 2 },
  digests: {
    'train-images': sha256(IMAGES_2X2),
    'train-labels': sha256(LABELS),
    't10k-images': sha256(IMAGES_2X2),
    't10k-labels': sha256(LABELS),
  },
};

describe('a drawn set', () => {
  const silently = (cacheDir: string) => ({ cacheDir, log: () => {} });

  test('is written as plain IDX, once', async () => {
    const lines: string[] = [];
    const place = { cacheDir: temporaryFolder(), log: (line: string) => void lines.push(line) };
    const { folder, record } = await keepDrawn(TINY_EMBEDDED, draw, place);
    expect(new Uint8Array(readFileSync(join(folder, 'train-images-idx3-ubyte')))).toEqual(IMAGES_2X2);
    expect(new Uint8Array(readFileSync(join(folder, 't10k-labels-idx1-ubyte')))).toEqual(LABELS);
    expect(record.digests['train-images-idx3-ubyte']).toBe(sha256(IMAGES_2X2));
    await keepDrawn(TINY_EMBEDDED, draw, place);
    expect(lines).toEqual(['fashion-embedded: drawing 2 + 2 images']);
  });

  test('may be drawn by several builds at once', async () => {
    const place = silently(temporaryFolder());
    const builds = Array.from({ length: 8 }, () => keepDrawn(TINY_EMBEDDED, draw, place));
    const locations = await Promise.all(builds);
    expect(new Set(locations.map(({ folder }) => folder)).size).toBe(1);
    expect(readdirSync(locations[0]!.folder).sort()).toEqual([
      't10k-images-idx3-ubyte',
      't10k-labels-idx1-ubyte',
      'train-images-idx3-ubyte',
      'train-labels-idx1-ubyte',
    ]);
    expect([...(await loadDataSet(locations[0]!)).train.labels]).toEqual([9, 0]);
  });

  test('is repaired when a file of it is damaged', async () => {
    const place = silently(temporaryFolder());
    const { folder } = await keepDrawn(TINY_EMBEDDED, draw, place);
    writeFileSync(join(folder, 'train-images-idx3-ubyte'), IMAGES);
    await keepDrawn(TINY_EMBEDDED, draw, place);
    expect(new Uint8Array(readFileSync(join(folder, 'train-images-idx3-ubyte')))).toEqual(IMAGES_2X2);
  });

  test('is refused when the generator gives other bytes than are pinned', async () => {
    const place = silently(temporaryFolder());
    const other: Draw = () => ({ ...draw('train', 2), labels: Uint8Array.of(9, 1) });
    await expect(keepDrawn(TINY_EMBEDDED, other, place)).rejects.toThrow(
      /train-labels was made with sha256 \w{64}, the catalogue pins/,
    );
    expect(readdirSync(place.cacheDir, { recursive: true })).toEqual(['locks']);
  });
});

describe.each([
  ['fashion-mnist', ['217d732be4611478', '39b3f61d0723b56d', 'b3d350d9073ae596', '31c0e2995af9a1cc']],
  ['notmnist', ['f16cef5fc69309c7', 'eeca213a1d630e27', '3b10ddddac396f89', '92584388faac9240']],
] as const)('the embedded form of %s', (subject, digests) => {
  let dataSet: DataSet;
  beforeAll(async () => {
    const place = { cacheDir: temporaryFolder(), log: () => {} };
    dataSet = await loadDataSet(await locateEmbedded(subject, place));
  });

  test('has the digests that it had when its bands were derived', () => {
    expect(SPLIT_FILES.map((file) => EMBEDDED[subject].digests[file].slice(0, 16))).toEqual(digests);
  });

  test('has 2,500 and 500 images of 28 x 28, as many of each class', () => {
    const { rows, columns, train, test } = dataSet;
    expect({ rows, columns }).toEqual({ rows: 28, columns: 28 });
    for (const [{ labels, samples }, each] of [
      [train, 250],
      [test, 50],
    ] as const) {
      const counts = new Array(10).fill(0);
      for (const label of labels) counts[label]++;
      expect(counts).toEqual(new Array(10).fill(each));
      expect(samples).toBe(10 * each);
    }
  });

  test('comes in a shuffled order', () => {
    const { labels } = dataSet.train;
    const repeated = labels.filter((label, i) => label === labels[i + 1]).length;
    // A tenth of neighbours agree by chance: 250, with a standard deviation of about 15.
    expect(Math.abs(repeated - 250)).toBeLessThan(5 * 15);
  });

  test('shares no image between train and test', () => {
    const image = ({ images }: { images: Uint8Array }, i: number) =>
      Buffer.from(images.subarray(784 * i, 784 * (i + 1))).toString('latin1');
    const seen = new Set(Array.from({ length: 2500 }, (_, i) => image(dataSet.train, i)));
    expect(seen.size).toBe(2500);
    const shared = Array.from({ length: 500 }, (_, i) => image(dataSet.test, i)).filter((it) => seen.has(it));
    expect(shared).toHaveLength(0);
  });

  test('can be told apart by the nearest mean image far better than by chance, but far from always', () => {
    const means = classMeans(dataSet.train);
    const { images, labels } = dataSet.test;
    const hits = labels.filter(
      (label, i) => nearest(means, images.subarray(784 * i, 784 * (i + 1))) === label,
    );
    expect(hits.length / labels.length).toBeGreaterThan(0.5);
    expect(hits.length / labels.length).toBeLessThan(0.85);
  });
});

/** The mean image of each class. */
function classMeans({ images, labels }: Split): Float64Array[] {
  const means = Array.from({ length: 10 }, () => new Float64Array(784));
  const each = labels.length / 10;
  labels.forEach((label, i) => {
    for (let pixel = 0; pixel < 784; pixel++) means[label]![pixel]! += images[784 * i + pixel]! / each;
  });
  return means;
}

/** The class whose mean image is the least squared distance away. */
function nearest(means: readonly Float64Array[], image: Uint8Array): number {
  const distances = means.map((mean) => mean.reduce((sum, value, i) => sum + (value - image[i]!) ** 2, 0));
  return distances.indexOf(Math.min(...distances));
}
