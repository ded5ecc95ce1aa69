import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { dataSources } from '../../../experiments/data/index.ts';
import { loadDataSet } from '../../../pipeline/data/load.ts';
import { locateDataSet } from '../../../pipeline/data/locate.ts';
import type { DataSet, Split } from '../../../pipeline/model/data-set.ts';

describe.each([
  ['fashion-mnist', ['217d732be4611478', '39b3f61d0723b56d', 'b3d350d9073ae596', '31c0e2995af9a1cc']],
  ['notmnist-small', ['f16cef5fc69309c7', 'eeca213a1d630e27', '3b10ddddac396f89', '92584388faac9240']],
] as const)('the embedded form of %s', (name, digests) => {
  let dataSet: DataSet;
  beforeAll(async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'report-embedded-'));
    const options = { preference: 'embedded', cacheDir, log: () => {} } as const;
    dataSet = (await loadDataSet(await locateDataSet(dataSources[name]!, options))).forSeed(1);
  });

  test('has the digests that it had when its bands were derived', () => {
    expect(Object.values(dataSet.record.digests).map((digest) => digest.slice(0, 16))).toEqual(digests);
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
