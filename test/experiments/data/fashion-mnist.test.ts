import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fashionMnist } from '../../../experiments/data/fashion-mnist.ts';
import { features, loadDataSet } from '../../../pipeline/data/load.ts';
import { locateDataSet } from '../../../pipeline/data/locate.ts';

const dataDir = process.env.REPORT_DATA_DIR;

describe.runIf(dataDir !== undefined)("the publisher's Fashion-MNIST", () => {
  test('is verified, prepared, read and transposed', async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'report-fashion-'));
    const options = { preference: 'real', dataDir, cacheDir, log: () => {} } as const;
    const location = await locateDataSet(fashionMnist, options);
    const { train, test: held, rows, columns } = (await loadDataSet(location)).forSeed(1);
    expect([rows, columns, train.samples, held.samples]).toEqual([28, 28, 60_000, 10_000]);
    // The first labels as the publisher's own reader shows them: an ankle boot, two T-shirts, a dress.
    expect([...train.labels.subarray(0, 4)]).toEqual([9, 0, 0, 3]);
    const matrix = features(train, { from: 0, to: 60_000 });
    const mean = matrix.reduce((total, value) => total + value, 0) / matrix.length;
    // Xiao, Rasul and Vollgraf's training images have a mean brightness of 0.2860.
    expect(mean).toBeCloseTo(0.286, 4);
  });
});
